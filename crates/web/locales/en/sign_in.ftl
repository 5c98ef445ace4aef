# Signing in and out, and one's own account.

sign-in = Sign in
sign-out = Sign out
signed-out = You are signed out.
email = E-mail address
password = Password
sign-in-failed = The e-mail address and the password do not match. Check both and try again.
sign-in-too-many =
    { $minutes ->
        [one] There were too many tries. Try again in a minute.
       *[other] There were too many tries. Try again in { $minutes } minutes.
    }
sign-in-link-text = Press the button to sign in with the link from your mail. The link works once.
sign-in-link-over = This sign-in link has been used or is too old. Ask whoever sent it for a new one.
sign-in-by-password = with a password
sign-in-by-link = with a link from a mail
sign-in-by-passkey = with a passkey
sign-in-by-sso = by single sign-on
sign-in-by-demo = picked in the demo
account-signed-in = Signed in
account-password-text = A long password of several words is better than a short one full of signs.
password-choose = Choose a password
password-current = Current password
password-new = New password
password-hint = At least { $least } characters. Several words make a good one.
password-later = Not now
password-after-link = You are signed in. Choose a password, so that you need no link the next time.
password-set = Your new password is set.
sessions-title = Where I am signed in
session-seen = Last used
session-this = This window
session-end = End
session-end-of = End the session of { $moment }
sessions-end-others = End all others
session-ended = The session is ended.
sessions-ended = { $count ->
    [0] There was no other session.
    [one] One other session is ended.
   *[other] { $count } other sessions are ended.
}
sessions-end-all = End all sessions
sessions-end-all-heading = End all sessions of { $name }?
sessions-end-all-text = They are signed out in every window at once and can sign in again. To keep them out, suspend them.
sessions-none = Nobody is signed in as this person.
sessions-of-ended = { $count ->
    [0] { $name } was signed in nowhere.
    [one] One session of { $name } is ended.
   *[other] { $count } sessions of { $name } are ended.
}
session-device = Device
device = { $browser } on { $system }
device-unknown = Unknown browser
session-ended-here = Your session has ended. Sign in to go on where you were.
session-over = Your session has ended; nothing on this page can be sent. What you typed stays here while you sign in in another tab.
recovery-title = Forgot your password?
recovery-text = Type your e-mail address. If there is an account, a mail comes to it that says how to go on.
recovery-ask = Send me a mail
recovery-sent = If there is an account with this address, a mail is on its way.
recovery-sent-text = It has a link that asks for your second factor. Without one, an administrator of your organization resets how you sign in.
recovery-back = Back to signing in
