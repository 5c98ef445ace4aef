# Licencje: subskrypcje, ich miejsca, czego brakuje i prośby do sprzedawców.

nav-licences = Licencje
licences-text = Co sprzedano tej organizacji i ile miejsc zajmują jej użytkownicy. Miejsce zajmuje każda licencja, którą ktoś ma.
licences-none = Nie ma żadnej subskrypcji.
licences-none-text = Tej organizacji niczego jeszcze nie sprzedano, więc nikomu nie można nadać licencji. Zwróć się do partnera, który Wami zarządza.
licences-pools = Miejsca według usług
licences-service = Usługa
licences-seats = Miejsca
licences-used = Przydzielone
licences-free = Wolne
licences-who = Kto je ma
licences-who-link = { $licence }: { $count }
licences-over =
    { $count ->
        [one] 1 bez miejsca
        [few] { $count } bez miejsca
        [many] { $count } bez miejsca
       *[other] { $count } bez miejsca
    }
licences-subscriptions = Subskrypcje
licences-subscription = Subskrypcja
licences-sold-by = Sprzedawca: { $seller }
licences-state-active = Aktywna
licences-state-to_come = Dopiero się zacznie
licences-state-over = Zakończona
licences-term = Okres
licences-each =
    { $count ->
        [one] Jedno miejsce w każdej usłudze
        [few] { $shown } miejsca w każdej usłudze
        [many] { $shown } miejsc w każdej usłudze
       *[other] { $shown } miejsca w każdej usłudze
    }
licences-share = { $service }: przydzielono { $used } z { $seats }
licences-ask = Poproś o miejsca
licences-ask-of = Poproś o miejsca w subskrypcji { $subscription }
licences-ask-nobody = Z organizacji sprzedawcy nikt nie może tu odpowiedzieć. Zwróć się do niej poza tą konsolą.
licences-requests = Prośby do sprzedawców
licences-request = { $who } prosi sprzedawcę { $seller } o inną liczbę miejsc w subskrypcji { $subscription }: { $quantity } zamiast { $before }.
licences-request-waits = Czeka na odpowiedź: { $seller }.
licences-request-answer = Twoja odpowiedź
licences-request-answer-hint = Klient ją przeczyta. Kto odrzuca, podaje powód.
licences-request-accept = Przyjmij
licences-request-decline = Odrzuć
licences-request-withdraw = Wycofaj
licences-request-state-open = Otwarta
licences-request-state-accepted = Przyjęta
licences-request-state-declined = Odrzucona
licences-request-state-withdrawn = Wycofana
licences-request-asked = Prośba
licences-request-change = Miejsca: { $quantity } zamiast { $before }
licences-request-what = Wynik
licences-asked = Prośbę wysłano: { $seller }. Gdy nadejdzie odpowiedź, dostaniesz wiadomość.
licences-accepted = Przyjęto: subskrypcja { $subscription } ma teraz tyle miejsc: { $quantity }.
licences-declined = Odrzucono. Klient dostanie wiadomość.
licences-withdrawn = Prośba została wycofana.
licences-ask-text = Subskrypcję { $subscription } sprzedaje { $seller } i odpowie na prośbę. Miejsc w każdej usłudze jest teraz { $seats }.
licences-ask-quantity = Ile miejsc ma być
licences-ask-reason = Dlaczego
licences-ask-reason-hint = Sprzedawca to przeczyta. Pole może zostać puste.
licences-ask-send = Wyślij prośbę
licences-waiting = Klient prosi o miejsca
licences-waiting-text = { $customer } prosi o inną liczbę miejsc w subskrypcji { $subscription }: { $quantity } zamiast { $before }.

shortage-over =
    { $count ->
        [one] { $service }: jedna osoba ma licencję bez miejsca.
        [few] { $service }: { $shown } osoby mają licencje bez miejsca.
        [many] { $service }: { $shown } osób ma licencje bez miejsca.
       *[other] { $service }: { $shown } osoby mają licencje bez miejsca.
    }
shortage-over-text = Nikt przez to niczego nie traci, ale nikt więcej licencji nie dostanie. Poproś sprzedawcę o więcej miejsc lub odbierz licencje osobom, które ich nie potrzebują.
shortage-none_free = { $service }: nie ma wolnego miejsca.
shortage-none_free-text = Kolejna osoba nie dostanie licencji tej usługi. Poproś sprzedawcę o więcej miejsc lub odbierz licencje osobom, które ich nie potrzebują.
shortage-few_free =
    { $count ->
        [one] { $service }: zostało jedno miejsce.
        [few] { $service }: zostały { $shown } miejsca.
        [many] { $service }: zostało { $shown } miejsc.
       *[other] { $service }: zostało { $shown } miejsca.
    }
shortage-few_free-text = Zajęto dziewięć z dziesięciu. Poproś sprzedawcę o więcej miejsc, zanim się skończą.
shortage-ends_soon = { $service }: subskrypcja { $subscription } kończy się { $moment }.
shortage-ends_soon-text =
    { $count ->
        [0] Pozostałe subskrypcje mają dość miejsc dla wszystkich.
        [one] Zabraknie wtedy jednego miejsca. Poproś sprzedawcę o przedłużenie lub odbierz licencję komuś, kto jej nie potrzebuje.
        [few] Zabraknie wtedy { $shown } miejsc. Poproś sprzedawcę o przedłużenie lub odbierz licencje osobom, które ich nie potrzebują.
        [many] Zabraknie wtedy { $shown } miejsc. Poproś sprzedawcę o przedłużenie lub odbierz licencje osobom, które ich nie potrzebują.
       *[other] Zabraknie wtedy { $shown } miejsca. Poproś sprzedawcę o przedłużenie lub odbierz licencje osobom, które ich nie potrzebują.
    }

wholesale-add = Dodaj użytkownika hurtowego
wholesale-add-text = Osoba dostaje pakiet ze wszystkimi jego licencjami i zaproszenie pocztą. Nie daje to żadnych uprawnień administratora.
wholesale-package = Pakiet
wholesale-package-choose = Wybierz pakiet
wholesale-package-gives = { $package }: { $licences }
wholesale-added = Dodano z pakietem { $package }: { $name }.
services-title = Usługi
services-heading = Usługi: { $name }
services-licences = Licencje
services-licences-text = Każda zajmuje miejsce swojej usługi.
services-free =
    { $count ->
        [one] jedno miejsce wolne
        [few] { $shown } miejsca wolne
        [many] { $shown } miejsc wolnych
       *[other] { $shown } miejsca wolnego
    }
services-save = Zapisz licencje
services-saved = Zmieniono licencje: { $name }.
services-package = Pakiet
services-package-text = Kto dostaje inny pakiet, dostaje jego licencje i traci licencje poprzedniego. Co ma ponadto, zostaje.
services-package-none = Bez pakietu
services-package-save = Zmień pakiet
services-package-saved = Zmieniono pakiet: { $name }.
services-reset = Przywróć pakiet
services-reset-text = { $name } będzie mieć dokładnie to, co daje pakiet { $package }: nic więcej i nic mniej.
services-reset-done = { $name } ma znów to, co daje pakiet.

rules-title = Automatyczne licencje
rules-text = Co ludzie dostają sami, gdy są dodawani ręcznie lub z pliku i nic innego dla nich nie podano.
rules-none = Nie ma żadnej reguły.
rules-none-text = Dodawana osoba dostaje tylko to, co dla niej podano.
rules-whom = Dla kogo
rules-everybody = Wszyscy pozostali
rules-domain = Adresy w domenie { $domain }
rules-gives = Co dostają
rules-remove = Wyłącz
rules-remove-of = Wyłącz: { $whom }
rules-removed = Reguła jest wyłączona. Kto ma to, co dała, zachowuje to.
rules-set = Reguła obowiązuje każdego, kto zostanie odtąd dodany.
rules-new = Ustaw regułę
rules-domain-field = Domena adresu
rules-domain-hint = Puste pole oznacza wszystkich, dla których domeny nie ma reguły.
rules-no-package = Bez pakietu: licencje poniżej
rules-save = Zapisz regułę
rules-apply = Zastosuj do obecnych
rules-apply-text = Najpierw zobaczysz, co stałoby się z każdą osobą. Nikt nic przez to nie traci.
rules-missed = Nie było wolnego miejsca
rules-missed-text = Te osoby dodano i wciąż nie mają tego, co daje reguła. Zdobądź więcej miejsc, a potem zastosuj reguły do obecnych.

refusal-seats_answered = Ta prośba nie jest już otwarta. Wczytaj stronę ponownie, aby zobaczyć wynik.
refusal-subscription_over = Ta subskrypcja się zakończyła. Poproś sprzedawcę o nową.
refusal-subscription_changed = Subskrypcja zmieniła się od tego czasu. Odrzuć prośbę i poproś o nową.
