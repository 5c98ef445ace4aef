# Licence: předplatná, jejich místa, čeho je málo a žádosti prodejcům.

nav-licences = Licence
licences-text = Co bylo této organizaci prodáno a kolik míst její lidé zabírají. Místo zabírá každá licence, kterou někdo má.
licences-none = Není tu žádné předplatné.
licences-none-text = Této organizaci zatím nebylo nic prodáno, takže nikomu nelze přidělit licenci. Obraťte se na partnera, který vás spravuje.
licences-pools = Místa podle služeb
licences-service = Služba
licences-seats = Míst
licences-used = Přiděleno
licences-free = Volných
licences-who = Kdo je má
licences-who-link = { $licence }: { $count }
licences-over =
    { $count ->
        [one] 1 bez místa
        [few] { $count } bez místa
       *[other] { $count } bez místa
    }
licences-subscriptions = Předplatná
licences-subscription = Předplatné
licences-sold-by = Prodává { $seller }
licences-state-active = Platné
licences-state-to_come = Teprve začne
licences-state-over = Skončilo
licences-term = Platnost
licences-each =
    { $count ->
        [one] Jedno místo v každé službě
        [few] { $shown } místa v každé službě
       *[other] { $shown } míst v každé službě
    }
licences-share = { $service }: přiděleno { $used } z { $seats }
licences-ask = Požádat o místa
licences-ask-of = Požádat o místa v předplatném { $subscription }
licences-ask-nobody = Z organizace prodejce tu nemá kdo odpovědět. Obraťte se na ni mimo tuto konzoli.
licences-requests = Žádosti prodejcům
licences-request = { $who } žádá u prodejce { $seller } o jiný počet míst v předplatném { $subscription }: { $quantity } místo { $before }.
licences-request-waits = Čeká na prodejce { $seller }.
licences-request-answer = Vaše odpověď
licences-request-answer-hint = Zákazník ji uvidí. Kdo odmítne, uvede proč.
licences-request-accept = Přijmout
licences-request-decline = Odmítnout
licences-request-withdraw = Vzít zpět
licences-request-state-open = Otevřená
licences-request-state-accepted = Přijata
licences-request-state-declined = Odmítnuta
licences-request-state-withdrawn = Vzata zpět
licences-request-asked = Žádost
licences-request-change = Míst: { $quantity } místo { $before }
licences-request-what = Jak dopadla
licences-asked = Žádost byla odeslána: { $seller }. Až přijde odpověď, dostanete e-mail.
licences-accepted = Přijato: předplatné { $subscription } má nyní tolik míst: { $quantity }.
licences-declined = Odmítnuto. Zákazník dostane e-mail.
licences-withdrawn = Žádost byla vzata zpět.
licences-ask-text = Předplatné { $subscription } prodává { $seller } a na žádost odpoví. Míst v každé službě je nyní { $seats }.
licences-ask-quantity = Kolik míst má být
licences-ask-reason = Proč
licences-ask-reason-hint = Prodejce to uvidí. Může zůstat prázdné.
licences-ask-send = Odeslat žádost
licences-waiting = Zákazník žádá o místa
licences-waiting-text = { $customer } žádá o jiný počet míst v předplatném { $subscription }: { $quantity } místo { $before }.

shortage-over =
    { $count ->
        [one] { $service }: jeden člověk má licenci bez místa.
        [few] { $service }: { $shown } lidé mají licence bez místa.
       *[other] { $service }: { $shown } lidí má licence bez místa.
    }
shortage-over-text = Nikdo tím sám od sebe o nic nepřijde a nikdo další licenci nedostane. Požádejte prodejce o další místa, nebo licence odeberte lidem, kteří je nepotřebují.
shortage-none_free = { $service }: není volné žádné místo.
shortage-none_free-text = Kdo přijde další, licenci této služby nedostane. Požádejte prodejce o další místa, nebo licence odeberte lidem, kteří je nepotřebují.
shortage-few_free =
    { $count ->
        [one] { $service }: zbývá jedno místo.
        [few] { $service }: zbývají { $shown } místa.
       *[other] { $service }: zbývá { $shown } míst.
    }
shortage-few_free-text = Devět z deseti je zabraných. Požádejte prodejce o další místa, než dojdou.
shortage-ends_soon = { $service }: předplatné { $subscription } končí { $moment }.
shortage-ends_soon-text =
    { $count ->
        [0] Ostatní předplatná mají míst dost pro všechny.
        [one] Pak bude jedno místo chybět. Požádejte prodejce o prodloužení, nebo licenci odeberte někomu, kdo ji nepotřebuje.
        [few] Pak budou { $shown } místa chybět. Požádejte prodejce o prodloužení, nebo licence odeberte lidem, kteří je nepotřebují.
       *[other] Pak bude { $shown } míst chybět. Požádejte prodejce o prodloužení, nebo licence odeberte lidem, kteří je nepotřebují.
    }

wholesale-add = Přidat velkoobchodního uživatele
wholesale-add-text = Uživatel dostane balíček se všemi jeho licencemi a pozvánku e-mailem. Žádné správcovské právo s ním nedostane.
wholesale-package = Balíček
wholesale-package-choose = Vyberte balíček
wholesale-package-gives = { $package }: { $licences }
wholesale-added = Přidáno s balíčkem { $package }: { $name }.
services-title = Služby
services-heading = Služby: { $name }
services-licences = Licence
services-licences-text = Každá zabírá místo své služby.
services-free =
    { $count ->
        [one] jedno místo volné
        [few] { $shown } místa volná
       *[other] { $shown } míst volných
    }
services-save = Uložit licence
services-saved = Licence změněny: { $name }.
services-package = Balíček
services-package-text = Kdo dostane jiný balíček, dostane jeho licence a přijde o licence toho předchozího. Co má navíc, zůstává.
services-package-none = Žádný balíček
services-package-save = Změnit balíček
services-package-saved = Balíček změněn: { $name }.
services-reset = Obnovit balíček
services-reset-text = { $name } pak bude mít přesně to, co dává balíček { $package }: nic navíc a nic méně.
services-reset-done = { $name } má opět to, co dává balíček.

rules-title = Automatické licence
rules-text = Co lidé dostanou sami, když jsou přidáni ručně nebo ze souboru a nic jiného pro ně není uvedeno.
rules-none = Není tu žádné pravidlo.
rules-none-text = Kdo je přidán, dostane jen to, co je pro něj uvedeno.
rules-whom = Pro koho
rules-everybody = Všichni ostatní
rules-domain = Adresy v doméně { $domain }
rules-gives = Co dostanou
rules-remove = Vypnout
rules-remove-of = Vypnout: { $whom }
rules-removed = Pravidlo je vypnuto. Kdo má, co dalo, tomu to zůstává.
rules-set = Pravidlo platí pro každého, kdo bude od teď přidán.
rules-new = Nastavit pravidlo
rules-domain-field = Doména adresy
rules-domain-hint = Prázdné znamená všechny, pro jejichž doménu není pravidlo.
rules-no-package = Bez balíčku: licence níže
rules-save = Uložit pravidlo
rules-apply = Použít na ty, kdo tu jsou
rules-apply-text = Nejdřív uvidíte, co by se s každým stalo. Nikdo tím o nic nepřijde.
rules-missed = Nebylo volné místo
rules-missed-text = Tito lidé byli přidáni a dosud nemají, co pravidlo dává. Získejte další místa a pak pravidla použijte na ty, kdo tu jsou.

refusal-seats_answered = Tato žádost už není otevřená. Načtěte stránku znovu a uvidíte, jak dopadla.
refusal-subscription_over = Toto předplatné skončilo. Požádejte prodejce o nové.
refusal-subscription_changed = Předplatné se od té doby změnilo. Žádost odmítněte a nechte si poslat novou.
