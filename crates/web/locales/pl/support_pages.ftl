# Dostęp pomocy technicznej od strony organizacji.

support-lead = Kto z pomocy technicznej prosił o wpuszczenie, kto jest w środku i co zrobił.
support-grant-hour = Przyznaj dostęp na godzinę
support-granted = Dostęp przyznano na godzinę. Możesz go tu zakończyć w każdej chwili.
support-denied = Prośba została odrzucona. Agent już o tym wie.
support-reported = Prośba została odrzucona i zgłoszona. Operator usługi ją sprawdzi.
support-is-in = { $agent } ma dostęp
support-done = Co zrobiono
support-nothing-done = Jeszcze nic.
support-sessions = Otwarte sesje Help Desk
support-reads = czyta, niczego nie zmienia,
support-nobody = Nikogo z pomocy technicznej tu nie ma
support-nobody-hint = Gdy agent poprosi o dostęp, prośba pojawi się tutaj, a administrator, do którego ją skierowano, dostanie e-mail.
support-reading = Odczyt przez pomoc techniczną operatora
support-reading-label = Zezwól pomocy technicznej na dostęp tylko do odczytu
support-reading-hint = Pomoc techniczna operatora może w sesji Help Desk czytać tę organizację i jej ustawienia, niczego nie zmieniając. Bez tego nie widzi nic, dopóki nie zatwierdzisz prośby. Nie dotyczy to pomocy technicznej Twojego partnera.
support-reading-is-on = Dostęp tylko do odczytu jest włączony: pomoc techniczna operatora może czytać tę organizację w sesji Help Desk.
support-reading-is-off = Dostęp tylko do odczytu jest wyłączony: bez zatwierdzonej prośby pomoc techniczna operatora nie widzi nic.
support-reading-on = Dostęp pomocy technicznej tylko do odczytu jest włączony.
support-reading-off = Dostęp pomocy technicznej tylko do odczytu jest wyłączony.
support-past = Wcześniejsze prośby
support-log = Co zrobiono
cases-lead = Prośby o dostęp, które klient odrzucił i zgłosił jako nieoczekiwane. Porozmawiaj z agentem i z klientem.
cases-none = Nic nie zgłoszono
cases-none-text = Żaden klient nie zgłosił prośby o dostęp.
cases-reported = Zgłoszono
