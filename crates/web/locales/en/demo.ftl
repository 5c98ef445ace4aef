# Pages that only the demo has.

demo-people-title = Whom would you like to be?
demo-people-text = This is the example world. Pick anybody: no password is asked for here.
demo-sign-in-as = Demo: pick a person
demo-role-at = { $role } at { $organization }
demo-no-role = no role
demo-suspended = suspended
demo-mailbox-text = Every mail that was sent, to anybody. Nothing leaves this machine.
demo-mailbox-empty = No mail yet
demo-mailbox-empty-text = When a support agent asks for access, the mail with the button shows here.
demo-mail = Mail
demo-mail-to = To
demo-mail-sent = Sent
demo-mail-text = As plain text
demo-clock-now = The clock of the demo says
demo-clock-minutes = Minutes to move on
demo-clock-hint = A negative number goes back; nothing that is over comes to life again.
demo-clock-move = Move the clock
demo-clock-moved = The clock was moved.
