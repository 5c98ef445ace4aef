# O čem se komu píše a jak z toho ven.

mails-title = E-maily pro vás
mails-product_news = Novinky o produktu
mails-product_news-help = Novinky o službě pro ty, kdo ji spravují. Správci s úplnými právy je dostávají, dokud si je nevypnou.
mails-support_notices = Oznámení o přístupu podpory
mails-support_notices-help = Když začne přístup podpory k vaší organizaci nebo když někdo nahlásí nečekanou žádost, pokud organizace taková oznámení posílá svým správcům s úplnými právy.
mails-daily_digest = Denní přehled
mails-daily_digest-help = Každé ráno v 7:00 (UTC) co se předchozí den změnilo tam, kde něco spravujete, co na vás čeká a které role brzy skončí. Když není co číst, nic nepřijde.
mails-security = Zabezpečení účtu
mails-security-help = Nová zařízení, změny způsobu přihlášení, role vám přidělené a odebrané. Tyto e-maily chodí vždy.
mails-turn-on = Zapnout
mails-turn-off = Vypnout
mails-turn-on-of = Zapnout: { $topic }
mails-turn-off-of = Vypnout: { $topic }
mails-turned-on = { $topic }: zapnuto.
mails-turned-off = { $topic }: vypnuto.
mail-stop-title = Vypnutí e-mailů
mail-stop-text = Na adresu { $email } chodí e-maily tohoto druhu: { $topic }.
mail-stop-button = Vypnout tyto e-maily
mail-stopped-text = Na adresu { $email } už nechodí e-maily tohoto druhu: { $topic }.
mail-stop-account = Vybrat, které e-maily vám chodí
mail-stop-link = Vypnout tyto e-maily

audit-preference_set = E-maily zapnuty nebo vypnuty
audit-set_preference = Zapnout nebo vypnout e-maily
audit-fact-topic = E-maily
audit-fact-wanted = Chce je

mail-digest-subject = Prokura: denní přehled za { $day }
mail-digest-text = Co se { $day } ({ $zone }) změnilo tam, kde něco spravujete.
mail-digest-more = Další změny
mail-digest-ending = Role, které skončí do 7 dnů
mail-digest-waiting = Žádosti podpory, které čekají
mail-digest-warnings = Trvající upozornění
mail-digest-advice = Tento přehled dostáváte, protože jste si jej zapnuli. Ve dnech, kdy není co číst, nepřijde.
