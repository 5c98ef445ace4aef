# Strona, do której prowadzi łącze z wiadomości (SUP-03 do SUP-07).

somebody = Ktoś
approval-title = { $agent } prosi o dostęp
approval-heading = { $agent } prosi o dostęp na jedną godzinę
approval-lapses = można odpowiedzieć do { $moment }
approval-agent = Agent pomocy technicznej
approval-reason = Powód
approval-asked = Czas prośby
approval-advice = Przyznaj dostęp tylko wtedy, gdy masz kontakt z tym agentem.
approval-advice-text = Jeśli nie spodziewasz się nikogo, odmów i zgłoś prośbę: operator usługi ją sprawdzi.
approval-can-change = Przez jedną godzinę agent będzie mógł zmieniać
approval-cannot = Do tego agent nie dostanie dostępu
approval-can-read =
    { $count ->
        [one] Agent może też czytać jedną inną rzecz
        [few] Agent może też czytać { $count } inne rzeczy
       *[other] Agent może też czytać { $count } innych rzeczy
    }
approval-locked = Niektóre ustawienia pozostaną zablokowane
approval-locked-text = Tryb administratora z ograniczeniami jest włączony. Tego, co blokuje, nie zmienisz Ty ani agent; { $partners } może zdjąć blokadę.
approval-locked-list =
    { $count ->
        [one] Jedno ustawienie
        [few] { $count } ustawienia
       *[other] { $count } ustawień
    }
approval-grant = Przyznaj dostęp
approval-deny = Odmów
approval-report = Odmów i zgłoś
approval-running = { $agent } ma dostęp do { $moment }
approval-running-text = Dostęp do organizacji { $organization } przyznaje { $name }. Wszystkie czynności są zapisywane i można je śledzić na bieżąco.
end-access-now = Zakończ dostęp teraz
approval-watch = Zobacz w { hub-control }, co się dzieje
approval-over = Dostęp się zakończył
approval-ended-text = Dostęp, o który prosi { $agent }, zakończono { $moment }. Nic więcej nie można z nim zrobić.
approval-expired-text = Dostęp, o który prosi { $agent }, wygasł { $moment }. Nic więcej nie można z nim zrobić.
approval-denied = Odmówiono dostępu
approval-denied-text = Decyzja: { $name }. { $agent } nie ma dostępu i wie o tym.
approval-reported = Odmówiono dostępu i zgłoszono prośbę
approval-reported-text = Zgłoszenie: { $name }. { $agent } nie ma dostępu; sprawę sprawdzi operator usługi.
approval-lapsed = Prośba wygasła
approval-lapsed-text = Nikt nie odpowiedział w ciągu godziny, więc { $agent } nie ma dostępu i może poprosić ponownie.
approval-withdrawn = Prośba została wycofana
approval-withdrawn-text = { $agent } wycofuje prośbę. Nie ma o czym decydować.
field-decision_missing = Wybierz, czy przyznać dostęp, czy odmówić.
field-number_invalid = Wpisz liczbę całkowitą, która nie jest za duża.
