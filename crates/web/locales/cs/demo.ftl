# Stránky, které má jen ukázka.

demo-people-title = Kým chcete být?
demo-people-text = Toto je ukázkový svět. Vyberte si kohokoli: heslo se tu nežádá.
demo-sign-in-as = Ukázka: vybrat osobu
demo-role-at = { $role } ({ $organization })
demo-no-role = bez role
demo-suspended = pozastaveno
demo-mailbox-text = Všechny odeslané e-maily, komukoli. Tento počítač nic neopustí.
demo-mailbox-empty = Zatím žádný e-mail
demo-mailbox-empty-text = Až agent podpory požádá o přístup, objeví se tu e-mail s tlačítkem.
demo-mail = E-mail
demo-mail-to = Komu
demo-mail-sent = Odesláno
demo-mail-text = Jako prostý text
demo-clock-now = Hodiny ukázky ukazují
demo-clock-minutes = O kolik minut posunout
demo-clock-hint = Záporné číslo jde zpět; co skončilo, tím neožije.
demo-clock-move = Posunout hodiny
demo-clock-moved = Hodiny byly posunuty.
