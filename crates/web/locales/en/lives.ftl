# People's lives: deleting, bringing back, erasing.

person-status-deleted = Deleted
person-status-erased = Erased
person-erased-name = Erased person
person-delete = Delete
person-delete-heading = Delete { $name }?
person-delete-text = They are out at once. As long as nothing was erased, you can bring them back with their name and address; what they held here does not come back with them.
person-delete-roles =
    { $count ->
        [one] One administrator role here ends.
       *[other] { $count } administrator roles here end.
    }
person-delete-roles-elsewhere =
    { $count ->
        [one] One role in another organization ends.
       *[other] { $count } roles in other organizations end.
    }
person-delete-licences =
    { $count ->
        [one] One licence becomes free.
       *[other] { $count } licences become free.
    }
person-delete-sign-in = Their sessions, tokens and temporary support access end; password, passkeys and authenticator app are gone.
person-delete-address = Their address becomes free, so that somebody else can be added with it.
person-delete-history = The log and the history keep their name until you erase it.
person-deleted = { $name } was deleted.
person-deleted-at = Deleted
person-deleted-by = Deleted by
person-restore = Bring back
person-restore-heading = Bring { $name } back?
person-restore-text = They come back with the address { $email }, without roles and with automatic licences only, if there are any, and get a new invitation by mail.
person-restored = { $name } is back and was invited.
person-erase = Erase personal data
person-erase-heading = Erase the personal data of { $name }?
person-erase-text = This cannot be undone, by anybody. Only “Erased person” is shown from then on.
person-erase-what = Name, addresses, sessions and waiting mails go, and the words in which somebody gave reasons for their roles.
person-erase-jobs =
    { $count ->
        [one] One file or account of changes that tells of them is thrown away.
       *[other] { $count } files and accounts of changes that tell of them are thrown away.
    }
person-erase-log = What they did stays in the log, without name, and the log still proves that nothing in it was changed.
person-erase-beyond = Backups, mails that were sent and files that were downloaded are beyond our reach: see to them yourself.
person-erase-sure = I understand that this cannot be undone
person-erased = The personal data was erased.
person-gone-text = On no list any more, and without any right. You can bring them back, or erase what is left of them.
person-gone-erased = Nothing that says who this was is left here.
person-gone-taken = Somebody else has this address now. While they do, nobody can be brought back with it.
field-erase_unsure = Tick that you understand that it cannot be undone.
grant-end-holder_deleted = its holder was deleted
bulk-delete = Delete
signal-session-deleted = The person was deleted.
audit-person_deleted = Person deleted
audit-person_restored = Person brought back
audit-person_erased = Personal data erased
audit-delete_person = Delete a person
audit-restore_person = Bring a person back
audit-erase_person = Erase personal data
person-alias-use = Use the alias { $alias }
person-alias-use-row = Row { $row }: use the alias { $alias }
person-alias-text = It reaches the same mailbox where the mail service knows sub-addresses, and makes an identity of its own.
person-alias-external = Or give them rights only, as an external administrator
person-title = Job title
person-department = Department
person-work-number = Primary work number
person-work-number-hint = As all the world dials it, with the country's code: +420 541 141 111
person-detail-none = none
field-detail_missing = Leave the field out, or write something in it.
field-detail_invalid = The text holds characters that cannot be shown. Type it anew.
field-detail_too_long = The text can have 200 characters at most. Shorten it.
field-work_number_invalid = Write the number with a plus sign and the country's code, for example +420 541 141 111.
audit-fact-title = Job title
audit-fact-department = Department
audit-fact-work_number = Primary work number
changes-field-title = Job title
changes-field-department = Department
changes-field-work_number = Primary work number

claim-title = Claim people
claim-lead = People of free organizations whose address is in a domain that you have verified. Whoever you claim is yours from then on, and is told by mail.
claim-domains = Your verified domains
claim-no-domain = No verified domain
claim-no-domain-text = Verify a domain of yours first; then those who registered by themselves with an address in it show here.
claim-to-domains = To the domains
claim-nobody = Nobody to claim
claim-nobody-text = Nobody in a free organization has an address in these domains.
claim-look = See what would change
claim-all =
    { $count ->
        [one] The one whom the list has
       *[other] All { $shown } whom the list has
    }
bulk-claim = Claim
changes-claimed = Becomes one of your people; what they held in their former organization ends
field-claimed_stays = Whoever was claimed stays: nobody can give them back for them.
grant-end-holder_claimed = another organization claimed its holder
audit-person_claimed = Person claimed
audit-person_left = Person claimed by another organization
audit-claim_person = Claim a person
mail-claimed-subject = Your account now belongs to { $organization }
mail-claimed-text = { $who } claimed your account for { $organization }, since your address is in a domain of theirs. Until now it belonged to { $former }.
mail-claimed-what = You sign in with the same address, by the rules of { $organization }. How you signed in so far is over, and where you were signed in, you are signed out; another mail has the link with which you begin anew. Roles and licences that you had in { $former } have ended.
mail-claimed-advice = If you know nothing of { $organization }, ask whoever runs your mailbox.

users-manage = Manage users
users-manage-more = More
users-deleted = Deleted people
audit-fact-claimed_by = Claimed by
