# The roles of an organization, and those it composes itself.

custom-lead = What each role gives, and the roles that this organization composed itself.
custom-own = Custom roles
custom-none = No custom role yet
custom-none-text = A full administrator composes one from the areas they hold, for people of this organization.
custom-compose = Compose a role
custom-policy = Roles of the service
custom-role = Role
custom-held-by = Held by
custom-holders =
    { $count ->
        [0] Nobody
        [one] One person
       *[other] { $count } people
    }
custom-form-lead = A custom role goes to people of this organization. It never gives more than its composer has, and a change counts at once.
custom-delete = Delete
custom-areas = What the role gives
custom-manages = Manages
custom-reads = Reads
custom-names = Name
custom-names-hint = In at least one language. Readers of another language see the first name there is.
custom-name-en = In English
custom-name-cs = In Czech
custom-name-pl = In Polish
custom-level-none = Nothing
custom-level-read = Read
custom-level-manage = Manage
custom-only-read = Custom roles can only read this area: managing it would hand on authority over others, or nobody here manages it.
custom-not-held = You can hand on only what you have yourself.
custom-preview = Preview
custom-preview-heading = What saving changes
custom-itself = The role itself
custom-unchanged = Nothing changes.
custom-gains = Gains
custom-loses = Loses
custom-nobody = Nobody holds this role.
custom-until = until { $moment }
custom-versions = Versions
custom-version = Version { $version }
custom-gone = Deleted.
custom-composed = { $role } was composed. Give it to people on their pages.
custom-saved = { $role } was saved and counts at once.
custom-deleted = { $role } was deleted.
custom-delete-heading = Delete { $role }?
custom-delete-lead = Decide what becomes of everybody who holds this role. All of it happens as one change.
custom-decide = What becomes of { $name }
custom-choose = Choose…
custom-ends = The right ends
custom-instead = Gets instead: { $role }
custom-see-person = What else they hold
custom-to-delete = to be deleted
custom-delete-now = Delete the role
