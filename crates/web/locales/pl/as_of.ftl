# Kto mógł tu co robić w danej chwili.

as-of-title = Kto mógł co robić
as-of-link = Kto mógł co robić i kiedy
as-of-lead = Stan w wybranej chwili, według obowiązujących wtedy zasad.
as-of-at = Chwila ({ $zone })
as-of-show = Pokaż
as-of-file = Plik { $format }
as-of-signed = Podpisany { $format } (JWS)
as-of-incomplete = Historia nie sięga tak daleko: nie wiadomo, co zmieniono przed { $moment }.
as-of-only-own = Widać tylko osoby z tej organizacji: nie możesz zobaczyć, jakie prawa mają tu osoby z zewnątrz.
as-of-only-outside = Widać tylko osoby z zewnątrz: nie możesz zobaczyć, jakie prawa mają osoby z tej organizacji.
as-of-restricted = Tryb administratora z ograniczeniami był włączony
as-of-unrestricted = Tryb administratora z ograniczeniami był wyłączony
as-of-managed-by = Zarządza { $partners }
as-of-withheld = Ukryte przed administratorami zewnętrznymi: { $areas }
as-of-policy = Zasady { $digest }. Nazwiska i adresy są dzisiejsze.
as-of-none = Nikt nie mógł nic zrobić
as-of-none-text = W tej chwili nikt, kogo możesz zobaczyć, nie miał tu żadnych praw.
as-of-holds = Na jakiej podstawie
as-of-could = Co mogli robić
as-of-could-count = { $manages ->
    [0] Tylko odczyt: { $reads }
   *[other] { $reads ->
        [0] Zmieniać: { $manages }
       *[other] Zmieniać: { $manages }, tylko odczyt: { $reads }
    }
}
as-of-inside = Wewnątrz ({ $count })
as-of-nothing = Nic
as-of-inactive = Konto zawieszone lub bez pierwszego logowania
as-of-given = nadane tutaj
as-of-derived = przez własną organizację
as-of-support = zatwierdzone dla wsparcia
as-of-support-access = Dostęp tymczasowy
as-of-until = do { $moment }
