# Dane o dostępie pomocy technicznej i powiadomienia o nim.

nav-metrics = Metryki pomocy technicznej
metrics-lead = Jak często pomoc techniczna prosiła o dostęp do tej organizacji, co się z prośbami stało i jak długo trwała odpowiedź.
metrics-file = Plik CSV
metrics-range = Za jaki okres
metrics-none = W tym okresie nic
metrics-none-text = Nikt z pomocy technicznej nie prosił o dostęp ani nie otworzył sesji.
metrics-all = Razem
metrics-over-time = W czasie
metrics-by-home = Według macierzystej organizacji agentów
metrics-asked = Prośby
metrics-granted = Przyznane
metrics-denied = Odrzucone
metrics-reported = Zgłoszone
metrics-lapsed = Wygasłe
metrics-withdrawn = Wycofane
metrics-sessions = Sesje Help Desk
metrics-pending = Oczekujące
metrics-median = Mediana czasu do odpowiedzi
metrics-median-seconds = Mediana czasu do odpowiedzi w sekundach
metrics-no-answer = Bez odpowiedzi
metrics-time = { $minutes } min { $seconds } s
metrics-days-of = Dni
metrics-stretch = { $from } – { $until }
metrics-from = Od
metrics-until = Do
metrics-home = Organizacja agentów
metrics-notices = Kto jest powiadamiany o rozpoczęciu dostępu lub zgłoszeniu, określają ustawienia.
metrics-notices-link = Zobacz ustawienia
mail-support-began-subject = { $agent } ma dostęp do { $organization }
mail-support-began-text = { $who } wpuszcza na godzinę do organizacji { $organization }: { $agent }. Dostęp sam się skończy; każdy pełny administrator może zakończyć go wcześniej.
mail-support-reported-here-subject = { $organization }: zgłoszono prośbę o dostęp
mail-support-reported-here-text = { $who } odrzuca prośbę o dostęp do organizacji { $organization }, którą złożył(a) { $agent }, i zgłasza ją jako nieoczekiwaną. Operator usługi zajmuje się sprawą.
mail-support-look = Zobacz dostęp pomocy technicznej
metrics-days = { $days ->
    [one] { $days } dzień
   *[other] { $days } dni
}
