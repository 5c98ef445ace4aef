# O czym się do kogo pisze i jak z tego zrezygnować.

mails-title = Wiadomości e-mail do Ciebie
mails-product_news = Nowości o produkcie
mails-product_news-help = Nowości o usłudze dla tych, którzy nią administrują. Pełni administratorzy otrzymują je, dopóki ich nie wyłączą.
mails-support_notices = Powiadomienia o dostępie pomocy technicznej
mails-support_notices-help = Gdy rozpoczyna się dostęp pomocy technicznej do Twojej organizacji lub ktoś zgłosi nieoczekiwaną prośbę, o ile organizacja wysyła takie powiadomienia pełnym administratorom.
mails-daily_digest = Przegląd dnia
mails-daily_digest-help = Codziennie rano o 7:00 (UTC): co zmieniło się poprzedniego dnia tam, gdzie administrujesz, co na Ciebie czeka i które role wkrótce wygasają. Gdy nie ma czego czytać, nic nie przychodzi.
mails-security = Bezpieczeństwo konta
mails-security-help = Nowe urządzenia, zmiany sposobu logowania, role nadane Ci i odebrane. Te wiadomości są wysyłane zawsze.
mails-turn-on = Włącz
mails-turn-off = Wyłącz
mails-turn-on-of = Włącz: { $topic }
mails-turn-off-of = Wyłącz: { $topic }
mails-turned-on = { $topic }: włączono.
mails-turned-off = { $topic }: wyłączono.
mail-stop-title = Wyłączanie wiadomości
mail-stop-text = Na adres { $email } przychodzą wiadomości tego rodzaju: { $topic }.
mail-stop-button = Wyłącz te wiadomości
mail-stopped-text = Na adres { $email } nie przychodzą już wiadomości tego rodzaju: { $topic }.
mail-stop-account = Wybierz, które wiadomości otrzymujesz
mail-stop-link = Wyłącz te wiadomości

audit-preference_set = Włączono lub wyłączono wiadomości
audit-set_preference = Włącz lub wyłącz wiadomości
audit-fact-topic = Wiadomości
audit-fact-wanted = Chce je

mail-digest-subject = Prokura: przegląd dnia { $day }
mail-digest-text = Oto co zmieniło się { $day } ({ $zone }) tam, gdzie administrujesz.
mail-digest-more = Inne zmiany
mail-digest-ending = Role, które wygasają w ciągu 7 dni
mail-digest-waiting = Oczekujące prośby pomocy technicznej
mail-digest-warnings = Trwające ostrzeżenia
mail-digest-advice = Otrzymujesz ten przegląd, ponieważ został włączony na Twoim koncie. W dni, w których nie ma czego czytać, nie przychodzi.
