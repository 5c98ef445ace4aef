# The settings page.

settings-lead = What this organization has set, who set it last, and why something is locked.
setting-saved = { $setting }: saved.
setting-unchanged = { $setting }: it was so already, nothing changed.
setting-set-by = Set by { $name }, { $moment }
setting-by-operator = the operator of the service
setting-save = Save: { $setting }
why = Why?
settings-index = On this page
setting-for-services = Read by the services themselves; nothing here depends on it.
