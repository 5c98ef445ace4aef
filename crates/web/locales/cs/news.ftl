# Novinky o produktu tam, kde je provozovatel píše.

nav-news = Novinky o produktu
news-lead = Novinky o produktu pro správce organizací s úplnými právy.
news-write = Napsat novinky
news-none = Zatím žádné novinky
news-none-text = Co zde napíšete, zůstane konceptem, dokud to neodešlete.
news-subject = Předmět
news-text = Text
news-to = Pro
news-state = Stav
news-people = Lidé
news-at = Kdy
news-written-by = Naposledy napsáno
news-sent-at = Odesílá se od
news-missing = Nenapsáno v jazycích
news-missing-text = jejich čtenáři dostanou novinky v jiném jazyce.
news-send = Odeslat
news-edit = Změnit
news-drop = Zahodit
news-go-on = Odeslat zbývajícím
news-sending-text = Odesílání pokračuje na pozadí; po obnovení stránky uvidíte, jak pokročilo.
news-stuck-text = Odesílání se zastavilo dřív, než bylo napsáno všem. Nikomu se nepíše dvakrát.
news-form-lead = Co čtenáři uvidí, se ukáže dřív, než se cokoli odešle. Pište v jazycích svých čtenářů; kdo čte jiný, dostane novinky v angličtině, nebo v prvním jazyce, ve kterém jsou.
news-keep = Uložit jako koncept
news-written = Novinky jsou uloženy jako koncept.
news-released = Novinky se odesílají.
news-dropped = Koncept byl zahozen.
news-state-draft = Koncept
news-state-sending = Odesílá se
news-state-sent = Odesláno
news-state-stuck = Zastaveno
news-kind-customer = Zákazníci
news-kind-partner = Partneři
news-kind-self_registered = Samostatně registrované organizace
news-kind-vendor = Sám provozovatel
news-kind-consumer = Spotřebitelé
news-people-count = { $count ->
    [one] { $count } člověk
    [few] { $count } lidé
   *[other] { $count } lidí
}
mail-news-advice = Tento e-mail vám posílá { $vendor }, protože spravujete organizaci, která používá jeho službu.
audit-news_written = Novinky o produktu napsány
audit-news_dropped = Novinky o produktu zahozeny
audit-news_released = Novinky o produktu uvolněny k odeslání
audit-news_told = Novinky o produktu rozeslány lidem
audit-news_sent = Novinky o produktu odeslány
audit-write_news = Napsat novinky o produktu
audit-drop_news = Zahodit novinky o produktu
audit-send_news = Odeslat novinky o produktu
audit-tell_news = Rozeslat novinky o produktu lidem
audit-fact-people = Počet lidí
audit-fact-kinds = Pro druhy
audit-fact-subject_en = Předmět anglicky
audit-fact-subject_cs = Předmět česky
audit-fact-subject_pl = Předmět polsky
field-news_kinds_missing = Vyberte alespoň jeden druh organizací.
field-news_texts_missing = Napište novinky alespoň v jednom jazyce.
field-news_half_written = V každém jazyce je předmět i text, nebo ani jedno. Doplňte to, nebo vymažte obojí.
field-news_too_long = Může zde být nejvýše { $most } znaků. Zkraťte to.
field-news_control_characters = Jsou zde znaky, které nejsou vidět. Napište text znovu.
refusal-news_sent = Tyto novinky už byly odeslány. Napište nové.
