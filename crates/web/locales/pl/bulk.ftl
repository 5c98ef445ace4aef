# Zbiorcze zmiany osób: pliki, zaznaczenia i co stanie się z każdym wierszem.

column-name = Imię i nazwisko
column-name-also = Imię/nazwisko|Pełne imię i nazwisko
column-name-what = Imię i nazwisko w jednej komórce
column-first_name = Imię
column-first_name-what = Potrzebne dla nowych osób, jeśli imię i nazwisko nie są w jednej komórce
column-last_name = Nazwisko
column-last_name-what = Razem z imieniem tworzy pełną nazwę
column-email = Identyfikator użytkownika/e-mail
column-email-also = Adres e-mail
column-email-what = Adres, po którym znajduje się osobę: kto tu jest, zostanie zmieniony, każdy inny zostanie dodany
column-language = Język
column-language-what = en, cs lub pl
column-licenses = Licencje
column-licenses-also = Licenses
column-licenses-what = Nazwy lub kody rozdzielone przecinkami; wszystkie, które osoba ma mieć
column-package = Pakiet
column-package-what = Kod pakietu
column-title = Stanowisko
column-title-also = Stanowisko służbowe|Funkcja
column-title-what = Czym osoba się zajmuje
column-department = Dział
column-department-what = Gdzie pracuje
column-work_number = Główny numer służbowy
column-work_number-also = Numer służbowy|Telefon służbowy
column-work_number-what = W formacie międzynarodowym: +48221234567
column-roles = Role administratora
column-roles-also = Role
column-roles-what = Nazwy lub klucze rozdzielone przecinkami; wszystkie, które osoba ma tu mieć

people-add = Dodaj kilka osób
people-add-text = Najwyżej 25 naraz. Dodane zostaną wszystkie albo żadna; każda otrzyma zaproszenie e-mailem. Puste wiersze są pomijane.
people-add-all = Dodaj osoby
people-add-more = Więcej wierszy
people-add-failed = Nikogo nie dodano. Przy każdym wierszu podano, co jest nie tak.
people-added =
    { $count ->
        [one] Dodano i zaproszono jedną osobę.
        [few] Dodano i zaproszono { $count } osoby.
       *[many] Dodano i zaproszono { $count } osób.
    }

import-title-people = Importuj osoby
import-title-roles = Importuj role
import-lead-people = Plik CSV z wierszem dla każdej osoby. Najpierw zobaczysz, co stałoby się z każdym wierszem; nic się nie zmieni, dopóki tego nie potwierdzisz. Pusta komórka zostawia to, co jest, łącznik (-) usuwa wartość.
import-lead-roles = Lista administratorów wyeksportowana stąd i poprawiona. Każdy wiersz mówi, jakie role osoba ma tu mieć; osób, których nie ma w pliku, to nie dotyczy. Najpierw zobaczysz, co by się zmieniło.
import-file = Plik
import-file-hint = CSV w UTF-8 z nagłówkami po polsku, czesku lub angielsku, rozdzielony przecinkami, średnikami lub tabulatorami. Najwyżej 20 MB i 100 000 wierszy.
import-look = Pokaż, co by się zmieniło
import-template = Pobierz szablon
import-columns = Co oznaczają kolumny

changes-mine = Zmiany zbiorcze
changes-mine-lead = To, o co tu prosisz. Widzisz to tylko ty, przez siedem dni.
changes-none = Brak zmian zbiorczych
changes-none-text = Zaimportuj plik albo zaznacz osoby na liście i wybierz, co ma się z nimi stać.
changes-asked = Zlecono
changes-back = Wróć do osób
changes-what = Co się zmienia
changes-row = Wiersz
changes-rows = Wiersze
changes-outcome = Wynik
changes-show = Wiersze według wyniku
changes-file = Wszystkie wiersze jako CSV
changes-no-rows = Brak takich wierszy
changes-no-rows-text = Żaden wiersz nie ma takiego wyniku albo żadnego jeszcze nie sprawdzono.
changes-kept = Dostępne do { $moment }.
changes-of-file =
    { $count ->
        [one] { $file }, jeden wiersz
        [few] { $file }, { $count } wiersze
       *[many] { $file }, { $count } wierszy
    }
changes-of-rows =
    { $count ->
        [one] Jedna osoba
        [few] { $count } osoby
       *[many] { $count } osób
    }
changes-what-people = Import osób
changes-what-roles = Import ról
changes-what-suspend = Zawieś osoby
changes-what-activate = Przywróć osoby
changes-what-give_role = Nadaj rolę { $name }
changes-what-take_role = Odbierz rolę { $name }
changes-what-add_licence = Dodaj licencję { $name }
changes-what-remove_licence = Usuń licencję { $name }
changes-what-invite_again = Zaproś ponownie
changes-undoing = Cofnięcie: { $what }
changes-receiving = Wiersze są przesyłane.
changes-looking = Trwa sprawdzanie, co stałoby się z każdym wierszem. Nic się nie zmienia.
changes-looked = To by się stało. Na razie nic się nie zmieniło.
changes-doing = Zmiany są wprowadzane. Możesz opuścić tę stronę.
changes-paused = Wstrzymano. To, co zrobiono, pozostaje.
changes-done = Gotowe.
changes-cancelled = Odwołano. Nic się nie zmieniło.
changes-cancelled-midway = Odwołano w trakcie. To, co zrobiono, pozostaje; reszta jest bez zmian.
changes-failed = Nie udało się dokończyć.
changes-failed-storage = Baza danych nie wydała lub nie przyjęła tego, co było potrzebne; jej dysk może być pełny. Zleć to ponownie.
changes-failed-unreadable = Czegoś nie da się odczytać. Zleć to ponownie; jeśli to nie pomoże, powiadom operatora.
changes-failed-interrupted = Praca była wielokrotnie przerywana. Zleć to ponownie.
changes-so-far = { $done } z { $total } wierszy
changes-unused = Te kolumny nic tu nie znaczą i nie są używane: { $columns }.
changes-nothing = Nic by się nie zmieniło, więc nie ma czego wprowadzać.
changes-left-out =
    { $count ->
        [one] Jednego wiersza nie da się wykonać. Zostanie pominięty, jeśli wprowadzisz pozostałe.
        [few] { $count } wierszy nie da się wykonać. Zostaną pominięte, jeśli wprowadzisz pozostałe.
       *[many] { $count } wierszy nie da się wykonać. Zostaną pominięte, jeśli wprowadzisz pozostałe.
    }
changes-apply =
    { $count ->
        [one] Wprowadź jedną zmianę
        [few] Wprowadź { $count } zmiany
       *[many] Wprowadź { $count } zmian
    }
changes-pause = Wstrzymaj
changes-resume = Wznów
changes-cancel = Odwołaj
changes-undo = Cofnij
changes-turned-apply = Zmiany są wprowadzane.
changes-turned-pause = Wstrzymano.
changes-turned-resume = Wznowiono.
changes-turned-cancel = Odwołano.
changes-state-receiving = przesyłanie
changes-state-working = w toku
changes-state-waiting = czeka na ciebie
changes-state-paused = wstrzymano
changes-state-done = gotowe
changes-state-cancelled = odwołano
changes-state-failed = nie udało się
changes-outcome-add = do dodania
changes-outcome-change = do zmiany
changes-outcome-unchanged = bez zmian
changes-outcome-refused = niewykonalne
changes-outcome-done = gotowe
changes-figure-add = Do dodania
changes-figure-change = Do zmiany
changes-figure-unchanged = Bez zmian
changes-figure-refused = Niewykonalne
changes-figure-done = Gotowe
changes-field = { $field }: { $before } → { $after }
changes-field-name = Imię i nazwisko
changes-field-email = E-mail
changes-field-status = Status
changes-field-locale = Język
changes-field-licenses = Licencje
changes-field-package = Pakiet
changes-empty = nic
changes-given = Otrzymuje rolę { $role }.
changes-taken = Traci rolę { $role }.
changes-role-changed = Rola { $role } się zmienia.
changes-role-stays = Rola { $role } pozostaje: nie masz nad nią władzy.
changes-invited = Otrzymuje nowe zaproszenie.

bulk-title = Zmień kilka osób
bulk-heading =
    { $count ->
        [one] Co ma się stać z jedną osobą?
        [few] Co ma się stać z { $count } osobami?
       *[many] Co ma się stać z { $count } osobami?
    }
bulk-lead = Najpierw zobaczysz, co stałoby się z każdą; nic się nie zmieni, dopóki tego nie potwierdzisz.
bulk-look = Pokaż, co by się zmieniło
bulk-nobody = Nikogo nie zaznaczono
bulk-nobody-text = Zaznacz osoby na liście albo wybierz wszystkie, które przepuszczają filtry.
bulk-suspend = Zawieś
bulk-activate = Przywróć
bulk-give_role = Nadaj rolę
bulk-take_role = Odbierz rolę
bulk-add_licence = Dodaj licencję
bulk-remove_licence = Usuń licencję
bulk-people = Import osób
bulk-roles = Import ról
bulk-invite_again = Zaproś ponownie

field-file_too_large = Plik jest większy niż { $most } MB. Podziel go.
field-file_empty = W pliku nic nie ma. Wybierz plik z nagłówkami i wierszami.
field-file_is_archive = To jest skoroszyt lub archiwum. Zapisz go jako CSV (UTF-8) i prześlij ten plik.
field-file_is_binary = To nie jest tabela w zwykłym tekście. Zapisz ją jako CSV (UTF-8) i prześlij ten plik.
field-file_not_utf8 = Plik ma inne kodowanie, na przykład Windows-1250. Zapisz go jako „CSV UTF-8” i prześlij ten plik.
field-heading_missing = Brakuje kolumny: { $columns }. Wszystkie nagłówki pokazuje szablon.
field-heading_repeated = Dwie kolumny oznaczają to samo: { $columns }.
field-too_many_rows = Nie można przyjąć więcej niż { $most } naraz. Podziel je.
field-no_rows = Nie ma w tym żadnego wiersza.
field-nobody_deviates = Wszyscy z grupy mają wszystko, co ustawia szablon. Nie ma czego stosować.
field-cells_too_many = Wiersz ma więcej komórek, niż jest nagłówków.
field-cell_too_long = Komórka ma więcej niż { $most } znaków; być może nie zamknięto cudzysłowu.
field-email_repeated = Adres występuje dwa razy: także w wierszu { $line }.
field-language_unknown = Język to en, cs lub pl.
field-licence_name_unknown = Nie ma licencji „{ $licence }”.
field-role_name_unknown = Nie ma tu roli „{ $name }”.
field-role_name_ambiguous = Kilka ról nazywa się „{ $name }”. Podaj klucz roli.
field-role_needs_scope = Rolę { $role } nadaje się dla witryn, lokalizacji lub klientów, czego plik nie może wyrazić. Nadaj ją w edytorze ról.
field-nobody_here = Nie ma tu nikogo takiego.
field-added_stays = Kogo dodano, ten pozostaje. Możesz go zawiesić.
field-invited_stays = Wysłanego zaproszenia nie można cofnąć.
field-form_too_long = Najwyżej { $most } osób naraz. Aby dodać więcej, zaimportuj plik.
refusal-nothing_to_apply = Nic by się nie zmieniło, więc nie ma czego wprowadzać.
refusal-rows_refused = Liczba wierszy, których nie da się wykonać: { $rows }. Popraw je albo wybierz, że mają zostać wprowadzone tylko dobre.
refusal-changes_moved_on = To już nie ten etap. Wczytaj stronę ponownie.
refusal-changes_unfinished = Trzy twoje zmiany zbiorcze są jeszcze w toku. Poczekaj na jedną z nich i spróbuj ponownie.
refusal-jobs_unfinished = Zadanie, które mówi o tej osobie, jest jeszcze w toku. Poczekaj, aż się skończy, i wtedy usuń dane.
refusal-changes_kept = Masz 20 zmian zbiorczych z ostatnich siedmiu dni i więcej się nie przechowuje. Spróbuj ponownie, gdy najstarsza zniknie.

audit-changes_asked = Zlecono zmiany zbiorcze
audit-changes_applied = Zatwierdzono zmiany zbiorcze
audit-changes_paused = Wstrzymano zmiany zbiorcze
audit-changes_resumed = Wznowiono zmiany zbiorcze
audit-changes_cancelled = Odwołano zmiany zbiorcze
audit-ask_changes = Zlecić zmiany zbiorcze
audit-apply_changes = Zatwierdzić zmiany zbiorcze
audit-pause_changes = Wstrzymać zmiany zbiorcze
audit-resume_changes = Wznowić zmiany zbiorcze
audit-cancel_changes = Odwołać zmiany zbiorcze
audit-add_people = Dodać kilka osób
audit-fact-rows = Wiersze
audit-fact-changes = Co
audit-fact-undoes = Cofa
changes-what-apply_rules = Zastosowanie automatycznych licencji
bulk-apply_rules = Zastosuj automatyczne licencje
