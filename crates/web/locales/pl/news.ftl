# Nowości o produkcie tam, gdzie pisze je operator.

nav-news = Nowości o produkcie
news-lead = Nowości o produkcie dla pełnych administratorów organizacji.
news-write = Napisz nowości
news-none = Nie ma jeszcze nowości
news-none-text = To, co tu napiszesz, pozostaje wersją roboczą, dopóki jej nie wyślesz.
news-subject = Temat
news-text = Tekst
news-to = Dla
news-state = Stan
news-people = Osoby
news-at = Kiedy
news-written-by = Ostatnio napisane
news-sent-at = Wysyłane od
news-missing = Nie napisano w językach
news-missing-text = ich czytelnicy otrzymają nowości w innym języku.
news-send = Wyślij
news-edit = Zmień
news-drop = Wyrzuć
news-go-on = Wyślij pozostałym
news-sending-text = Wysyłanie trwa w tle; odśwież stronę, aby zobaczyć postęp.
news-stuck-text = Wysyłanie zatrzymało się, zanim napisano do wszystkich. Do nikogo nie pisze się dwa razy.
news-form-lead = To, co zobaczą czytelnicy, jest pokazywane, zanim cokolwiek zostanie wysłane. Pisz w językach swoich czytelników; kto czyta w innym, otrzyma nowości po angielsku lub w pierwszym dostępnym języku.
news-keep = Zachowaj wersję roboczą
news-written = Nowości zachowano jako wersję roboczą.
news-released = Nowości są wysyłane.
news-dropped = Wersję roboczą wyrzucono.
news-state-draft = Wersja robocza
news-state-sending = Wysyłane
news-state-sent = Wysłane
news-state-stuck = Zatrzymane
news-kind-customer = Klienci
news-kind-partner = Partnerzy
news-kind-self_registered = Organizacje zarejestrowane samodzielnie
news-kind-vendor = Sam operator
news-kind-consumer = Konsumenci
news-people-count = { $count ->
    [one] { $count } osoba
    [few] { $count } osoby
   *[other] { $count } osób
}
mail-news-advice = Tę wiadomość wysyła { $vendor }, ponieważ administrujesz organizacją, która korzysta z usługi tego operatora.
audit-news_written = Napisano nowości o produkcie
audit-news_dropped = Wyrzucono nowości o produkcie
audit-news_released = Zwolniono nowości o produkcie do wysłania
audit-news_told = Rozesłano nowości o produkcie do osób
audit-news_sent = Wysłano nowości o produkcie
audit-write_news = Napisz nowości o produkcie
audit-drop_news = Wyrzuć nowości o produkcie
audit-send_news = Wyślij nowości o produkcie
audit-tell_news = Roześlij nowości o produkcie do osób
audit-fact-people = Liczba osób
audit-fact-kinds = Dla rodzajów
audit-fact-subject_en = Temat po angielsku
audit-fact-subject_cs = Temat po czesku
audit-fact-subject_pl = Temat po polsku
field-news_kinds_missing = Wybierz co najmniej jeden rodzaj organizacji.
field-news_texts_missing = Napisz nowości w co najmniej jednym języku.
field-news_half_written = W każdym języku jest temat i tekst albo nie ma żadnego z nich. Uzupełnij to albo wyczyść oba pola.
field-news_too_long = Może tu być najwyżej { $most } znaków. Skróć to.
field-news_control_characters = Są tu znaki, których nie widać. Wpisz tekst ponownie.
refusal-news_sent = Te nowości zostały już wysłane. Napisz nowe.
