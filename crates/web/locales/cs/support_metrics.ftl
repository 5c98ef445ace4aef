# Čísla o přístupu podpory a oznámení o něm.

nav-metrics = Metriky podpory
metrics-lead = Jak často podpora žádala o přístup k této organizaci, co se s žádostmi stalo a jak dlouho trvala odpověď.
metrics-file = Soubor CSV
metrics-range = Za jak dlouho
metrics-none = V této době nic
metrics-none-text = Nikdo z podpory nežádal o přístup ani neotevřel relaci.
metrics-all = Celkem
metrics-over-time = V čase
metrics-by-home = Podle toho, kde jsou agenti doma
metrics-asked = Požádáno
metrics-granted = Povoleno
metrics-denied = Zamítnuto
metrics-reported = Nahlášeno
metrics-lapsed = Propadlo
metrics-withdrawn = Vzato zpět
metrics-sessions = Relace Help Desk
metrics-pending = Čeká
metrics-median = Medián doby do odpovědi
metrics-median-seconds = Medián doby do odpovědi v sekundách
metrics-no-answer = Bez odpovědi
metrics-time = { $minutes } min { $seconds } s
metrics-days-of = Dny
metrics-stretch = { $from } až { $until }
metrics-from = Od
metrics-until = Do
metrics-home = Domov agentů
metrics-notices = Komu se oznámí začátek přístupu nebo nahlášení, určuje nastavení.
metrics-notices-link = Zobrazit nastavení
mail-support-began-subject = { $agent } má přístup k organizaci { $organization }
mail-support-began-text = { $who } umožňuje na hodinu přístup do organizace { $organization }: { $agent }. Přístup sám skončí; kterýkoli správce s úplnými právy jej může ukončit dřív.
mail-support-reported-here-subject = { $organization }: žádost o přístup byla nahlášena
mail-support-reported-here-text = { $who } zamítá žádost o přístup do organizace { $organization }, kterou podal(a) { $agent }, a hlásí ji jako nečekanou. Provozovatel služby se jí zabývá.
mail-support-look = Zobrazit přístup podpory
metrics-days = { $days ->
    [one] { $days } den
    [few] { $days } dny
   *[other] { $days } dní
}
