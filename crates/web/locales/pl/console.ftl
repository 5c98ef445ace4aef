# Ramka wokół każdej strony.

skip-to-content = Przejdź do treści
menu = Menu
navigation = Nawigacja główna
crumbs = Położenie strony
close = Zamknij
search = Szukaj
actions = Czynności
on = Włączone
off = Wyłączone
save = Zapisz
cancel = Anuluj
theme = Kolory
theme-auto = Jak w systemie
theme-light = Jasne
theme-dark = Ciemne
toast-failed = To się nie udało. Spróbuj ponownie.
times-in = Godziny w strefie { $zone }
until = do { $moment }
nav-overview = Przegląd
nav-users = Użytkownicy
nav-support = Dostęp pomocy technicznej
nav-cases = Zgłoszone prośby
nav-roles = Role
nav-settings = Ustawienia
nav-audit = Dziennik audytu
nav-organizations = Moje organizacje
nav-account = Moje konto
nav-elsewhere = Inne miejsca

# Czas: { $month } to jeden z dwunastu poniższych.
time-moment = { $day } { $month } { $year }, { $clock }
time-day = { $day } { $month } { $year }
month-1 = stycznia
month-2 = lutego
month-3 = marca
month-4 = kwietnia
month-5 = maja
month-6 = czerwca
month-7 = lipca
month-8 = sierpnia
month-9 = września
month-10 = października
month-11 = listopada
month-12 = grudnia

# W czyjej organizacji, po jej nazwie.
whose-house = Czyja to organizacja
house-own = Twoja własna organizacja. Role: { $roles }.
house-own-none = Twoja własna organizacja. Nie masz tu żadnej roli administratora.
house-partner = Twój klient. Role: { $roles }.
house-vendor = dostęp w imieniu operatora. Role: { $roles }.
house-outsider = dostęp z zewnątrz. Role: { $roles }.
house-none = dostęp z zewnątrz.
house-support = dostęp pomocy technicznej, który przyznaje { $name }. Wszystkie czynności są zapisywane, a klient je widzi.
house-support-imported = dostęp pomocy technicznej. Wszystkie czynności są zapisywane, a klient je widzi.
house-session = sesja Help Desk, którą klient widzi. Można czytać to, na co pozwala rola.
end-access = Zakończ dostęp
close-session = Zamknij sesję
access-ended = Dostęp się zakończył. Nic więcej nie można z nim zrobić.
session-closed = Sesja Help Desk jest zamknięta.

# Tryb z ograniczeniami (RST-04).
restricted = Tryb z ograniczeniami
restricted-is-on = Tryb administratora z ograniczeniami jest włączony.
restricted-by = { $partners } zastrzega dla siebie niektóre ustawienia tej organizacji. Przy zablokowanych widać kłódkę i wyjaśnienie.
restricted-no-partner = Niektóre ustawienia tej organizacji są zablokowane, a obecnie nie zarządza nią żaden partner, który mógłby je odblokować.
restricted-not-you = Ogranicza administratorów klienta, a Ciebie nie ogranicza.

# Moje organizacje.
organization = Organizacja
organization-kind = Rodzaj
kind-vendor = Operator
kind-partner = Partner
kind-customer = Klient
kind-self_registered = Bezpłatna organizacja
kind-consumer = Konta konsumentów
organizations-home = Organizacja macierzysta
organizations-customers = Klienci
organizations-all = Organizacje usługi
organizations-elsewhere = Inne organizacje, które przyznały mi uprawnienia
organizations-rights = Moje uprawnienia
organizations-support = Przyznany dostęp pomocy
organizations-session = Sesja Help Desk
organizations-search = Nazwa
organizations-none-found = Nie znaleziono organizacji
organizations-none-found-hint = Żadna organizacja nie ma tu w nazwie „{ $q }”.
organizations-more = Jest ich więcej. Zawęź listę według nazwy.
roles-none = Brak
go-to-control-hub = Przejdź do { hub-control }
go-to-control-hub-of = Przejdź do { hub-control } organizacji { $organization }

# Błędy.
trouble-403 = Brak uprawnień
trouble-404 = Nie ma takiej strony
trouble-405 = Ta strona tego nie przyjmuje
trouble-409 = Teraz nie można tego zrobić
trouble-410 = To już się skończyło
trouble-422 = Nie można tego odczytać
trouble-429 = Zbyt wiele prób
trouble-500 = Coś nie powiodło się po naszej stronie
trouble-503 = Usługa jest zajęta
trouble-request = Numer żądania: { $id }
form-not-taken = Na razie nic się nie zmieniło
form-too-old = Strona była otwarta zbyt długo albo pod innym logowaniem. Sprawdź wpisane dane i wyślij je ponownie.
form-signed-out = W międzyczasie nastąpiło wylogowanie. Zaloguj się w innym oknie, wróć tutaj i wyślij dane ponownie.
form-from-elsewhere = Formularz wysłano z innej witryny, więc nie został przyjęty. Jeśli to nie Twoje działanie, nic więcej nie trzeba robić.
form-too-large = Formularz jest większy, niż ta strona przyjmuje.
form-secret-again = Hasła nie są zachowywane. Wróć i wpisz je ponownie.
form-typed = Wpisane dane
form-send-again = Wyślij ponownie
form-sign-in-elsewhere = Zaloguj się w innym oknie

# Tylko w wersji demonstracyjnej.
demo = Demo
demo-bar = Demo
demo-mailbox = Skrzynka pocztowa
demo-people = Osoby
demo-clock = Zegar
