# What one signs in with beside a password, and proving oneself again.

or = or
go-on = Go on
sign-in-passkey = Sign in with a passkey
sign-in-passkey-failed = The passkey was not accepted. It may have been removed, or the try took too long. Try again, or sign in in another way.

second-title = Second step
second-code-failed = This code is not right, or it was used already. Wait for the next one and try again.
second-recovery-failed = This recovery code is not right, or it was used already. Check it, or take another.
second-lost = I do not have the app at hand
second-back = Sign in as somebody else
refusal-second_step_over = The first step was too long ago. Sign in again.
totp-code = Code from the authenticator app
totp-code-hint = Six digits. The app shows a new code every 30 seconds.
recovery-code = Recovery code
recovery-code-hint = Twelve digits and letters. Each code works once.
second-required-title = Second factor required
second-required-add = { $organization } asks for a second factor. Add one, and you go on from here; it takes a minute.
second-required-prove = { $organization } asks for a second factor. Prove it with the one you have.
reason-second_factor_asked = Your organization asks for a second factor. Sign in to the console and add or prove one.

again-title = Confirm that it is you
again-text = This change asks who is making it, because some time has passed since you last proved it.
again-kept = What you typed is kept and sent on afterwards.
again-passkey = Use a passkey
again-demo = The demo asks for no proof. In earnest you would use a passkey, a code or your password here.
again-demo-go-on = Go on as this person
again-none = There is nothing here that you could prove it with. Sign out and sign in again, then repeat the change.
refusal-step_up_needed = This asks for a proof of who you are that is not old. Prove it again, and repeat the request.

passkeys-title = Passkeys
passkey = Passkey
passkey-text = A passkey signs you in with your fingerprint, face or screen lock, and nobody can talk you out of it. It is kept by your device or password manager.
passkeys-not-here = Browsers know passkeys only for addresses with a name. Ask the operator to give this service one.
passkey-add = Add a passkey
passkey-make = Make the passkey
passkey-added = The passkey is added. From now on it signs you in.
passkey-added-at = Added
passkey-unused = not yet
passkey-name = Name
passkey-name-hint = By which you tell it from others, for example: Work laptop.
passkey-name-first = My passkey
passkey-rename = Rename
passkey-rename-of = Rename { $name }
passkey-renamed = The passkey has a new name.
passkey-remove = Remove
passkey-remove-of = Remove { $name }
passkey-remove-heading = Remove { $name }?
passkey-remove-text = It signs you in no more. Remove it from your device or password manager too; this page cannot.
passkey-removed = The passkey is removed.
passkey-needs-script = Passkeys need JavaScript, which is turned off in this browser.
passkey-unsupported = This browser cannot use passkeys.
passkey-cancelled = Nothing was done: the browser was asked to stop, or it has no passkey for this. Try again when you are ready.
passkey-late = The time ran out before a passkey answered. Try again.
passkey-elsewhere = This page was opened under an address that passkeys are not meant for. Open the service under its usual address.
passkey-failed = The browser could not use a passkey. Try again; if it keeps failing, choose another way.
field-passkey_there = This passkey has been added already.
field-passkey_refused = The passkey's answer was not accepted: it took too long, or was meant for something else. Try again.
field-passkeys_too_many = You have as many passkeys as there may be. Remove one that you do not use.
field-last_way_in = This is your only way to sign in. Choose a password or add another passkey first.

totp-title = Two-step sign-in
totp-text = After the password, a code from an app on your phone is asked for. Whoever learns your password still does not get in.
totp-on = On
totp-since = On since
totp-add = Add an authenticator app
totp-scan = Scan the picture with an authenticator app, such as the one on your phone or in your password manager.
totp-qr = QR code with the secret for the authenticator app
totp-cannot-scan = I cannot scan it
totp-type-in = Type this secret into the app. Capitals and blanks do not matter.
totp-open-app = Open in an app on this device
totp-confirm = Confirm
totp-confirm-hint = The six digits that the app shows now. They prove that it works before you depend on it.
totp-remove = Remove the app
totp-remove-text = From now on your password alone signs you in, and your recovery codes work no more.
totp-removed = The authenticator app is removed.
codes-title = Recovery codes
codes-once = These codes are shown this once. Keep them where you find them without your phone.
codes-text = If you lose the authenticator app, one of them signs you in. Each works once.
codes-copy = Copy
codes-copied = The codes are copied.
codes-print = Print
codes-save = Save as a file
codes-kept = I have kept them
codes-left = { $left ->
    [0] none left
    [one] one left
   *[other] { $left } left
}
codes-make = Make new recovery codes
codes-make-text = You get ten new codes. Those you have now work no more.
field-code_wrong = This code is not right. Check that the clock of the phone is, wait for the next code and try again.
field-code_used = This code was used already. Wait for the next one.
field-recovery_code_wrong = This recovery code is not right, or it was used already.
field-proof_missing = Give a proof of who you are.
refusal-totp_there = An authenticator app has been added already. Remove it first to add another.
refusal-totp_gone = There is no authenticator app any more, so nothing asks for recovery codes.

audit-proved_again = Proved again who they are
audit-totp_added = Authenticator app added
audit-totp_used = Code of the authenticator app used
audit-totp_removed = Authenticator app removed
audit-recovery_codes_made = Recovery codes made
audit-recovery_code_used = Recovery code used
audit-passkey_added = Passkey added
audit-passkey_renamed = Passkey renamed
audit-passkey_used = Passkey used
audit-passkey_removed = Passkey removed
audit-prove_again = Prove again who one is
audit-add_totp = Add an authenticator app
audit-remove_totp = Remove the authenticator app
audit-make_recovery_codes = Make recovery codes
audit-add_passkey = Add a passkey
audit-rename_passkey = Rename a passkey
audit-remove_passkey = Remove a passkey

mail-sign-in-changed-at = When
mail-sign-in-changed-advice = If it was you, there is nothing to do. If it was not, somebody else is in your account: end all other sessions, choose a new password and tell your administrator.
mail-sign-in-changed-look = Look at my account
mail-totp-added-subject = An authenticator app was added to your account
mail-totp-added-text = From now on signing in asks for a code from the app after the password. Ten recovery codes were made with it.
mail-totp-removed-subject = The authenticator app was removed from your account
mail-totp-removed-text = From now on the password alone signs in, and the recovery codes work no more.
mail-codes-made-subject = New recovery codes were made for your account
mail-codes-made-text = The recovery codes you had before work no more.
mail-code-used-subject = A recovery code of your account was used
mail-code-used-text = { $left ->
    [0] It was the last one. Make new ones while you are signed in.
    [one] One code is left.
   *[other] { $left } codes are left.
}
mail-passkey-added-subject = A passkey was added to your account
mail-passkey-added-text = From now on it signs in without a password.
mail-passkey-removed-subject = A passkey was removed from your account
mail-passkey-removed-text = It signs in no more.
again-sso = Sign in once more at my organization
again-sso-text = Your organization's sign-in opens in a new tab. When you have signed in there, come back and send what you typed.
again-sso-send = I have signed in: send
