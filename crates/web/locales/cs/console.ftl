# Rám kolem každé stránky.

skip-to-content = Přejít k obsahu
menu = Nabídka
navigation = Hlavní navigace
crumbs = Kde jste
close = Zavřít
search = Hledat
actions = Akce
on = Zapnuto
off = Vypnuto
save = Uložit
cancel = Zrušit
theme = Barvy
theme-auto = Podle systému
theme-light = Světlé
theme-dark = Tmavé
toast-failed = Nepovedlo se to. Zkuste to znovu.
times-in = Časy v pásmu { $zone }
until = do { $moment }
nav-overview = Přehled
nav-users = Uživatelé
nav-support = Přístup podpory
nav-cases = Nahlášené žádosti
nav-roles = Role
nav-settings = Nastavení
nav-audit = Protokol auditu
nav-organizations = Moje organizace
nav-account = Můj účet
nav-elsewhere = Jinam

# Časy: { $month } je některý z následujících dvanácti.
time-moment = { $day }. { $month } { $year } { $clock }
time-day = { $day }. { $month } { $year }
month-1 = 1.
month-2 = 2.
month-3 = 3.
month-4 = 4.
month-5 = 5.
month-6 = 6.
month-7 = 7.
month-8 = 8.
month-9 = 9.
month-10 = 10.
month-11 = 11.
month-12 = 12.

# V čí organizaci jste, za jejím názvem.
whose-house = Čí je tato organizace
house-own = vaše vlastní organizace. Jste tu jako: { $roles }.
house-own-none = vaše vlastní organizace. Nemáte tu žádnou roli správce.
house-partner = váš zákazník. Jste tu jako: { $roles }.
house-vendor = jste tu za provozovatele, jako: { $roles }.
house-outsider = jste tu zvenčí, jako: { $roles }.
house-none = jste tu zvenčí.
house-support = jste tu jako podpora, přístup vám dává: { $name }. Vše, co uděláte, se zaznamenává a zákazník to vidí.
house-support-imported = jste tu jako podpora. Vše, co uděláte, se zaznamenává a zákazník to vidí.
house-session = jste tu v relaci Help Desk, kterou zákazník vidí. Můžete číst to, co dovoluje vaše role.
end-access = Ukončit přístup
close-session = Zavřít relaci
access-ended = Přístup skončil. Nic dalšího s ním už udělat nelze.
session-closed = Relace Help Desk je zavřená.

# Režim s omezeními (RST-04).
restricted = Režim s omezeními
restricted-is-on = Režim správce s omezeními je zapnutý.
restricted-by = { $partners } si vyhrazuje některá nastavení této organizace. Co je zamčené, má zámek a říká to.
restricted-no-partner = Některá nastavení této organizace jsou zamčená a v tuto chvíli ji nespravuje žádný partner, který by je mohl odemknout.
restricted-not-you = Omezuje správce zákazníka; vás neomezuje.

# Moje organizace.
organization = Organizace
organization-kind = Druh
kind-vendor = Provozovatel
kind-partner = Partner
kind-customer = Zákazník
kind-self_registered = Bezplatná organizace
kind-consumer = Účty spotřebitelů
organizations-home = Domovská organizace
organizations-customers = Zákazníci
organizations-all = Organizace služby
organizations-elsewhere = Další organizace, které mi udělily práva
organizations-rights = Moje práva
organizations-support = Udělený přístup podpory
organizations-session = Relace Help Desk
organizations-search = Název
organizations-none-found = Žádná organizace nenalezena
organizations-none-found-hint = Žádná organizace tu nemá v názvu „{ $q }“.
organizations-more = Je jich více. Zužte seznam podle názvu.
roles-none = Žádné
go-to-control-hub = Přejít do { hub-control }
go-to-control-hub-of = Přejít do { hub-control } organizace { $organization }

# Chyby.
trouble-403 = Toto dělat nesmíte
trouble-404 = Taková stránka není
trouble-405 = Toto stránka nepřijímá
trouble-409 = Teď to nejde
trouble-410 = Toto už skončilo
trouble-422 = Tomu nelze rozumět
trouble-429 = Příliš mnoho pokusů
trouble-500 = Na naší straně se něco nepovedlo
trouble-503 = Služba je zaneprázdněná
trouble-request = Číslo požadavku: { $id }
form-not-taken = Zatím se nic nezměnilo
form-too-old = Stránka byla otevřená příliš dlouho, nebo pod jiným přihlášením. Podívejte se na to, co jste napsali, a odešlete to znovu.
form-signed-out = Mezitím jste byli odhlášeni. Přihlaste se v jiném okně, vraťte se sem a odešlete to znovu.
form-from-elsewhere = Formulář přišel z jiného webu, proto nebyl přijat. Pokud jste to nebyli vy, není třeba nic dělat.
form-too-large = Formulář je větší, než tato stránka přijímá.
form-secret-again = Hesla se neuchovávají. Vraťte se a napište je znovu.
form-typed = Co jste napsali
form-send-again = Odeslat znovu
form-sign-in-elsewhere = Přihlásit se v jiném okně

# Jen v ukázce.
demo = Ukázka
demo-bar = Ukázka
demo-mailbox = Poštovní schránka
demo-people = Lidé
demo-clock = Hodiny
