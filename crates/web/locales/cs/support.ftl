# Přístup podpory a relace Help Desk.

refusal-support_out_of_reach = Vaše role v Help Desku na tuto organizaci nedosáhne: vaše organizace ji nespravuje, nebo je to vaše vlastní organizace. Vyberte zákazníka ze seznamu.
refusal-support_agent_not_a_person = O přístup podpory žádají a používají jej jen lidé, protože zákazník se dozví, kdo to je. Přihlaste se pod svým jménem a zkuste to znovu.
refusal-support_request_pending = Vaše předchozí žádost této organizaci ještě čeká na odpověď. Počkejte na ni, nebo ji před další žádostí stáhněte.
refusal-support_by_full_admins = O přístupu podpory rozhoduje jen správce s úplnými právy, jehož domovem je tato organizace. Požádejte některého z nich.
refusal-support_own_request = Na vlastní žádost nikdo neodpovídá. Na řadě je jiný správce této organizace s úplnými právy.
refusal-support_agent_lost_reach = Pracovník podpory už nemá roli, která by sem směla získat přístup, proto nebylo nic povoleno. Žádost zamítněte, nebo podporu požádejte, ať se ozve jiný pracovník.
refusal-support_withdrawn_by_agent = Žádost může stáhnout jen pracovník podpory, který ji poslal. Vy ji můžete zamítnout.
refusal-help_desk_closed_by_agent = Tuto relaci Help Desk zavírá jen pracovník podpory, který ji otevřel; po hodině skončí sama. Chcete-li mu zabránit v přístupu hned, odeberte jej ze své organizace.
refusal-support_request_lapsed = Na tuto žádost nikdo do hodiny neodpověděl, proto propadla. Je-li přístup stále potřeba, pošle pracovník podpory novou žádost.
refusal-support_request_withdrawn = Pracovník podpory tuto žádost stáhl. Není už na co odpovídat.
refusal-support_request_answered = Na tuto žádost už někdo odpověděl a platí první odpověď. Povolený přístup lze kdykoli ukončit.
refusal-support_access_over = Tento přístup už skončil. Je-li stále potřeba, pracovník podpory o něj požádá znovu.
refusal-help_desk_session_over = Tato relace Help Desk už skončila. Chcete-li pokračovat, otevřete novou.

field-support_reason_missing = Napište, proč přístup potřebujete; správce si to přečte.
field-support_reason_too_long = Důvod může mít nejvýše tolik znaků: { $most }. Zkraťte jej.
field-support_reason_invalid = Důvod obsahuje znaky, které nelze zobrazit. Napište jej znovu.
field-setting_not_a_switch = Toto nastavení se zapíná a vypíná. Zvolte jednu z možností.
field-setting_not_in_range = Zadejte celé číslo od { $least } do { $most }.
field-setting_not_a_text = Zadejte text bez řídicích znaků; nejvyšší počet znaků: { $most }.
field-setting_not_a_choice = Zvolte jednu z hodnot: { $choices }.
field-setting_not_among_choices = Vybírejte jen z hodnot: { $choices }.
