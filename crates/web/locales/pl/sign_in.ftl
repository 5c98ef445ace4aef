# Logowanie, wylogowanie i własne konto.

sign-in = Zaloguj się
sign-out = Wyloguj się
signed-out = Wylogowano.
email = Adres e-mail
password = Hasło
sign-in-failed = Adres e-mail i hasło nie pasują do siebie. Sprawdź jedno i drugie i spróbuj ponownie.
sign-in-too-many =
    { $minutes ->
        [one] Prób było zbyt wiele. Spróbuj ponownie za minutę.
        [few] Prób było zbyt wiele. Spróbuj ponownie za { $minutes } minuty.
       *[other] Prób było zbyt wiele. Spróbuj ponownie za { $minutes } minut.
    }
sign-in-link-text = Naciśnij przycisk, aby zalogować się łączem z wiadomości. Łącze działa jeden raz.
sign-in-link-over = To łącze logowania zostało już użyte albo jest zbyt stare. Poproś o nowe osobę, która je wysłała.
sign-in-by-password = hasłem
sign-in-by-link = łączem z wiadomości
sign-in-by-passkey = kluczem dostępu
sign-in-by-sso = logowaniem jednokrotnym
sign-in-by-demo = wyborem w wersji demonstracyjnej
account-signed-in = Logowanie
account-password-text = Długie hasło z kilku słów jest lepsze niż krótkie pełne znaków.
password-choose = Wybierz hasło
password-current = Obecne hasło
password-new = Nowe hasło
password-hint = Co najmniej { $least } znaków. Dobre hasło składa się z kilku słów.
password-later = Nie teraz
password-after-link = Logowanie się powiodło. Wybierz hasło, aby następnym razem łącze nie było potrzebne.
password-set = Nowe hasło jest ustawione.
sessions-title = Gdzie trwa moja sesja
session-seen = Ostatnie użycie
session-this = To okno
session-end = Zakończ
session-end-of = Zakończ sesję z { $moment }
sessions-end-others = Zakończ wszystkie inne
session-ended = Sesja została zakończona.
sessions-ended = { $count ->
    [0] Nie było innej sesji.
    [one] Zakończono jedną inną sesję.
    [few] Zakończono { $count } inne sesje.
   *[many] Zakończono { $count } innych sesji.
}
sessions-end-all = Zakończ wszystkie sesje
sessions-end-all-heading = Zakończyć wszystkie sesje: { $name }?
sessions-end-all-text = Osoba zostanie natychmiast wylogowana we wszystkich oknach i może zalogować się ponownie. Aby jej to uniemożliwić, zawieś ją.
sessions-none = Nikt nie jest zalogowany jako ta osoba.
sessions-of-ended = { $count ->
    [0] { $name }: nie było żadnej sesji.
    [one] { $name }: zakończono jedną sesję.
    [few] { $name }: zakończono { $count } sesje.
   *[many] { $name }: zakończono { $count } sesji.
}
session-device = Urządzenie
device = { $browser } – { $system }
device-unknown = Nieznana przeglądarka
session-ended-here = Twoja sesja się skończyła. Zaloguj się, aby kontynuować.
session-over = Twoja sesja się skończyła; z tej strony nie można już nic wysłać. To, co wpisano, pozostanie tutaj, gdy zalogujesz się w innej karcie.
recovery-title = Nie pamiętasz hasła?
recovery-text = Wpisz swój adres e-mail. Jeśli istnieje dla niego konto, przyjdzie wiadomość, jak postępować dalej.
recovery-ask = Wyślij mi wiadomość
recovery-sent = Jeśli konto z tym adresem istnieje, wiadomość jest w drodze.
recovery-sent-text = Jest w niej łącze, które pyta o drugi składnik. Jeśli go nie masz, Twój sposób logowania zresetuje administrator Twojej organizacji.
recovery-back = Wróć do logowania
