# Przegląd organizacji, jej ludzie i ich role.

pages = Strony
pages-previous = Poprzednia
pages-first = Pierwsza strona
pages-next = Następna

yes = Tak
no = Nie

overview-inactive = nieużywana
overview-recent = Ostatnie zdarzenia
overview-whole-log = Cały dziennik
overview-my-rights = Co mogę tu robić
overview-no-rights = Nic poza oglądaniem tej strony.
overview-can-change = Mogę zmieniać
overview-can-read = Mogę tylko czytać
overview-slug = Krótka nazwa
overview-managed-by = Zarządza nią
overview-nobody = Nikt
overview-administrators = Administratorzy
overview-full-admins = Pełni administratorzy
overview-rights-count = Obszary, które mogę zmieniać: { $changes }; tylko czytać: { $reads }
overview-own-count =
    { $count ->
        [one] Jeden własny administrator
        [few] { $count } własnych administratorów
       *[other] { $count } własnych administratorów
    }
overview-outside-count =
    { $count ->
        [one] Jeden administrator zewnętrzny
        [few] { $count } administratorów zewnętrznych
       *[other] { $count } administratorów zewnętrznych
    }
overview-support-waits = Ktoś z pomocy technicznej czeka na odpowiedź.
overview-support-runs = Wszystko, co zrobiono z tym dostępem, jest zapisywane. Można go zakończyć w każdej chwili.
warning-no-full-administrator = Nie ma pełnego administratora.
warning-no-full-administrator-text = Nikt nie może tu wyznaczać innych. Wyznacz pełnego administratora bez daty końca.
warning-one-full-administrator = Jest tylko jeden pełny administrator.
warning-one-full-administrator-text = Pod jego nieobecność nikt nie wyznaczy innych ani nie odpowie pomocy technicznej. Wyznacz drugiego, bez daty końca.
warning-outside-without-end =
    { $count ->
        [one] Jedna osoba z zewnątrz ma rolę bez daty końca.
        [few] { $count } osoby z zewnątrz mają role bez daty końca.
        [many] { $count } osób z zewnątrz ma role bez daty końca.
       *[other] { $count } osoby z zewnątrz ma role bez daty końca.
    }
warning-outside-without-end-text = Ustaw w edytorze ról koniec każdej roli albo odbierz ją, gdy nie jest potrzebna.
warning-not-signed-in =
    { $count ->
        [one] Jeden administrator nie zalogował się od 90 dni.
        [few] { $count } administratorzy nie zalogowali się od 90 dni.
        [many] { $count } administratorów nie zalogowało się od 90 dni.
       *[other] { $count } administratora nie zalogowało się od 90 dni.
    }
warning-not-signed-in-text = Kto nie przychodzi, nie potrzebuje uprawnień: odbierz role albo zawieś tę osobę.
warning-rights-unused =
    { $count ->
        [one] Jeden administrator nic tu nie zmienił od 90 dni.
        [few] { $count } administratorzy nic tu nie zmienili od 90 dni.
        [many] { $count } administratorów nic tu nie zmieniło od 90 dni.
       *[other] { $count } administratora nic tu nie zmieniło od 90 dni.
    }
warning-rights-unused-text = Może wystarczy rola tylko do odczytu. W każdej chwili można ją nadać ponownie.
warning-absence-not-looked-for = Wśród { $count } administratorów nie sprawdza się, kogo dawno nie było.
warning-absence-not-looked-for-text = Gdy administratorów jest ponad 2000, nie widać, kto dawno się nie logował ani nic nie zmienił. Mniej administratorów to większe bezpieczeństwo: odbierz role, które nie są potrzebne.

users-count =
    { $count ->
        [one] Jedna osoba na liście
        [few] { $shown } osoby na liście
       *[other] { $shown } osób na liście
    }
users-select = Zaznacz: { $name }
users-select-all =
    { $count ->
        [one] Jedyna osoba na liście
        [few] Wszystkie { $shown } na liście
       *[other] Wszystkich { $shown } na liście
    }
users-selected-change = Zmień zaznaczone
users-search = Nazwisko lub adres e-mail
users-show = Pokaż
users-show-everybody = Wszyscy
users-show-administrators = Wszyscy administratorzy
users-show-external = Wszyscy administratorzy zewnętrzni
users-by-role = Według roli
users-person = Osoba
users-roles = Role administratora
users-status = Stan
users-external = Z zewnątrz
users-from = od { $moment }
users-none = Nikogo nie znaleziono
users-none-text = Nie ma tu takiej osoby. Spróbuj wpisać część nazwiska albo pokaż wszystkich.
users-name = Imię i nazwisko
users-email = Adres e-mail
users-status-any = Dowolny stan
users-license = Licencja
users-license-any = Dowolna licencja
users-location = Zarządza lokalizacją
users-location-any = Dowolna lokalizacja
users-more-filters = Role, licencje i działy
users-sort = Kolejność
users-sort-name = Według nazwiska, od A do Z
users-sort-name-back = Według nazwiska, od Z do A
users-sort-email = Według adresu, od A do Z
users-sort-email-back = Według adresu, od Z do A
users-sort-created = Od najwcześniej dodanych
users-sort-created-back = Od ostatnio dodanych
users-all = Pokaż wszystkich
administrators-export = Eksportuj
administrators-export-what = Administratorzy z tej listy jako plik CSV
administrators-export-title = Eksport administratorów
administrators-export-lead = Wszyscy z listy, którzy w chwili prośby mieli jakąś rolę, jako plik (CSV). To, co zmieni się w międzyczasie, nie zmieni pliku. Kto ma dostęp tylko przez partnera lub w ramach wsparcia, nie dostał tu niczego bezpośrednio i nie ma go w pliku.
administrators-export-so-far = Przejrzano { $done } z { $total } administratorów.
administrators-export-back = Wróć do użytkowników
administrators-column-name = Imię i nazwisko
administrators-column-email = Identyfikator użytkownika/e-mail
administrators-column-roles = Role administratora

person-status-active = Aktywny
person-status-pending = Zaproszony
person-status-suspended = Zawieszony
person-log = Historia
person-profile = Profil
person-home = Organizacja macierzysta
person-admin-roles = Role administratora
person-licences = Licencje
person-no-roles = Brak roli administratora
person-no-roles-text = Ta osoba niczym tu nie administruje.
person-term = Na jak długo
person-given = Skąd pochodzi
person-waits = Działa w pełni dopiero po następnym zalogowaniu się tutaj.
person-no-end = bezterminowo
person-end = Zakończ
person-end-role = Zakończ rolę { $role }
person-past = Wcześniejsze role
person-derived = Rola z organizacji { $organization }, która sięga tutaj.
person-support = Dostęp tymczasowy, zgoda: { $name }.
person-role-given = { $name }: nadano rolę { $role }.
person-role-ended = { $name }: rola { $role } zakończona.

origin-assigned = Nadana przez administratora
origin-first_person = Pierwsza osoba organizacji
origin-order = Przez zamówienie
origin-taken_back = Odzyskana przez partnera
origin-break_glass = Na wypadek awarii logowania
origin-imported = Z importu

grant-end-revoked = odebrana
grant-end-given_up = rezygnacja
grant-end-removed = organizacja usunęła osobę, która ją miała
grant-end-replaced = zastąpiona inną
grant-end-pruned = zakończona przez import
grant-end-expired = wygasła

give-can-change = Będzie można zmieniać
give-can-read = Będzie można czytać
give-reaches-customers = Rola sięga też do klientów partnera.
give-locations = Lokalizacje
give-customers = Klienci
give-until = Ostatni dzień
give-until-hint = Puste: do czasu zakończenia roli. Dzień kończy się według strefy { $zone }.
give-reason = Powód
give-reason-hint = Nieobowiązkowy; znajdzie się w dzienniku audytu.
field-date_invalid = To nie jest data. Wybierz dzień.

end-heading = { $name }: zakończyć rolę { $role }?
end-at-once = Kończy się natychmiast, także w otwartych oknach.
end-last-external = Niczego innego ta osoba tu nie ma: aby wróciła, trzeba ją dodać ponownie.
end-loses-nothing = To, co daje ta rola, osoba zachowa dzięki innej.
end-cannot-change = Nie będzie już można zmieniać
end-cannot-read = Nie będzie już można czytać
end-now = Zakończ rolę

external-add = Dodaj administratora zewnętrznego
external-add-text = Ktoś z innej organizacji, kto administruje tą. Loguje się nadal u siebie.
external-email = Adres e-mail
external-email-hint = Adres, którym ta osoba loguje się w swojej organizacji.
external-until-hint = Puste: do czasu zakończenia; dostęp tylko do odczytu wygasa sam, dni: { $days }. Dzień kończy się według strefy { $zone }.
external-type = Co będzie mogła robić ta osoba
external-save = Dodaj
external-verify = Zweryfikuj e-mail
external-other-email = Podaj inny adres
