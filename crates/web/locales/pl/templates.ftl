# Szablony: co mają mieć ludzie z grupy.

nav-templates = Szablony
templates-lead = Co mają mieć ludzie z grupy, komu tego brakuje i co zmieniłoby zastosowanie.
template-name = Nazwa
templates-new = Nowy szablon
templates-none = Nie ma żadnego szablonu.
templates-none-text = Utwórz go dla każdego rodzaju ludzi, na przykład dla pielęgniarek albo oddziału: ich licencje, pakiet, stanowisko i dział. Potem stosuj go do nich, ile razy trzeba.
templates-name = Szablon
templates-sets = Co ustawia
templates-group = Dla kogo jest
templates-applied = Ostatnio zastosowano
templates-never = nigdy
template-everybody = Wszyscy z organizacji
template-licences-add = Licencje dodawane
template-licences-exactly = Dokładnie te licencje
template-licences-none = żadne
template-group-status = Stan
template-group-license = Z licencją
template-group-department = Z działu
template-group-search = Nazwisko lub adres zaczyna się od
template-group-roles = Kto ma jedną z ról
template-group-location = Kto zarządza lokalizacją
template-see-group = Pokaż grupę w Użytkownikach
template-edit = Edytuj
template-delete = Usuń
template-changed = Ostatnio zmieniono
template-by-at = { $name }, { $moment }
template-applied-older = { $by } (wersja { $version }, od tego czasu zmieniona)
template-deviating = Kto odbiega
template-people =
    { $count ->
        [one] 1 osoba w grupie
        [few] { $count } osoby w grupie
       *[other] { $count } osób w grupie
    }
template-deviants =
    { $count ->
        [0] nikt nie odbiega
        [one] 1 odbiega
        [few] { $count } odbiegają
       *[other] { $count } odbiega
    }
template-all-met = Wszyscy mają wszystko
template-all-met-text = Nie ma czego stosować. Kto dojdzie do grupy albo później się zmieni, pojawi się tutaj.
template-nobody = W grupie nikogo nie ma
template-nobody-text = Nikt tu teraz taki nie jest. Kto będzie, pojawi się tutaj.
template-would-change = Co by się zmieniło
template-apply =
    { $count ->
        [one] Podejrzyj i zastosuj do 1 osoby
       *[other] Podejrzyj i zastosuj do { $count } osób
    }
template-apply-locked = Podejrzyj i zastosuj
template-apply-text = Najpierw zobaczysz, co stałoby się z każdą osobą. Dopóki nie powiesz, nic się nie zmieni, i można to cofnąć.
template-form-new = Nowy szablon
template-form-edit = Edycja szablonu { $name }
template-form-lead = Szablon sam nikogo nie zmienia. Liczy się, gdy zostanie zastosowany.
template-note = Do czego służy
template-note-hint = Nieobowiązkowe. Dla tego, kto będzie się nim później zajmował.
template-sets-hint = Co zostawisz, pozostanie u każdej osoby takie, jak jest.
template-services = Licencje
template-services-leave = Licencje zostawić
template-services-add = Dodać te do tego, co ludzie mają
template-services-exactly = Dokładnie te i licencje pakietu, żadne inne
template-services-exactly-hint = Pozostałe licencje zostaną odebrane. Jeśli nie ma tu pakietu, pakiet też zostanie odebrany.
template-which-licences = Które
template-package = Pakiet
template-package-leave = Pakiet zostawić
template-package-hint = Kto dostaje inny pakiet, traci licencje poprzedniego.
template-detail-hint = Puste pole zostawia to, co jest.
template-group-hint = Wszystko musi się zgadzać. Dla wszystkich zostaw wszystko, jak jest.
template-department-hint = Tak, jak jest zapisany przy osobach.
template-roles = Kto ma jedną z tych ról
template-save = Zapisz szablon
template-made = Szablon został utworzony. Nikogo nie zmieniono.
template-saved = Szablon został zapisany. U nikogo nic się nie zmieniło; zmieni się, gdy go zastosujesz.
template-deleted = Szablon { $name } został usunięty. Kto ma to, co dał, zachowuje to.
template-delete-heading = Usunąć szablon { $name }?
template-delete-text = Nikt nic nie traci: kto ma to, co dał szablon, zachowuje to. Co jest z niego właśnie stosowane, zostanie dokończone. Tego nie można cofnąć.
template-delete-now = Usuń szablon
search-templates = Szablony
users-department = Dział

changes-what-template = Zastosowanie szablonu { $name }
bulk-template = Zastosowanie szablonu

audit-make_template = Utworzyć szablon
audit-change_template = Zmienić szablon
audit-delete_template = Usunąć szablon
audit-template_made = Utworzono szablon
audit-template_changed = Zmieniono szablon
audit-template_applied = Zastosowano szablon
audit-template_deleted = Usunięto szablon
audit-fact-template = Numer szablonu
audit-fact-licenses_exactly = Dokładnie te licencje
audit-fact-note = Do czego służy
audit-fact-group_department = Filtr: dział
