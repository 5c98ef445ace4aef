# Hromadné změny osob: soubory, výběry a co se stane s každým řádkem.

column-name = Jméno a příjmení
column-name-also = Jméno/příjmení|Celé jméno
column-name-what = Jméno i příjmení v jedné buňce
column-first_name = Jméno
column-first_name-what = Potřebné u nových osob, pokud není celé jméno v jedné buňce
column-last_name = Příjmení
column-last_name-what = Spolu se jménem tvoří celé jméno
column-email = ID uživatele/e-mail
column-email-also = E-mailová adresa|Emailová adresa
column-email-what = Adresa, podle níž se osoba najde: kdo tu je, ten se změní, kdokoli jiný se přidá
column-language = Jazyk
column-language-what = en, cs nebo pl
column-licenses = Licence
column-licenses-also = Licenses
column-licenses-what = Názvy nebo kódy oddělené čárkami; všechny, které má osoba mít
column-package = Balíček
column-package-what = Kód balíčku
column-title = Pracovní pozice
column-title-also = Pozice|Funkce
column-title-what = Čím se osoba zabývá
column-department = Oddělení
column-department-what = Kde pracuje
column-work_number = Hlavní pracovní číslo
column-work_number-also = Pracovní číslo|Pracovní telefon
column-work_number-what = V mezinárodním tvaru: +420541141111
column-roles = Role správce
column-roles-also = Role
column-roles-what = Názvy nebo klíče oddělené čárkami; všechny, které zde má osoba mít

people-add = Přidat více osob
people-add-text = Nejvýše 25 najednou. Přidají se všechny, nebo žádná; každá dostane pozvánku e-mailem. Prázdné řádky se vynechají.
people-add-all = Přidat osoby
people-add-more = Další řádky
people-add-failed = Nikdo nebyl přidán. U každého řádku je uvedeno, co je špatně.
people-added =
    { $count ->
        [one] Byla přidána a pozvána jedna osoba.
        [few] Byly přidány a pozvány { $count } osoby.
       *[other] Bylo přidáno a pozváno { $count } osob.
    }

import-title-people = Importovat osoby
import-title-roles = Importovat role
import-lead-people = Soubor CSV s řádkem pro každou osobu. Nejprve uvidíte, co by se s každým řádkem stalo; nic se nezmění, dokud to nepotvrdíte. Prázdná buňka ponechá, co tu je, spojovník (-) údaj vymaže.
import-lead-roles = Seznam správců, který jste exportovali a upravili. Každý řádek říká, které role zde má osoba mít; kdo v souboru není, toho se nic netýká. Nejprve uvidíte, co by se změnilo.
import-file = Soubor
import-file-hint = CSV v UTF-8 se záhlavím v češtině, angličtině nebo polštině, oddělené čárkami, středníky nebo tabulátory. Nejvýše 20 MB a 100 000 řádků.
import-look = Zobrazit, co by se změnilo
import-template = Stáhnout šablonu
import-columns = Co sloupce znamenají

changes-mine = Hromadné změny
changes-mine-lead = O co jste zde požádali. Vidíte to jen vy, po sedm dní.
changes-none = Žádné hromadné změny
changes-none-text = Importujte soubor, nebo v seznamu označte osoby a zvolte, co se s nimi má stát.
changes-asked = Požádáno
changes-back = Zpět k osobám
changes-what = Co se změní
changes-row = Řádek
changes-rows = Řádky
changes-outcome = Výsledek
changes-show = Řádky podle výsledku
changes-file = Všechny řádky jako CSV
changes-no-rows = Žádné takové řádky
changes-no-rows-text = Žádný řádek takto nedopadl, nebo ještě žádný nebyl prohlédnut.
changes-kept = Uchová se do { $moment }.
changes-of-file =
    { $count ->
        [one] { $file }, jeden řádek
        [few] { $file }, { $count } řádky
       *[other] { $file }, { $count } řádků
    }
changes-of-rows =
    { $count ->
        [one] Jedna osoba
        [few] { $count } osoby
       *[other] { $count } osob
    }
changes-what-people = Import osob
changes-what-roles = Import rolí
changes-what-suspend = Pozastavit osoby
changes-what-activate = Znovu aktivovat osoby
changes-what-give_role = Přiřadit roli { $name }
changes-what-take_role = Odebrat roli { $name }
changes-what-add_licence = Přidat licenci { $name }
changes-what-remove_licence = Odebrat licenci { $name }
changes-what-invite_again = Pozvat znovu
changes-undoing = Vrácení zpět: { $what }
changes-receiving = Řádky se nahrávají.
changes-looking = Zjišťuje se, co by se s každým řádkem stalo. Nic se nemění.
changes-looked = Toto by se stalo. Zatím se nic nezměnilo.
changes-doing = Změny se provádějí. Stránku můžete opustit.
changes-paused = Pozastaveno. Co se provedlo, zůstává.
changes-done = Hotovo.
changes-cancelled = Zrušeno. Nic se nezměnilo.
changes-cancelled-midway = Zrušeno v průběhu. Co se provedlo, zůstává; zbytek je beze změny.
changes-failed = Nepodařilo se to dokončit.
changes-failed-storage = Databáze nevydala nebo nepřijala, co bylo třeba; možná je plný disk. Požádejte znovu.
changes-failed-unreadable = Něco z toho nelze přečíst. Požádejte znovu; pokud to nepomůže, obraťte se na provozovatele.
changes-failed-interrupted = Opakovaně došlo k přerušení. Požádejte znovu.
changes-so-far = { $done } z { $total } řádků
changes-unused = Tyto sloupce zde nic neznamenají a nepoužijí se: { $columns }.
changes-nothing = Nic by se nezměnilo, není tedy co provést.
changes-left-out =
    { $count ->
        [one] Jeden řádek nelze provést. Pokud provedete ostatní, vynechá se.
        [few] { $count } řádky nelze provést. Pokud provedete ostatní, vynechají se.
       *[other] { $count } řádků nelze provést. Pokud provedete ostatní, vynechají se.
    }
changes-apply =
    { $count ->
        [one] Provést jednu změnu
        [few] Provést { $count } změny
       *[other] Provést { $count } změn
    }
changes-pause = Pozastavit
changes-resume = Pokračovat
changes-cancel = Zrušit
changes-undo = Vrátit zpět
changes-turned-apply = Změny se provádějí.
changes-turned-pause = Pozastaveno.
changes-turned-resume = Pokračuje se.
changes-turned-cancel = Zrušeno.
changes-state-receiving = nahrává se
changes-state-working = probíhá
changes-state-waiting = čeká na vás
changes-state-paused = pozastaveno
changes-state-done = hotovo
changes-state-cancelled = zrušeno
changes-state-failed = nepodařilo se
changes-outcome-add = přidala by se
changes-outcome-change = změnila by se
changes-outcome-unchanged = beze změny
changes-outcome-refused = nelze provést
changes-outcome-done = hotovo
changes-figure-add = K přidání
changes-figure-change = Ke změně
changes-figure-unchanged = Beze změny
changes-figure-refused = Nelze provést
changes-figure-done = Hotovo
changes-field = { $field }: { $before } → { $after }
changes-field-name = Jméno
changes-field-email = E-mail
changes-field-status = Stav
changes-field-locale = Jazyk
changes-field-licenses = Licence
changes-field-package = Balíček
changes-empty = nic
changes-given = Získá roli { $role }.
changes-taken = Ztratí roli { $role }.
changes-role-changed = Role { $role } se změní.
changes-role-stays = Role { $role } zůstane: nemáte nad ní pravomoc.
changes-invited = Dostane novou pozvánku.

bulk-title = Změnit více osob
bulk-heading =
    { $count ->
        [one] Co se má stát s jednou osobou?
        [few] Co se má stát se { $count } osobami?
       *[other] Co se má stát s { $count } osobami?
    }
bulk-lead = Nejprve uvidíte, co by se s každou stalo; nic se nezmění, dokud to nepotvrdíte.
bulk-look = Zobrazit, co by se změnilo
bulk-nobody = Nikdo není vybrán
bulk-nobody-text = Označte osoby v seznamu, nebo vyberte všechny, které odpovídají filtrům.
bulk-suspend = Pozastavit
bulk-activate = Znovu aktivovat
bulk-give_role = Přiřadit roli
bulk-take_role = Odebrat roli
bulk-add_licence = Přidat licenci
bulk-remove_licence = Odebrat licenci
bulk-people = Import osob
bulk-roles = Import rolí
bulk-invite_again = Pozvat znovu

field-file_too_large = Soubor je větší než { $most } MB. Rozdělte ho.
field-file_empty = V souboru nic není. Vyberte soubor se záhlavím a řádky.
field-file_is_archive = Toto je sešit nebo archiv. Uložte ho jako CSV (UTF-8) a pošlete tento soubor.
field-file_is_binary = Toto není tabulka v prostém textu. Uložte ji jako CSV (UTF-8) a pošlete tento soubor.
field-file_not_utf8 = Soubor má jiné kódování, třeba Windows-1250. Uložte ho jako „CSV UTF-8“ a pošlete tento soubor.
field-heading_missing = Chybí sloupec: { $columns }. Všechna záhlaví ukazuje šablona.
field-heading_repeated = Dva sloupce znamenají totéž: { $columns }.
field-too_many_rows = Najednou jich nelze zpracovat více než { $most }. Rozdělte je.
field-no_rows = Není v tom žádný řádek.
field-nobody_deviates = Všichni ze skupiny mají vše, co šablona nastavuje. Není co použít.
field-cells_too_many = Řádek má více buněk, než kolik je sloupců v záhlaví.
field-cell_too_long = Buňka má více než { $most } znaků; možná není uzavřena uvozovka.
field-email_repeated = Adresa je uvedena dvakrát: také na řádku { $line }.
field-language_unknown = Jazyk je en, cs nebo pl.
field-licence_name_unknown = Licence „{ $licence }“ neexistuje.
field-role_name_unknown = Role „{ $name }“ zde není.
field-role_name_ambiguous = Název „{ $name }“ má více rolí. Uveďte klíč role.
field-role_needs_scope = Role { $role } se přiřazuje pro weby, lokality nebo zákazníky, což soubor neumí vyjádřit. Přiřaďte ji v editoru rolí.
field-nobody_here = Nikdo takový zde není.
field-added_stays = Kdo byl přidán, zůstává. Můžete ho pozastavit.
field-invited_stays = Odeslanou pozvánku nelze vzít zpět.
field-form_too_long = Najednou nejvýše { $most } osob. Pro více osob importujte soubor.
refusal-nothing_to_apply = Nic by se nezměnilo, není tedy co provést.
refusal-rows_refused = Počet řádků, které nelze provést: { $rows }. Opravte je, nebo zvolte, že se mají provést jen ty dobré.
refusal-changes_moved_on = Mezitím se to posunulo dál. Načtěte stránku znovu.
refusal-changes_unfinished = Tři vaše hromadné změny se ještě zpracovávají. Počkejte na některou z nich a zkuste to znovu.
refusal-jobs_unfinished = Úloha, která o této osobě vypovídá, se ještě zpracovává. Počkejte, až skončí, a pak údaje vymažte.
refusal-changes_kept = Za posledních sedm dní máte 20 hromadných změn a více se jich neuchovává. Zkuste to znovu, až nejstarší zmizí.

audit-changes_asked = Požádáno o hromadné změny
audit-changes_applied = Hromadné změny potvrzeny
audit-changes_paused = Hromadné změny pozastaveny
audit-changes_resumed = Hromadné změny pokračují
audit-changes_cancelled = Hromadné změny zrušeny
audit-ask_changes = Požádat o hromadné změny
audit-apply_changes = Potvrdit hromadné změny
audit-pause_changes = Pozastavit hromadné změny
audit-resume_changes = Nechat hromadné změny pokračovat
audit-cancel_changes = Zrušit hromadné změny
audit-add_people = Přidat více osob
audit-fact-rows = Řádky
audit-fact-changes = Co
audit-fact-undoes = Vrací zpět
changes-what-apply_rules = Použití automatických licencí
bulk-apply_rules = Použít automatické licence
