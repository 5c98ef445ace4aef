# Stránka za odkazem z e-mailu (SUP-03 až SUP-07).

somebody = Někdo
approval-title = { $agent } žádá o přístup
approval-heading = { $agent } žádá o přístup na jednu hodinu
approval-lapses = odpovědět lze do { $moment }
approval-agent = Agent podpory
approval-reason = Důvod
approval-asked = Čas žádosti
approval-advice = Přístup udělte jen tehdy, jste-li s tímto agentem ve spojení.
approval-advice-text = Pokud nikoho nečekáte, žádost zamítněte a nahlaste: provozovatel služby ji prověří.
approval-can-change = Po jednu hodinu bude agent moci měnit
approval-cannot = K tomuto agent přístup nedostane
approval-can-read =
    { $count ->
        [one] Kromě toho může číst jednu další věc
        [few] Kromě toho může číst { $count } další věci
       *[other] Kromě toho může číst { $count } dalších věcí
    }
approval-locked = Některá nastavení zůstanou zamčená
approval-locked-text = Režim správce s omezeními je zapnutý. Co zamyká, nemůžete změnit vy ani agent; { $partners } může režim zrušit.
approval-locked-list =
    { $count ->
        [one] Jedno nastavení
        [few] { $count } nastavení
       *[other] { $count } nastavení
    }
approval-grant = Udělit přístup
approval-deny = Zamítnout
approval-report = Zamítnout a nahlásit
approval-running = { $agent } má přístup do { $moment }
approval-running-text = Přístup do organizace { $organization } uděluje { $name }. Vše, co se s ním udělá, se zaznamenává a můžete to sledovat.
end-access-now = Ukončit přístup hned
approval-watch = Sledovat v { hub-control }, co se děje
approval-over = Přístup skončil
approval-ended-text = Přístup agenta { $agent } byl ukončen { $moment }. Nic dalšího s ním udělat nelze.
approval-expired-text = Přístup agenta { $agent } vypršel { $moment }. Nic dalšího s ním udělat nelze.
approval-denied = Žádost byla zamítnuta
approval-denied-text = Rozhodnutí: { $name }. { $agent } přístup nemá a ví o tom.
approval-reported = Žádost byla zamítnuta a nahlášena
approval-reported-text = Nahlášení: { $name }. { $agent } přístup nemá; případ prověří provozovatel služby.
approval-lapsed = Žádost propadla
approval-lapsed-text = Do hodiny nikdo neodpověděl, takže { $agent } přístup nemá a může požádat znovu.
approval-withdrawn = Žádost byla vzata zpět
approval-withdrawn-text = { $agent } bere žádost zpět. Není o čem rozhodovat.
field-decision_missing = Zvolte, zda přístup udělit, nebo zamítnout.
field-number_invalid = Napište celé číslo, které není příliš velké.
