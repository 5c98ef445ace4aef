# Czym loguje się człowiek poza hasłem, i ponowne potwierdzenie tożsamości.

or = lub
go-on = Dalej
sign-in-passkey = Zaloguj się kluczem dostępu
sign-in-passkey-failed = Klucz dostępu nie został przyjęty. Mógł zostać usunięty albo próba trwała zbyt długo. Spróbuj ponownie lub zaloguj się inaczej.

second-title = Drugi krok
second-code-failed = Kod jest nieprawidłowy albo został już użyty. Poczekaj na następny i spróbuj ponownie.
second-recovery-failed = Kod zapasowy jest nieprawidłowy albo został już użyty. Sprawdź go lub weź inny.
second-lost = Nie mam teraz aplikacji pod ręką
second-back = Zaloguj się jako ktoś inny
refusal-second_step_over = Od pierwszego kroku minęło zbyt dużo czasu. Zaloguj się ponownie.
totp-code = Kod z aplikacji uwierzytelniającej
totp-code-hint = Sześć cyfr. Aplikacja co 30 sekund pokazuje nowy kod.
recovery-code = Kod zapasowy
recovery-code-hint = Dwanaście cyfr i liter. Każdy kod działa jeden raz.
second-required-title = Wymagany drugi składnik
second-required-add = { $organization } wymaga drugiego składnika. Dodaj go, aby przejść dalej; zajmie to minutę.
second-required-prove = { $organization } wymaga drugiego składnika. Potwierdź się tym, który masz.
reason-second_factor_asked = Twoja organizacja wymaga drugiego składnika. Zaloguj się do konsoli i dodaj go lub się nim potwierdź.

again-title = Potwierdź, że to Ty
again-text = Przy tej zmianie sprawdza się, kto jej dokonuje, bo od ostatniego potwierdzenia minęło trochę czasu.
again-kept = To, co wpisano, zostaje zachowane i zostanie potem wysłane.
again-passkey = Użyj klucza dostępu
again-demo = Wersja demonstracyjna nie żąda dowodu. Naprawdę trzeba by tu użyć klucza dostępu, kodu lub hasła.
again-demo-go-on = Dalej jako ta osoba
again-none = Nie ma tu niczego, czym można by to potwierdzić. Wyloguj się, zaloguj ponownie i powtórz zmianę.
refusal-step_up_needed = To wymaga świeżego potwierdzenia tożsamości. Potwierdź ją ponownie i powtórz żądanie.

passkeys-title = Klucze dostępu
passkey = Klucz dostępu
passkey-text = Klucz dostępu pozwala zalogować się odciskiem palca, twarzą lub blokadą ekranu i nikt go od Ciebie nie wyłudzi. Przechowuje go urządzenie lub menedżer haseł.
passkeys-not-here = Przeglądarki znają klucze dostępu tylko dla adresów z nazwą. Poproś operatora, aby nadał ją tej usłudze.
passkey-add = Dodaj klucz dostępu
passkey-make = Utwórz klucz dostępu
passkey-added = Klucz dostępu został dodany. Od teraz można się nim logować.
passkey-added-at = Dodano
passkey-unused = jeszcze nie
passkey-name = Nazwa
passkey-name-hint = Po której go rozpoznasz, na przykład: Laptop służbowy.
passkey-name-first = Mój klucz dostępu
passkey-rename = Zmień nazwę
passkey-rename-of = Zmień nazwę: { $name }
passkey-renamed = Klucz dostępu ma nową nazwę.
passkey-remove = Usuń
passkey-remove-of = Usuń: { $name }
passkey-remove-heading = Usunąć { $name }?
passkey-remove-text = Nie będzie już można się nim zalogować. Usuń go także w urządzeniu lub menedżerze haseł; stąd się nie da.
passkey-removed = Klucz dostępu został usunięty.
passkey-needs-script = Klucze dostępu wymagają JavaScriptu, który jest w tej przeglądarce wyłączony.
passkey-unsupported = Ta przeglądarka nie obsługuje kluczy dostępu.
passkey-cancelled = Nic się nie stało: operację anulowano albo przeglądarka nie ma odpowiedniego klucza dostępu. Spróbuj ponownie w dogodnej chwili.
passkey-late = Czas minął, zanim klucz dostępu odpowiedział. Spróbuj ponownie.
passkey-elsewhere = Strona została otwarta pod adresem, dla którego nie ma kluczy dostępu. Otwórz usługę pod jej zwykłym adresem.
passkey-failed = Przeglądarka nie mogła użyć klucza dostępu. Spróbuj ponownie; jeśli to nie pomoże, wybierz inny sposób.
field-passkey_there = Ten klucz dostępu został już dodany.
field-passkey_refused = Odpowiedź klucza dostępu nie została przyjęta: trwała zbyt długo lub dotyczyła czegoś innego. Spróbuj ponownie.
field-passkeys_too_many = Więcej kluczy dostępu mieć nie można. Usuń któryś z nieużywanych.
field-last_way_in = To jedyny sposób logowania. Najpierw wybierz hasło lub dodaj inny klucz dostępu.

totp-title = Logowanie dwuetapowe
totp-text = Po haśle podaje się jeszcze kod z aplikacji w telefonie. Kto pozna hasło, i tak nie wejdzie.
totp-on = Włączone
totp-since = Włączone od
totp-add = Dodaj aplikację uwierzytelniającą
totp-scan = Zeskanuj obrazek aplikacją uwierzytelniającą, na przykład w telefonie lub w menedżerze haseł.
totp-qr = Kod QR z tajnym kluczem dla aplikacji uwierzytelniającej
totp-cannot-scan = Nie mogę go zeskanować
totp-type-in = Przepisz ten tajny klucz do aplikacji. Wielkość liter i odstępy nie mają znaczenia.
totp-open-app = Otwórz w aplikacji na tym urządzeniu
totp-confirm = Potwierdź
totp-confirm-hint = Sześć cyfr, które aplikacja teraz pokazuje. Dowodzą, że działa, zanim zacznie od niej zależeć logowanie.
totp-remove = Usuń aplikację
totp-remove-text = Od teraz do zalogowania wystarczy hasło, a kody zapasowe przestaną działać.
totp-removed = Aplikacja uwierzytelniająca została usunięta.
codes-title = Kody zapasowe
codes-once = Te kody widać tylko teraz. Zachowaj je tam, gdzie znajdziesz je bez telefonu.
codes-text = Po utracie aplikacji uwierzytelniającej można się zalogować jednym z nich. Każdy działa jeden raz.
codes-copy = Kopiuj
codes-copied = Kody zostały skopiowane.
codes-print = Drukuj
codes-save = Zapisz w pliku
codes-kept = Kody są zachowane
codes-left = { $left ->
    [0] nie został żaden
    [one] został jeden
    [few] zostały { $left }
   *[many] zostało { $left }
}
codes-make = Utwórz nowe kody zapasowe
codes-make-text = Powstanie dziesięć nowych kodów. Dotychczasowe przestaną działać.
field-code_wrong = Kod jest nieprawidłowy. Sprawdź, czy telefon ma właściwą godzinę, poczekaj na następny kod i spróbuj ponownie.
field-code_used = Ten kod został już użyty. Poczekaj na następny.
field-recovery_code_wrong = Kod zapasowy jest nieprawidłowy albo został już użyty.
field-proof_missing = Potwierdź, kim jesteś.
refusal-totp_there = Aplikacja uwierzytelniająca została już dodana. Aby dodać inną, najpierw ją usuń.
refusal-totp_gone = Nie ma już aplikacji uwierzytelniającej, więc nic nie pyta o kody zapasowe.

audit-proved_again = Ponownie potwierdzono tożsamość
audit-totp_added = Dodano aplikację uwierzytelniającą
audit-totp_used = Użyto kodu z aplikacji uwierzytelniającej
audit-totp_removed = Usunięto aplikację uwierzytelniającą
audit-recovery_codes_made = Utworzono kody zapasowe
audit-recovery_code_used = Użyto kodu zapasowego
audit-passkey_added = Dodano klucz dostępu
audit-passkey_renamed = Zmieniono nazwę klucza dostępu
audit-passkey_used = Użyto klucza dostępu
audit-passkey_removed = Usunięto klucz dostępu
audit-prove_again = Ponowne potwierdzenie tożsamości
audit-add_totp = Dodanie aplikacji uwierzytelniającej
audit-remove_totp = Usunięcie aplikacji uwierzytelniającej
audit-make_recovery_codes = Utworzenie kodów zapasowych
audit-add_passkey = Dodanie klucza dostępu
audit-rename_passkey = Zmiana nazwy klucza dostępu
audit-remove_passkey = Usunięcie klucza dostępu

mail-sign-in-changed-at = Kiedy
mail-sign-in-changed-advice = Jeśli to Twoje działanie, nie trzeba nic robić. Jeśli nie, na Twoim koncie jest ktoś inny: zakończ wszystkie inne sesje, wybierz nowe hasło i zawiadom swojego administratora.
mail-sign-in-changed-look = Pokaż moje konto
mail-totp-added-subject = Do Twojego konta dodano aplikację uwierzytelniającą
mail-totp-added-text = Przy logowaniu po haśle podaje się od teraz kod z aplikacji. Powstało z nią dziesięć kodów zapasowych.
mail-totp-removed-subject = Z Twojego konta usunięto aplikację uwierzytelniającą
mail-totp-removed-text = Do zalogowania wystarczy od teraz hasło, a kody zapasowe już nie działają.
mail-codes-made-subject = Utworzono nowe kody zapasowe do Twojego konta
mail-codes-made-text = Dotychczasowe kody zapasowe już nie działają.
mail-code-used-subject = Użyto kodu zapasowego do Twojego konta
mail-code-used-text = { $left ->
    [0] Był ostatni. Utwórz nowe, dopóki trwa sesja.
    [one] Został jeden kod.
    [few] Zostały { $left } kody.
   *[many] Zostało { $left } kodów.
}
mail-passkey-added-subject = Do Twojego konta dodano klucz dostępu
mail-passkey-added-text = Od teraz można się nim logować bez hasła.
mail-passkey-removed-subject = Z Twojego konta usunięto klucz dostępu
mail-passkey-removed-text = Nie można się nim już zalogować.
again-sso = Zaloguj się ponownie w swojej organizacji
again-sso-text = Logowanie Twojej organizacji otworzy się w nowej karcie. Po zalogowaniu wróć tutaj i wyślij to, co wpisano.
again-sso-send = Zalogowano: wyślij
