# Šablony: co mají mít lidé ze skupiny.

nav-templates = Šablony
templates-lead = Co mají mít lidé ze skupiny, komu to chybí a co by se použitím změnilo.
template-name = Název
templates-new = Nová šablona
templates-none = Není tu žádná šablona.
templates-none-text = Vytvořte ji pro každý druh lidí, které máte, třeba pro sestry nebo pobočku: jejich licence, balíček, pracovní pozici a oddělení. Pak ji na ně použijte, kolikrát bude třeba.
templates-name = Šablona
templates-sets = Co nastavuje
templates-group = Pro koho je
templates-applied = Naposledy použita
templates-never = nikdy
template-everybody = Všichni z organizace
template-licences-add = Licence navíc
template-licences-exactly = Přesně tyto licence
template-licences-none = žádné
template-group-status = Stav
template-group-license = S licencí
template-group-department = Z oddělení
template-group-search = Jméno nebo adresa začíná na
template-group-roles = Kdo má některou z rolí
template-group-location = Kdo spravuje pobočku
template-see-group = Ukázat skupinu v Uživatelích
template-edit = Upravit
template-delete = Odstranit
template-changed = Naposledy změněna
template-by-at = { $name }, { $moment }
template-applied-older = { $by } (verze { $version }, od té doby změněná)
template-deviating = Kdo se odchyluje
template-people =
    { $count ->
        [one] 1 člověk ve skupině
        [few] { $count } lidé ve skupině
       *[other] { $count } lidí ve skupině
    }
template-deviants =
    { $count ->
        [0] nikdo se neodchyluje
        [one] 1 se odchyluje
        [few] { $count } se odchylují
       *[other] { $count } se odchyluje
    }
template-all-met = Všichni mají všechno
template-all-met-text = Není co použít. Kdo do skupiny přibude nebo se později změní, objeví se tady.
template-nobody = Ve skupině nikdo není
template-nobody-text = Nikdo tu teď takový není. Kdo takový bude, objeví se tady.
template-would-change = Co by se změnilo
template-apply =
    { $count ->
        [one] Ukázat předem a použít na 1 člověka
        [few] Ukázat předem a použít na { $count } lidi
       *[other] Ukázat předem a použít na { $count } lidí
    }
template-apply-locked = Ukázat předem a použít
template-apply-text = Nejdřív uvidíte, co by se s každým stalo. Dokud neřeknete, nic se nezmění, a lze to vzít zpět.
template-form-new = Nová šablona
template-form-edit = Úprava šablony { $name }
template-form-lead = Šablona sama nikoho nezmění. Platí, až když se použije.
template-note = K čemu je
template-note-hint = Nepovinné. Pro toho, kdo se o ni bude starat později.
template-sets-hint = Co necháte být, zůstane u každého, jak je.
template-services = Licence
template-services-leave = Licence nechat být
template-services-add = Přidat tyto k tomu, co lidé mají
template-services-exactly = Přesně tyto a licence balíčku, žádné jiné
template-services-exactly-hint = Ostatní licence se odeberou. Není-li tu balíček, odebere se i balíček.
template-which-licences = Které
template-package = Balíček
template-package-leave = Balíček nechat být
template-package-hint = Kdo dostane jiný balíček, ztratí licence toho předchozího.
template-detail-hint = Prázdné pole nechá údaj být.
template-group-hint = Musí platit všechno. Pro všechny nechte vše, jak je.
template-department-hint = Tak, jak je u lidí napsáno.
template-roles = Kdo má některou z těchto rolí
template-save = Uložit šablonu
template-made = Šablona je vytvořena. Nikdo nebyl změněn.
template-saved = Šablona je uložena. U nikoho se nic nezměnilo; změní se to, až ji použijete.
template-deleted = Šablona { $name } je odstraněna. Kdo má, co dala, tomu to zůstává.
template-delete-heading = Odstranit šablonu { $name }?
template-delete-text = Nikdo o nic nepřijde: kdo má, co šablona dala, tomu to zůstává. Co se z ní právě používá, se dokončí. Vzít zpět to nelze.
template-delete-now = Odstranit šablonu
search-templates = Šablony
users-department = Oddělení

changes-what-template = Použití šablony { $name }
bulk-template = Použití šablony

audit-make_template = Vytvořit šablonu
audit-change_template = Změnit šablonu
audit-delete_template = Odstranit šablonu
audit-template_made = Šablona vytvořena
audit-template_changed = Šablona změněna
audit-template_applied = Šablona použita
audit-template_deleted = Šablona odstraněna
audit-fact-template = Číslo šablony
audit-fact-licenses_exactly = Přesně tyto licence
audit-fact-note = K čemu je
audit-fact-group_department = Filtr: oddělení
