# Kdo zde v určitém okamžiku mohl co dělat.

as-of-title = Kdo mohl co dělat
as-of-link = Kdo mohl co dělat a kdy
as-of-lead = Stav v okamžiku, který si zvolíte, podle tehdy platných pravidel.
as-of-at = Okamžik ({ $zone })
as-of-show = Zobrazit
as-of-file = Soubor { $format }
as-of-signed = Podepsaný { $format } (JWS)
as-of-incomplete = Historie tak daleko nesahá: co se změnilo před { $moment }, není známo.
as-of-only-own = Zobrazují se jen lidé této organizace: nesmíte vidět, jaká práva zde mají lidé zvenčí.
as-of-only-outside = Zobrazují se jen lidé zvenčí: nesmíte vidět, jaká práva mají lidé této organizace.
as-of-restricted = Režim správce s omezeními byl zapnutý
as-of-unrestricted = Režim správce s omezeními byl vypnutý
as-of-managed-by = Spravuje { $partners }
as-of-withheld = Skryto externím správcům: { $areas }
as-of-policy = Pravidla { $digest }. Jména a adresy jsou dnešní.
as-of-none = Nikdo zde nic nemohl
as-of-none-text = V tom okamžiku zde nikdo, koho smíte vidět, neměl žádné právo.
as-of-holds = Na základě čeho
as-of-could = Co mohl dělat
as-of-could-count = { $manages ->
    [0] Jen číst: { $reads }
   *[other] { $reads ->
        [0] Měnit: { $manages }
       *[other] Měnit: { $manages }, jen číst: { $reads }
    }
}
as-of-inside = Uvnitř ({ $count })
as-of-nothing = Nic
as-of-inactive = Pozastaveno, nebo se ještě nepřihlásil
as-of-given = přiděleno zde
as-of-derived = přes vlastní organizaci
as-of-support = schváleno pro podporu
as-of-support-access = Dočasný přístup
as-of-until = do { $moment }
