# What somebody is written to about, and the way out of it.

mails-title = Mails to you
mails-product_news = Product news
mails-product_news-help = News about the service for those who administer it. Full administrators get them unless they turn them off.
mails-support_notices = Support access notices
mails-support_notices-help = When support access to your organization begins or an unexpected request was reported, as far as your organization sends such notices to its full administrators.
mails-daily_digest = Daily digest
mails-daily_digest-help = Each morning at 7:00 (UTC) what changed the day before where you administer, what waits for you, and which roles end soon. Nothing is sent when there is nothing to read.
mails-security = Security of your account
mails-security-help = New devices, changes of how you sign in, roles given to you and taken. These are always sent.
mails-turn-on = Turn on
mails-turn-off = Turn off
mails-turn-on-of = Turn on: { $topic }
mails-turn-off-of = Turn off: { $topic }
mails-turned-on = { $topic }: turned on.
mails-turned-off = { $topic }: turned off.
mail-stop-title = Turn mails off
mail-stop-text = { $email } gets mails of this kind: { $topic }.
mail-stop-button = Turn these mails off
mail-stopped-text = { $email } gets no more mails of this kind: { $topic }.
mail-stop-account = Choose which mails you get
mail-stop-link = Turn these mails off

audit-preference_set = Mails turned on or off
audit-set_preference = Turn mails on or off
audit-fact-topic = Mails
audit-fact-wanted = Wanted

mail-digest-subject = Prokura: daily digest of { $day }
mail-digest-text = This is what changed on { $day } ({ $zone }) where you administer.
mail-digest-more = Other changes
mail-digest-ending = Roles that end within 7 days
mail-digest-waiting = Support requests that wait
mail-digest-warnings = Warnings that stand
mail-digest-advice = You get this digest because you turned it on. On days without anything to read none is sent.
