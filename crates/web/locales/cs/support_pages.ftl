# Přístup podpory z pohledu organizace.

support-lead = Kdo z podpory žádal o vstup, kdo je uvnitř a co udělal.
support-grant-hour = Udělit přístup na hodinu
support-granted = Přístup je udělen na hodinu. Kdykoli ho zde můžete ukončit.
support-denied = Žádost je zamítnuta. Agent o tom ví.
support-reported = Žádost je zamítnuta a nahlášena. Provozovatel služby ji prověří.
support-is-in = { $agent } má přístup
support-done = Co se událo
support-nothing-done = Zatím nic.
support-sessions = Otevřené relace Help Desku
support-reads = čte, nic nemění,
support-nobody = Nikdo z podpory tu není
support-nobody-hint = Když agent podpory požádá o přístup, žádost se ukáže zde a správce, kterému je určena, dostane e-mail.
support-reading = Čtení podporou provozovatele
support-reading-label = Povolit podpoře přístup jen pro čtení
support-reading-hint = Podpora provozovatele smí v relaci Help Desku číst tuto organizaci a její nastavení a nic nemění. Bez toho nevidí nic, dokud neschválíte žádost. Help desku vašeho partnera se to netýká.
support-reading-is-on = Přístup podpory jen pro čtení je zapnutý: podpora provozovatele smí tuto organizaci číst v relaci Help Desku.
support-reading-is-off = Přístup podpory jen pro čtení je vypnutý: bez schválené žádosti nevidí podpora provozovatele nic.
support-reading-on = Přístup podpory jen pro čtení je zapnutý.
support-reading-off = Přístup podpory jen pro čtení je vypnutý.
support-past = Dřívější žádosti
support-log = Co se událo
cases-lead = Žádosti o přístup, které zákazník odmítl a nahlásil jako nečekané. Promluvte s agentem i se zákazníkem.
cases-none = Nic není nahlášeno
cases-none-text = Žádný zákazník nenahlásil žádost o přístup.
cases-reported = Nahlášeno
