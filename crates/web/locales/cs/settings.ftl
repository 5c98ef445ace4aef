# Stránka nastavení.

settings-lead = Co má organizace nastaveno, kdo to nastavil naposled a proč je něco zamčené.
setting-saved = { $setting }: uloženo.
setting-unchanged = { $setting }: už to tak bylo, nic se nezměnilo.
setting-set-by = Nastavil(a) { $name }, { $moment }
setting-by-operator = provozovatel služby
setting-save = Uložit: { $setting }
why = Proč?
settings-index = Na této stránce
setting-for-services = Čtou to samotné služby; nic zdejšího na tom nezávisí.
