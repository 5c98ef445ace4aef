# Přehled organizace, její lidé a jejich role.

pages = Stránky
pages-previous = Předchozí
pages-first = První stránka
pages-next = Další

yes = Ano
no = Ne

overview-inactive = nepoužívá se
overview-recent = Co se naposledy událo
overview-whole-log = Celý protokol
overview-my-rights = Co tu smím
overview-no-rights = Nic než vidět tuto stránku.
overview-can-change = Mohu měnit
overview-can-read = Mohu jen číst
overview-slug = Krátký název
overview-managed-by = Spravuje ji
overview-nobody = Nikdo
overview-administrators = Správci
overview-full-admins = Správci s úplnými právy
overview-rights-count = Oblasti, které mohu měnit: { $changes }; jen číst: { $reads }
overview-own-count =
    { $count ->
        [one] Jeden vlastní správce
        [few] { $count } vlastní správci
       *[other] { $count } vlastních správců
    }
overview-outside-count =
    { $count ->
        [one] Jeden externí správce
        [few] { $count } externí správci
       *[other] { $count } externích správců
    }
overview-support-waits = Někdo z podpory čeká na odpověď.
overview-support-runs = Vše, co se s tímto přístupem udělá, se zaznamenává. Ukončit ho lze kdykoli.
warning-no-full-administrator = Chybí správce s úplnými právy.
warning-no-full-administrator-text = Nikdo zde nemůže jmenovat další. Určete správce s úplnými právy bez data ukončení.
warning-one-full-administrator = Správce s úplnými právy je jen jeden.
warning-one-full-administrator-text = Když bude pryč, nikdo nebude moci jmenovat další ani odpovědět podpoře. Určete druhého bez data ukončení.
warning-outside-without-end =
    { $count ->
        [one] Jeden člověk zvenčí má roli bez data ukončení.
        [few] { $count } lidé zvenčí mají role bez data ukončení.
       *[other] { $count } lidí zvenčí má role bez data ukončení.
    }
warning-outside-without-end-text = Nastavte v editoru rolí každé roli konec, nebo ji odeberte, jakmile není potřeba.
warning-not-signed-in =
    { $count ->
        [one] Jeden správce se 90 dní nepřihlásil.
        [few] { $count } správci se 90 dní nepřihlásili.
       *[other] { $count } správců se 90 dní nepřihlásilo.
    }
warning-not-signed-in-text = Kdo nechodí, práva nepotřebuje: odeberte mu role, nebo jej pozastavte.
warning-rights-unused =
    { $count ->
        [one] Jeden správce zde 90 dní nic nezměnil.
        [few] { $count } správci zde 90 dní nic nezměnili.
       *[other] { $count } správců zde 90 dní nic nezměnilo.
    }
warning-rights-unused-text = Možná stačí role jen pro čtení. Znovu ji lze přidělit kdykoli.
warning-absence-not-looked-for = U { $count } správců se nezjišťuje, kdo tu dlouho nebyl.
warning-absence-not-looked-for-text = Je-li správců více než 2 000, neukazuje se, kdo se dlouho nepřihlásil nebo nic nezměnil. Méně správců je bezpečnější: odeberte role, které nikdo nepotřebuje.

users-count =
    { $count ->
        [one] Jedna osoba v seznamu
        [few] { $shown } osoby v seznamu
       *[other] { $shown } osob v seznamu
    }
users-select = Vybrat: { $name }
users-select-all =
    { $count ->
        [one] Jediný člověk na seznamu
        [few] Všichni { $shown } na seznamu
       *[other] Všech { $shown } na seznamu
    }
users-selected-change = Změnit vybrané
users-search = Jméno nebo e-mailová adresa
users-show = Zobrazit
users-show-everybody = Všichni
users-show-administrators = Všichni správci
users-show-external = Všichni externí správci
users-by-role = Podle role
users-person = Osoba
users-roles = Role správce
users-status = Stav
users-external = Externí
users-from = od { $moment }
users-none = Nikdo nenalezen
users-none-text = Nikdo takový zde není. Zkuste část jména, nebo zobrazte všechny.
users-name = Jméno
users-email = E-mailová adresa
users-status-any = Jakýkoli stav
users-license = Licence
users-license-any = Jakákoli licence
users-location = Spravuje pobočku
users-location-any = Jakákoli pobočka
users-more-filters = Role, licence a oddělení
users-sort = Řazení
users-sort-name = Podle jména, od A do Z
users-sort-name-back = Podle jména, od Z do A
users-sort-email = Podle adresy, od A do Z
users-sort-email-back = Podle adresy, od Z do A
users-sort-created = Od nejdříve přidaných
users-sort-created-back = Od naposledy přidaných
users-all = Zobrazit všechny
administrators-export = Exportovat
administrators-export-what = Správci z tohoto seznamu jako soubor CSV
administrators-export-title = Export správců
administrators-export-lead = Všichni ze seznamu, kdo měli v okamžiku žádosti některou roli, jako soubor (CSV). Co se mezitím změní, na něm nic nemění. Kdo má přístup jen přes partnera nebo na podporu, nedostal nic přímo zde a v souboru není.
administrators-export-so-far = Prohledáno { $done } z { $total } správců.
administrators-export-back = Zpět na uživatele
administrators-column-name = Jméno a příjmení
administrators-column-email = ID uživatele/e-mail
administrators-column-roles = Role správce

person-status-active = Aktivní
person-status-pending = Pozvaný
person-status-suspended = Pozastavený
person-log = Historie
person-profile = Profil
person-home = Domovská organizace
person-admin-roles = Role správce
person-licences = Licence
person-no-roles = Žádná role správce
person-no-roles-text = Tato osoba zde nic nespravuje.
person-term = Na jak dlouho
person-given = Jak vznikla
person-waits = Plně platí až po příštím přihlášení zde.
person-no-end = bez konce
person-end = Ukončit
person-end-role = Ukončit roli { $role }
person-past = Dřívější role
person-derived = Role z organizace { $organization }, která sahá až sem.
person-support = Dočasný přístup, schválení: { $name }.
person-role-given = { $name }: přidělena role { $role }.
person-role-ended = { $name }: role { $role } skončila.

origin-assigned = Přidělil správce
origin-first_person = První osoba organizace
origin-order = Objednávkou
origin-taken_back = Partner ji převzal zpět
origin-break_glass = Pro případ, že nefunguje přihlášení
origin-imported = Z importu

grant-end-revoked = odebrána
grant-end-given_up = vzdání se role
grant-end-removed = organizace jejího držitele odebrala
grant-end-replaced = nahrazena jinou
grant-end-pruned = ukončena importem
grant-end-expired = vypršela

give-can-change = Bude moci měnit
give-can-read = Bude moci číst
give-reaches-customers = Role navíc sahá k zákazníkům partnera.
give-locations = Pobočky
give-customers = Zákazníci
give-until = Poslední den
give-until-hint = Prázdné: dokud role není ukončena. Den končí podle pásma { $zone }.
give-reason = Důvod
give-reason-hint = Nepovinné; bude v protokolu auditu.
field-date_invalid = Toto není datum. Vyberte den.

end-heading = { $name }: ukončit roli { $role }?
end-at-once = Skončí okamžitě, i v oknech, která jsou otevřená.
end-last-external = Nic jiného zde tato osoba nemá: aby se mohla vrátit, musí být znovu přidána.
end-loses-nothing = Co tato role dává, zůstane osobě díky jiné roli.
end-cannot-change = Už nebude moci měnit
end-cannot-read = Už nebude moci číst
end-now = Ukončit roli

external-add = Přidat externího správce
external-add-text = Někdo z jiné organizace, kdo spravuje tuto. Přihlašuje se dál u sebe doma.
external-email = E-mailová adresa
external-email-hint = Adresa, kterou se osoba přihlašuje ve své organizaci.
external-until-hint = Prázdné: dokud přístup není ukončen; přístup jen pro čtení končí sám, dnů: { $days }. Den končí podle pásma { $zone }.
external-type = Co bude smět
external-save = Přidat
external-verify = Ověřit e-mail
external-other-email = Zadat jinou adresu
