# Životy osob: smazání, obnovení, výmaz.

person-status-deleted = Smazaný
person-status-erased = Vymazaný
person-erased-name = Vymazaná osoba
person-delete = Smazat
person-delete-heading = Smazat osobu { $name }?
person-delete-text = Okamžitě ztratí přístup. Dokud nebudou údaje vymazány, můžete osobu obnovit se jménem a adresou; co zde měla, se s ní nevrátí.
person-delete-roles =
    { $count ->
        [one] Skončí jedna role správce v této organizaci.
        [few] Skončí { $count } role správce v této organizaci.
       *[other] Skončí { $count } rolí správce v této organizaci.
    }
person-delete-roles-elsewhere =
    { $count ->
        [one] Skončí jedna role v jiné organizaci.
        [few] Skončí { $count } role v jiných organizacích.
       *[other] Skončí { $count } rolí v jiných organizacích.
    }
person-delete-licences =
    { $count ->
        [one] Uvolní se jedna licence.
        [few] Uvolní se { $count } licence.
       *[other] Uvolní se { $count } licencí.
    }
person-delete-sign-in = Skončí její relace, tokeny a dočasný přístup podpory; heslo, přístupové klíče a ověřovací aplikace přestanou platit.
person-delete-address = Její adresa se uvolní, takže s ní lze přidat někoho jiného.
person-delete-history = Záznam a historie si její jméno ponechají, dokud je nevymažete.
person-deleted = Osoba { $name } byla smazána.
person-deleted-at = Smazáno
person-deleted-by = Smazal(a)
person-restore = Obnovit
person-restore-heading = Obnovit osobu { $name }?
person-restore-text = Vrátí se s adresou { $email }, bez rolí a jen s automatickými licencemi, pokud jsou nastaveny, a dostane novou pozvánku e-mailem.
person-restored = Osoba { $name } byla obnovena a pozvána.
person-erase = Vymazat osobní údaje
person-erase-heading = Vymazat osobní údaje osoby { $name }?
person-erase-text = Nelze to vzít zpět, nikdo to nedokáže. Od té chvíle se zobrazuje jen „Vymazaná osoba“.
person-erase-what = Zmizí jméno, adresy, relace a čekající e-maily i slova, jimiž někdo zdůvodnil její role.
person-erase-jobs =
    { $count ->
        [one] Zahodí se jeden soubor nebo přehled změn, který o ní vypovídá.
        [few] Zahodí se { $count } soubory a přehledy změn, které o ní vypovídají.
       *[other] Zahodí se { $count } souborů a přehledů změn, které o ní vypovídají.
    }
person-erase-log = Co udělala, zůstane v záznamu beze jména a záznam i nadále dokazuje, že se v něm nic nezměnilo.
person-erase-beyond = Zálohy, odeslané e-maily a stažené soubory jsou mimo náš dosah: postarejte se o ně sami.
person-erase-sure = Rozumím, že to nelze vzít zpět
person-erased = Osobní údaje byly vymazány.
person-gone-text = Není v žádném seznamu a nemá žádné právo. Můžete ji obnovit, nebo vymazat, co po ní zbylo.
person-gone-erased = Nezůstalo zde nic, co by říkalo, kdo to byl.
person-gone-taken = Tuto adresu má nyní někdo jiný. Dokud ji má, nelze s ní nikoho obnovit.
field-erase_unsure = Zaškrtněte, že rozumíte, že to nelze vzít zpět.
grant-end-holder_deleted = její držitel byl smazán
bulk-delete = Smazat
signal-session-deleted = Osoba byla smazána.
audit-person_deleted = Osoba smazána
audit-person_restored = Osoba obnovena
audit-person_erased = Osobní údaje vymazány
audit-delete_person = Smazat osobu
audit-restore_person = Obnovit osobu
audit-erase_person = Vymazat osobní údaje
person-alias-use = Použít alias { $alias }
person-alias-use-row = Řádek { $row }: použít alias { $alias }
person-alias-text = Vede do téže schránky tam, kde poštovní služba zná podadresy, a vytvoří samostatnou identitu.
person-alias-external = Nebo jí dejte jen práva, jako externímu správci
person-title = Pracovní pozice
person-department = Oddělení
person-work-number = Hlavní pracovní číslo
person-work-number-hint = V mezinárodním tvaru s předvolbou země: +420 541 141 111
person-detail-none = není
field-detail_missing = Pole vynechte, nebo do něj něco napište.
field-detail_invalid = Text obsahuje znaky, které nelze zobrazit. Napište ho znovu.
field-detail_too_long = Text může mít nejvýše 200 znaků. Zkraťte ho.
field-work_number_invalid = Napište číslo se znaménkem plus a předvolbou země, například +420 541 141 111.
audit-fact-title = Pracovní pozice
audit-fact-department = Oddělení
audit-fact-work_number = Hlavní pracovní číslo
changes-field-title = Pracovní pozice
changes-field-department = Oddělení
changes-field-work_number = Hlavní pracovní číslo

claim-title = Převzít osoby
claim-lead = Osoby z bezplatných organizací, jejichž adresa je v doméně, kterou jste ověřili. Koho převezmete, ten od té chvíle patří k vám a dozví se to e-mailem.
claim-domains = Vaše ověřené domény
claim-no-domain = Žádná ověřená doména
claim-no-domain-text = Nejprve ověřte svou doménu; pak se zde zobrazí ti, kdo se s adresou v ní zaregistrovali sami.
claim-to-domains = K doménám
claim-nobody = Není koho převzít
claim-nobody-text = Nikdo v bezplatné organizaci nemá adresu v těchto doménách.
claim-look = Zobrazit, co by se změnilo
claim-all =
    { $count ->
        [one] Tu jednu osobu ze seznamu
        [few] Všechny { $shown } osoby ze seznamu
       *[other] Všech { $shown } osob ze seznamu
    }
bulk-claim = Převzít
changes-claimed = Bude patřit k vašim osobám; co měla v dosavadní organizaci, skončí
field-claimed_stays = Kdo byl převzat, zůstává: nikdo ho nemůže vrátit za něj.
grant-end-holder_claimed = jejího držitele převzala jiná organizace
audit-person_claimed = Osoba převzata
audit-person_left = Osobu převzala jiná organizace
audit-claim_person = Převzít osobu
mail-claimed-subject = Váš účet nyní patří organizaci { $organization }
mail-claimed-text = Váš účet převzala organizace { $organization } ({ $who }), protože vaše adresa je v její doméně. Dosud patřil organizaci { $former }.
mail-claimed-what = Přihlašujete se stejnou adresou, podle pravidel organizace { $organization }. Dosavadní způsob přihlášení skončil, a kde jste byli přihlášeni, tam jste odhlášeni; odkaz, kterým začnete znovu, přijde v jiném e-mailu. Role a licence, které jste měli v organizaci { $former }, skončily.
mail-claimed-advice = Pokud o organizaci { $organization } nic nevíte, zeptejte se toho, kdo spravuje vaši schránku.

users-manage = Spravovat uživatele
users-manage-more = Další
users-deleted = Smazané osoby
audit-fact-claimed_by = Převzala organizace
