# Přihlášení, odhlášení a vlastní účet.

sign-in = Přihlásit se
sign-out = Odhlásit se
signed-out = Jste odhlášeni.
email = E-mailová adresa
password = Heslo
sign-in-failed = E-mailová adresa a heslo k sobě nepatří. Zkontrolujte obojí a zkuste to znovu.
sign-in-too-many =
    { $minutes ->
        [one] Pokusů bylo příliš mnoho. Zkuste to znovu za minutu.
        [few] Pokusů bylo příliš mnoho. Zkuste to znovu za { $minutes } minuty.
       *[other] Pokusů bylo příliš mnoho. Zkuste to znovu za { $minutes } minut.
    }
sign-in-link-text = Stisknutím tlačítka se přihlásíte odkazem ze svého e-mailu. Odkaz funguje jednou.
sign-in-link-over = Tento přihlašovací odkaz už byl použit, nebo je příliš starý. Požádejte o nový toho, kdo vám jej poslal.
sign-in-by-password = heslem
sign-in-by-link = odkazem z e-mailu
sign-in-by-passkey = přístupovým klíčem
sign-in-by-sso = jednotným přihlášením
sign-in-by-demo = výběrem v ukázce
account-signed-in = Přihlášení
account-password-text = Dlouhé heslo z několika slov je lepší než krátké plné znaků.
password-choose = Zvolit heslo
password-current = Současné heslo
password-new = Nové heslo
password-hint = Nejméně { $least } znaků. Dobré heslo je z několika slov.
password-later = Teď ne
password-after-link = Jste přihlášeni. Zvolte si heslo, abyste příště odkaz nepotřebovali.
password-set = Nové heslo je nastaveno.
sessions-title = Moje otevřené relace
session-seen = Naposledy použito
session-this = Toto okno
session-end = Ukončit
session-end-of = Ukončit relaci z { $moment }
sessions-end-others = Ukončit všechny ostatní
session-ended = Relace je ukončena.
sessions-ended = { $count ->
    [0] Žádná další relace nebyla.
    [one] Byla ukončena jedna další relace.
    [few] Byly ukončeny { $count } další relace.
   *[other] Bylo ukončeno dalších relací: { $count }.
}
sessions-end-all = Ukončit všechny relace
sessions-end-all-heading = Ukončit všechny relace: { $name }?
sessions-end-all-text = Osoba bude ihned odhlášena ve všech oknech a může se přihlásit znovu. Aby nemohla, pozastavte ji.
sessions-none = Za tuto osobu není nikdo přihlášen.
sessions-of-ended = { $count ->
    [0] { $name }: žádná relace nebyla.
    [one] { $name }: ukončena jedna relace.
    [few] { $name }: ukončeny { $count } relace.
   *[other] { $name }: ukončeno relací: { $count }.
}
session-device = Zařízení
device = { $browser } – { $system }
device-unknown = Neznámý prohlížeč
session-ended-here = Vaše relace skončila. Přihlaste se a pokračujte tam, kde jste byli.
session-over = Vaše relace skončila; z této stránky už nic neodešlete. Co jste napsali, tu zůstane, zatímco se přihlásíte v jiné kartě.
recovery-title = Zapomněli jste heslo?
recovery-text = Napište svou e-mailovou adresu. Pokud k ní existuje účet, přijde na ni zpráva, jak pokračovat.
recovery-ask = Poslat mi zprávu
recovery-sent = Pokud účet s touto adresou existuje, zpráva je na cestě.
recovery-sent-text = Je v ní odkaz, který se zeptá na váš druhý faktor. Pokud žádný nemáte, obnoví vaše přihlašování správce vaší organizace.
recovery-back = Zpět k přihlášení
