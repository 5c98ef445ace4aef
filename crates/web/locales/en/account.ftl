# Passwords, sign-in links, tokens and the first set-up.

field-password_too_short = The password must have at least { $least } characters. Several words make a good one.
field-password_too_long = The password can have { $most } characters at most. Shorten it.
field-password_common = This password is among those that are guessed first. Choose another.
field-password_about_you = This password is mostly your name or address. Choose another.
field-current_password_missing = Give your current password. If you do not know it, ask for a new sign-in link.
field-current_password_wrong = This is not your current password. Try again.

refusal-sign_in_link_used = This sign-in link has been used already; each works once. If it was not you, tell your administrator; otherwise sign in with your password, or ask for a new link.
refusal-sign_in_link_expired = This sign-in link is too old. Ask whoever sent it for a new one.
refusal-not_pending = This person has signed in already, so there is nothing to invite them to. If they cannot sign in, reset how they do.
refusal-reset_own_sign_in = How you sign in yourself is chosen on your account page. If you cannot, another administrator resets it.
refusal-sign_in_link_suspended = This person is suspended and cannot sign in, so no link was made. An administrator of their organization reactivates them first.

field-token_scopes_missing = Say what the token may be used for: name at least one scope.
field-token_until_past = The token would be over before it began. Give a moment in the future.
field-token_person_unknown_there = There is no such person, or they see nothing of this organization. Check the person and the organization.

refusal-token_over = This token has been revoked or has run out already. There is nothing to do.
refusal-already_initialized = This database is set up already and keeps its one vendor. To sign somebody in, make a sign-in link; to begin anew, use an empty database.

reason-operator_only = This is done on the machine that runs the service. Ask its operator.
reason-session_only = This is done in the console after signing in, not with a token.
