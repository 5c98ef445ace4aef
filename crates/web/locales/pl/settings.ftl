# Strona ustawień.

settings-lead = Co ustawiono w organizacji, kto zrobił to ostatnio i dlaczego coś jest zablokowane.
setting-saved = { $setting }: zapisano.
setting-unchanged = { $setting }: tak już było, nic się nie zmieniło.
setting-set-by = Ustawienie: { $name }, { $moment }
setting-by-operator = operator usługi
setting-save = Zapisz: { $setting }
why = Dlaczego?
settings-index = Na tej stronie
setting-for-services = Odczytują to same usługi; nic tutaj od tego nie zależy.
