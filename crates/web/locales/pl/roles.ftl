# Role organizacji i te, które składa sama.

custom-lead = Co daje każda rola, oraz role, które ta organizacja złożyła sama.
custom-own = Role niestandardowe
custom-none = Nie ma jeszcze roli niestandardowej
custom-none-text = Pełny administrator składa ją z obszarów, które sam ma, dla osób z tej organizacji.
custom-compose = Złóż rolę
custom-policy = Role usługi
custom-role = Rola
custom-held-by = Kto ją ma
custom-holders =
    { $count ->
        [0] Nikt
        [one] Jedna osoba
        [few] { $count } osoby
       *[other] { $count } osób
    }
custom-form-lead = Rola niestandardowa jest dla osób z tej organizacji. Nigdy nie daje więcej, niż ma ten, kto ją składa, a zmiana działa od razu.
custom-delete = Usuń
custom-areas = Co daje rola
custom-manages = Zarządza
custom-reads = Odczytuje
custom-names = Nazwa
custom-names-hint = W co najmniej jednym języku. Kto czyta w innym, zobaczy pierwszą, jaka jest.
custom-name-en = Po angielsku
custom-name-cs = Po czesku
custom-name-pl = Po polsku
custom-level-none = Nic
custom-level-read = Odczyt
custom-level-manage = Zarządzanie
custom-only-read = Rola niestandardowa może ten obszar tylko odczytywać: zarządzanie nim przekazywałoby władzę nad innymi albo nikt nim tu nie zarządza.
custom-not-held = Przekazać można tylko to, co się samemu ma.
custom-preview = Podgląd
custom-preview-heading = Co zmieni zapisanie
custom-itself = Sama rola
custom-unchanged = Nic się nie zmieni.
custom-gains = Zyskuje
custom-loses = Traci
custom-nobody = Nikt nie ma tej roli.
custom-until = do { $moment }
custom-versions = Wersje
custom-version = Wersja { $version }
custom-gone = Usunięta.
custom-composed = Złożono rolę { $role }. Nadasz ją na stronach osób.
custom-saved = Rolę { $role } zapisano i działa od razu.
custom-deleted = Rolę { $role } usunięto.
custom-delete-heading = Usunąć rolę { $role }?
custom-delete-lead = Zdecyduj, co stanie się z każdą osobą, która ma tę rolę. Wszystko nastąpi jako jedna zmiana.
custom-decide = Co stanie się z użytkownikiem { $name }
custom-choose = Wybierz…
custom-ends = Uprawnienie wygasa
custom-instead = Otrzyma zamiast niej: { $role }
custom-see-person = Co jeszcze ma
custom-to-delete = do usunięcia
custom-delete-now = Usuń rolę
