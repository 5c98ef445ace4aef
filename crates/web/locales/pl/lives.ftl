# Życie osób: usuwanie, przywracanie, wymazywanie.

person-status-deleted = Usunięty
person-status-erased = Wymazany
person-erased-name = Osoba wymazana
person-delete = Usuń
person-delete-heading = Usunąć osobę { $name }?
person-delete-text = Natychmiast traci dostęp. Dopóki nie wymażesz danych, możesz przywrócić tę osobę z nazwiskiem i adresem; to, co tu miała, nie wróci razem z nią.
person-delete-roles =
    { $count ->
        [one] Skończy się jedna rola administratora w tej organizacji.
        [few] Skończą się { $count } role administratora w tej organizacji.
       *[other] Skończy się { $count } ról administratora w tej organizacji.
    }
person-delete-roles-elsewhere =
    { $count ->
        [one] Skończy się jedna rola w innej organizacji.
        [few] Skończą się { $count } role w innych organizacjach.
       *[other] Skończy się { $count } ról w innych organizacjach.
    }
person-delete-licences =
    { $count ->
        [one] Zwolni się jedna licencja.
        [few] Zwolnią się { $count } licencje.
       *[other] Zwolni się { $count } licencji.
    }
person-delete-sign-in = Skończą się jej sesje, tokeny i tymczasowy dostęp pomocy technicznej; hasło, klucze dostępu i aplikacja uwierzytelniająca przestaną działać.
person-delete-address = Jej adres się zwolni, więc będzie można dodać z nim kogoś innego.
person-delete-history = Dziennik i historia zachowają jej nazwisko, dopóki go nie wymażesz.
person-deleted = Usunięto osobę { $name }.
person-deleted-at = Usunięto
person-deleted-by = Kto usunął
person-restore = Przywróć
person-restore-heading = Przywrócić osobę { $name }?
person-restore-text = Wróci z adresem { $email }, bez ról i tylko z licencjami automatycznymi, jeśli są ustawione, i dostanie nowe zaproszenie e-mailem.
person-restored = Przywrócono i zaproszono osobę { $name }.
person-erase = Wymaż dane osobowe
person-erase-heading = Wymazać dane osobowe osoby { $name }?
person-erase-text = Nikt nie może tego cofnąć. Odtąd widać będzie tylko „Osoba wymazana”.
person-erase-what = Znikną nazwisko, adresy, sesje i czekające wiadomości oraz słowa, którymi ktoś uzasadnił jej role.
person-erase-jobs =
    { $count ->
        [one] Zostanie wyrzucony jeden plik lub wykaz zmian, który o niej mówi.
        [few] Zostaną wyrzucone { $count } pliki i wykazy zmian, które o niej mówią.
       *[other] Zostanie wyrzuconych { $count } plików i wykazów zmian, które o niej mówią.
    }
person-erase-log = To, co zrobiła, zostanie w dzienniku bez nazwiska, a dziennik nadal dowodzi, że nic w nim nie zmieniono.
person-erase-beyond = Kopie zapasowe, wysłane wiadomości i pobrane pliki są poza naszym zasięgiem: trzeba zadbać o nie osobno.
person-erase-sure = Rozumiem, że nie można tego cofnąć
person-erased = Dane osobowe wymazano.
person-gone-text = Nie ma jej na żadnej liście i nie ma żadnych praw. Możesz ją przywrócić albo wymazać to, co po niej zostało.
person-gone-erased = Nie zostało tu nic, co mówiłoby, kto to był.
person-gone-taken = Ten adres ma teraz ktoś inny. Dopóki go ma, nikogo nie można z nim przywrócić.
field-erase_unsure = Zaznacz, że rozumiesz, iż nie można tego cofnąć.
grant-end-holder_deleted = usunięto osobę, która ją miała
bulk-delete = Usuń
signal-session-deleted = Osobę usunięto.
audit-person_deleted = Usunięto osobę
audit-person_restored = Przywrócono osobę
audit-person_erased = Wymazano dane osobowe
audit-delete_person = Usunięcie osoby
audit-restore_person = Przywrócenie osoby
audit-erase_person = Wymazanie danych osobowych
person-alias-use = Użyj aliasu { $alias }
person-alias-use-row = Wiersz { $row }: użyj aliasu { $alias }
person-alias-text = Prowadzi do tej samej skrzynki tam, gdzie poczta zna podadresy, i tworzy osobną tożsamość.
person-alias-external = Albo nadaj jej tylko uprawnienia jako administratorowi zewnętrznemu
person-title = Stanowisko
person-department = Dział
person-work-number = Główny numer służbowy
person-work-number-hint = W formacie międzynarodowym, z kodem kraju: +48 22 123 45 67
person-detail-none = brak
field-detail_missing = Pomiń pole albo wpisz w nie coś.
field-detail_invalid = Tekst zawiera znaki, których nie można pokazać. Wpisz go ponownie.
field-detail_too_long = Tekst może mieć najwyżej 200 znaków. Skróć go.
field-work_number_invalid = Wpisz numer ze znakiem plus i kodem kraju, na przykład +48 22 123 45 67.
audit-fact-title = Stanowisko
audit-fact-department = Dział
audit-fact-work_number = Główny numer służbowy
changes-field-title = Stanowisko
changes-field-department = Dział
changes-field-work_number = Główny numer służbowy

claim-title = Przejmij osoby
claim-lead = Osoby z bezpłatnych organizacji, których adres jest w domenie zweryfikowanej przez Ciebie. Kogo przejmiesz, ten odtąd należy do Twojej organizacji i dowie się o tym e-mailem.
claim-domains = Twoje zweryfikowane domeny
claim-no-domain = Brak zweryfikowanej domeny
claim-no-domain-text = Najpierw zweryfikuj swoją domenę; wtedy pojawią się tu ci, którzy zarejestrowali się sami z adresem w niej.
claim-to-domains = Do domen
claim-nobody = Nie ma kogo przejąć
claim-nobody-text = Nikt w bezpłatnej organizacji nie ma adresu w tych domenach.
claim-look = Pokaż, co by się zmieniło
claim-all =
    { $count ->
        [one] Tę jedną osobę z listy
        [few] Wszystkie { $shown } osoby z listy
       *[other] Wszystkich { $shown } osób z listy
    }
bulk-claim = Przejmij
changes-claimed = Będzie należeć do Twojej organizacji; to, co miała w dotychczasowej, się skończy
field-claimed_stays = Kto został przejęty, zostaje: nikt nie może oddać go za niego.
grant-end-holder_claimed = osobę, która ją miała, przejęła inna organizacja
audit-person_claimed = Przejęto osobę
audit-person_left = Osobę przejęła inna organizacja
audit-claim_person = Przejęcie osoby
mail-claimed-subject = Twoje konto należy teraz do organizacji { $organization }
mail-claimed-text = Organizacja { $organization } ({ $who }) przejęła Twoje konto, ponieważ Twój adres jest w jej domenie. Dotąd należało do organizacji { $former }.
mail-claimed-what = Logujesz się tym samym adresem, według zasad organizacji { $organization }. Dotychczasowy sposób logowania przestał działać, a wszędzie, gdzie było otwarte logowanie, nastąpiło wylogowanie; link, od którego zaczniesz na nowo, przyjdzie w osobnym e-mailu. Role i licencje z organizacji { $former } się skończyły.
mail-claimed-advice = Jeśli nic nie wiesz o organizacji { $organization }, zapytaj tego, kto zarządza Twoją skrzynką.

users-manage = Zarządzaj użytkownikami
users-manage-more = Więcej
users-deleted = Usunięte osoby
audit-fact-claimed_by = Przejęła organizacja
