# Čím se člověk přihlašuje vedle hesla, a nové ověření totožnosti.

or = nebo
go-on = Pokračovat
sign-in-passkey = Přihlásit se přístupovým klíčem
sign-in-passkey-failed = Přístupový klíč nebyl přijat. Možná byl odebrán, nebo pokus trval příliš dlouho. Zkuste to znovu, nebo se přihlaste jinak.

second-title = Druhý krok
second-code-failed = Kód není správný, nebo už byl použit. Počkejte na další a zkuste to znovu.
second-recovery-failed = Záložní kód není správný, nebo už byl použit. Zkontrolujte jej, nebo vezměte jiný.
second-lost = Aplikaci teď nemám po ruce
second-back = Přihlásit se jako někdo jiný
refusal-second_step_over = Od prvního kroku uplynulo příliš mnoho času. Přihlaste se znovu.
totp-code = Kód z ověřovací aplikace
totp-code-hint = Šest číslic. Aplikace ukazuje každých 30 sekund nový kód.
recovery-code = Záložní kód
recovery-code-hint = Dvanáct číslic a písmen. Každý kód funguje jednou.
second-required-title = Je potřeba druhý faktor
second-required-add = { $organization } vyžaduje druhý faktor. Přidejte si ho a budete pokračovat; zabere to minutu.
second-required-prove = { $organization } vyžaduje druhý faktor. Prokažte se tím, který máte.
reason-second_factor_asked = Vaše organizace vyžaduje druhý faktor. Přihlaste se do konzole a přidejte jej, nebo se jím prokažte.

again-title = Potvrďte, že jste to vy
again-text = U této změny se ověřuje, kdo ji dělá, protože od posledního ověření uplynula nějaká doba.
again-kept = Co jste vyplnili, zůstává a potom se odešle.
again-passkey = Použít přístupový klíč
again-demo = Ukázka žádný důkaz nechce. Ve skutečném provozu byste zde použili přístupový klíč, kód nebo heslo.
again-demo-go-on = Pokračovat jako tato osoba
again-none = Není tu nic, čím byste se mohli ověřit. Odhlaste se, přihlaste se znovu a změnu zopakujte.
refusal-step_up_needed = K tomuto je potřeba čerstvé ověření totožnosti. Ověřte se znovu a požadavek zopakujte.

passkeys-title = Přístupové klíče
passkey = Přístupový klíč
passkey-text = S přístupovým klíčem se přihlásíte otiskem prstu, obličejem nebo zámkem obrazovky a nikdo ho z vás nevyláká. Uchovává ho vaše zařízení nebo správce hesel.
passkeys-not-here = Prohlížeče znají přístupové klíče jen pro adresy se jménem. Požádejte provozovatele, aby je této službě dal.
passkey-add = Přidat přístupový klíč
passkey-make = Vytvořit přístupový klíč
passkey-added = Přístupový klíč je přidán. Od teď se jím můžete přihlašovat.
passkey-added-at = Přidán
passkey-unused = zatím ne
passkey-name = Název
passkey-name-hint = Podle čeho jej poznáte, například: Pracovní notebook.
passkey-name-first = Můj přístupový klíč
passkey-rename = Přejmenovat
passkey-rename-of = Přejmenovat { $name }
passkey-renamed = Přístupový klíč má nový název.
passkey-remove = Odebrat
passkey-remove-of = Odebrat { $name }
passkey-remove-heading = Odebrat { $name }?
passkey-remove-text = Už se jím nepřihlásíte. Smažte jej i ve svém zařízení nebo správci hesel; odsud to nejde.
passkey-removed = Přístupový klíč je odebrán.
passkey-needs-script = Přístupové klíče potřebují JavaScript, který je v tomto prohlížeči vypnutý.
passkey-unsupported = Tento prohlížeč přístupové klíče neumí.
passkey-cancelled = Nic se nestalo: zrušili jste to, nebo prohlížeč nemá vhodný přístupový klíč. Až budete moci, zkuste to znovu.
passkey-late = Čas vypršel dřív, než přístupový klíč odpověděl. Zkuste to znovu.
passkey-elsewhere = Stránka je otevřena pod adresou, pro kterou přístupové klíče nejsou. Otevřete službu pod její obvyklou adresou.
passkey-failed = Prohlížeči se přístupový klíč nepodařilo použít. Zkuste to znovu; pokud to nepomůže, zvolte jiný způsob.
field-passkey_there = Tento přístupový klíč už je přidán.
field-passkey_refused = Odpověď přístupového klíče nebyla přijata: trvala příliš dlouho, nebo patřila k něčemu jinému. Zkuste to znovu.
field-passkeys_too_many = Více přístupových klíčů už mít nemůžete. Odeberte některý, který nepoužíváte.
field-last_way_in = Jinak se přihlásit nemůžete. Nejdříve si zvolte heslo, nebo přidejte další přístupový klíč.

totp-title = Dvoukrokové přihlášení
totp-text = Po hesle se zadává ještě kód z aplikace v telefonu. Kdo se dozví vaše heslo, dovnitř se stejně nedostane.
totp-on = Zapnuto
totp-since = Zapnuto od
totp-add = Přidat ověřovací aplikaci
totp-scan = Obrázek naskenujte ověřovací aplikací, třeba v telefonu nebo ve správci hesel.
totp-qr = QR kód s tajným klíčem pro ověřovací aplikaci
totp-cannot-scan = Nemohu jej naskenovat
totp-type-in = Opište do aplikace tento tajný klíč. Na velikosti písmen a mezerách nezáleží.
totp-open-app = Otevřít v aplikaci na tomto zařízení
totp-confirm = Potvrdit
totp-confirm-hint = Šest číslic, které aplikace právě ukazuje. Tím se ověří, že funguje, dříve než na ní budete záviset.
totp-remove = Odebrat aplikaci
totp-remove-text = Od teď bude k přihlášení stačit heslo a záložní kódy přestanou fungovat.
totp-removed = Ověřovací aplikace je odebrána.
codes-title = Záložní kódy
codes-once = Tyto kódy vidíte jen teď. Uložte si je tam, kde je najdete i bez telefonu.
codes-text = Když o ověřovací aplikaci přijdete, přihlásíte se některým z nich. Každý funguje jednou.
codes-copy = Kopírovat
codes-copied = Kódy jsou zkopírovány.
codes-print = Vytisknout
codes-save = Uložit do souboru
codes-kept = Kódy mám uložené
codes-left = { $left ->
    [0] žádný nezbývá
    [one] zbývá jeden
    [few] zbývají { $left }
   *[other] zbývá { $left }
}
codes-make = Vytvořit nové záložní kódy
codes-make-text = Dostanete deset nových kódů. Ty dosavadní přestanou fungovat.
field-code_wrong = Kód není správný. Zkontrolujte, že telefon má správný čas, počkejte na další kód a zkuste to znovu.
field-code_used = Tento kód už byl použit. Počkejte na další.
field-recovery_code_wrong = Záložní kód není správný, nebo už byl použit.
field-proof_missing = Ověřte, kdo jste.
refusal-totp_there = Ověřovací aplikace už je přidána. Chcete-li jinou, nejdříve ji odeberte.
refusal-totp_gone = Ověřovací aplikace už tu není, takže se na záložní kódy nikdo neptá.

audit-proved_again = Totožnost znovu ověřena
audit-totp_added = Přidána ověřovací aplikace
audit-totp_used = Použit kód z ověřovací aplikace
audit-totp_removed = Odebrána ověřovací aplikace
audit-recovery_codes_made = Vytvořeny záložní kódy
audit-recovery_code_used = Použit záložní kód
audit-passkey_added = Přidán přístupový klíč
audit-passkey_renamed = Přejmenován přístupový klíč
audit-passkey_used = Použit přístupový klíč
audit-passkey_removed = Odebrán přístupový klíč
audit-prove_again = Znovu ověřit totožnost
audit-add_totp = Přidat ověřovací aplikaci
audit-remove_totp = Odebrat ověřovací aplikaci
audit-make_recovery_codes = Vytvořit záložní kódy
audit-add_passkey = Přidat přístupový klíč
audit-rename_passkey = Přejmenovat přístupový klíč
audit-remove_passkey = Odebrat přístupový klíč

mail-sign-in-changed-at = Kdy
mail-sign-in-changed-advice = Pokud jste to byli vy, nemusíte dělat nic. Pokud ne, je ve vašem účtu někdo jiný: ukončete všechny ostatní relace, zvolte nové heslo a řekněte to svému správci.
mail-sign-in-changed-look = Zobrazit můj účet
mail-totp-added-subject = K vašemu účtu byla přidána ověřovací aplikace
mail-totp-added-text = Při přihlášení se od teď po hesle zadává kód z aplikace. Vzniklo k ní deset záložních kódů.
mail-totp-removed-subject = Z vašeho účtu byla odebrána ověřovací aplikace
mail-totp-removed-text = K přihlášení od teď stačí heslo a záložní kódy už nefungují.
mail-codes-made-subject = K vašemu účtu byly vytvořeny nové záložní kódy
mail-codes-made-text = Dosavadní záložní kódy už nefungují.
mail-code-used-subject = Byl použit záložní kód vašeho účtu
mail-code-used-text = { $left ->
    [0] Byl poslední. Dokud jste přihlášeni, vytvořte si nové.
    [one] Zbývá jeden kód.
    [few] Zbývají { $left } kódy.
   *[other] Zbývá { $left } kódů.
}
mail-passkey-added-subject = K vašemu účtu byl přidán přístupový klíč
mail-passkey-added-text = Od teď se jím lze přihlásit bez hesla.
mail-passkey-removed-subject = Z vašeho účtu byl odebrán přístupový klíč
mail-passkey-removed-text = Už se jím přihlásit nelze.
again-sso = Přihlásit se znovu u své organizace
again-sso-text = Přihlášení vaší organizace se otevře v nové kartě. Až se tam přihlásíte, vraťte se a odešlete, co jste napsali.
again-sso-send = Přihlášení hotovo: odeslat
