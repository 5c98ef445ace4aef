# Hesla, přihlašovací odkazy, tokeny a první nastavení.

field-password_too_short = Heslo musí mít alespoň tolik znaků: { $least }. Dobře poslouží několik slov.
field-password_too_long = Heslo může mít nejvýše tolik znaků: { $most }. Zkraťte je.
field-password_common = Toto heslo patří k těm, která se zkoušejí jako první. Zvolte jiné.
field-password_about_you = Toto heslo tvoří převážně vaše jméno nebo adresa. Zvolte jiné.
field-current_password_missing = Zadejte své současné heslo. Pokud je neznáte, požádejte o nový přihlašovací odkaz.
field-current_password_wrong = Toto není vaše současné heslo. Zkuste to znovu.

refusal-sign_in_link_used = Tento přihlašovací odkaz už byl použit; každý funguje jen jednou. Pokud jste to nebyli vy, upozorněte svého správce; jinak se přihlaste heslem, nebo požádejte o nový odkaz.
refusal-sign_in_link_expired = Tento přihlašovací odkaz je už příliš starý. Požádejte o nový toho, kdo vám jej poslal.
refusal-not_pending = Tato osoba se už přihlásila, není ji tedy kam zvát. Pokud se přihlásit nemůže, obnovte její přihlašování.
refusal-reset_own_sign_in = Vlastní přihlašování si nastavíte na stránce svého účtu. Pokud to nejde, obnoví je jiný správce.
refusal-sign_in_link_suspended = Tato osoba je pozastavena a nemůže se přihlásit, proto odkaz nevznikl. Nejprve ji musí znovu aktivovat správce její organizace.

field-token_scopes_missing = Uveďte, k čemu smí token sloužit: zadejte alespoň jeden rozsah.
field-token_until_past = Platnost tokenu by skončila dříve, než začne. Zadejte okamžik v budoucnosti.
field-token_person_unknown_there = Taková osoba neexistuje, nebo z této organizace nic nevidí. Zkontrolujte osobu i organizaci.

refusal-token_over = Tento token už byl odvolán nebo jeho platnost skončila. Není třeba nic dělat.
refusal-already_initialized = Tato databáze už je nastavena a má svého jediného provozovatele. Chcete-li někoho přihlásit, vytvořte přihlašovací odkaz; chcete-li začít znovu, použijte prázdnou databázi.

reason-operator_only = To se dělá přímo na stroji, na kterém služba běží. Požádejte jejího provozovatele.
reason-session_only = To se dělá v konzoli po přihlášení, nikoli pomocí tokenu.
