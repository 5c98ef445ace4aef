# Role organizace a ty, které si sama skládá.

custom-lead = Co která role dává, a role, které si tato organizace složila sama.
custom-own = Vlastní role
custom-none = Zatím žádná vlastní role
custom-none-text = Správce s úplnými právy ji složí z oblastí, které sám má, pro lidi této organizace.
custom-compose = Složit roli
custom-policy = Role služby
custom-role = Role
custom-held-by = Kdo ji má
custom-holders =
    { $count ->
        [0] Nikdo
        [one] Jeden člověk
        [few] { $count } lidé
       *[other] { $count } lidí
    }
custom-form-lead = Vlastní role je pro lidi této organizace. Nikdy nedává víc, než má ten, kdo ji skládá, a změna platí hned.
custom-delete = Odstranit
custom-areas = Co role dává
custom-manages = Spravuje
custom-reads = Čte
custom-names = Název
custom-names-hint = Alespoň v jednom jazyce. Kdo čte v jiném, uvidí první, který je.
custom-name-en = Anglicky
custom-name-cs = Česky
custom-name-pl = Polsky
custom-level-none = Nic
custom-level-read = Čtení
custom-level-manage = Správa
custom-only-read = Vlastní role může tuto oblast jen číst: její správa by předávala moc nad ostatními, nebo ji zde nespravuje nikdo.
custom-not-held = Předat lze jen to, co sami máte.
custom-preview = Náhled
custom-preview-heading = Co uložení změní
custom-itself = Role sama
custom-unchanged = Nic se nezmění.
custom-gains = Získá
custom-loses = Ztratí
custom-nobody = Tuto roli nikdo nemá.
custom-until = do { $moment }
custom-versions = Verze
custom-version = Verze { $version }
custom-gone = Odstraněna.
custom-composed = Role { $role } byla složena. Přidělíte ji na stránkách lidí.
custom-saved = Role { $role } byla uložena a platí hned.
custom-deleted = Role { $role } byla odstraněna.
custom-delete-heading = Odstranit roli { $role }?
custom-delete-lead = Rozhodněte, co bude s každým, kdo tuto roli má. Vše proběhne jako jedna změna.
custom-decide = Co bude s uživatelem { $name }
custom-choose = Vyberte…
custom-ends = Právo skončí
custom-instead = Dostane místo ní: { $role }
custom-see-person = Co dalšího má
custom-to-delete = odstranit
custom-delete-now = Odstranit roli
