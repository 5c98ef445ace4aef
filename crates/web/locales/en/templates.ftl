# Templates: what people of a group shall have.

nav-templates = Templates
templates-lead = What people of a group shall have, who lacks it, and what applying it would change.
template-name = Name
templates-new = New template
templates-none = There is no template.
templates-none-text = Make one for each kind of people you have, such as nurses or a branch office: their licences, package, job title and department. Then apply it to them as often as it takes.
templates-name = Template
templates-sets = What it sets
templates-group = Whom it is for
templates-applied = Last applied
templates-never = never
template-everybody = Everybody of the organization
template-licences-add = Licences, added
template-licences-exactly = Licences, exactly
template-licences-none = none
template-group-status = Status
template-group-license = With the licence
template-group-department = In the department
template-group-search = Name or address begins with
template-group-roles = Who hold one of
template-group-location = Who administer the location
template-see-group = Show the group in Users
template-edit = Edit
template-delete = Delete
template-changed = Last changed
template-by-at = { $name }, { $moment }
template-applied-older = { $by } (version { $version }, which has been changed since)
template-deviating = Who deviates
template-people =
    { $count ->
        [one] 1 person in the group
       *[other] { $count } people in the group
    }
template-deviants =
    { $count ->
        [0] nobody deviates
        [one] 1 deviates
       *[other] { $count } deviate
    }
template-all-met = Everybody has all of it
template-all-met-text = There is nothing to apply. Whoever is added to the group or changed later shows up here.
template-nobody = Nobody is in the group
template-nobody-text = Nobody here is like that now. Whoever comes to be shows up here.
template-would-change = What would change
template-apply =
    { $count ->
        [one] Preview and apply to 1 person
       *[other] Preview and apply to { $count } people
    }
template-apply-locked = Preview and apply
template-apply-text = First you see what would become of each person. Nothing changes before you say so, and it can be undone.
template-form-new = New template
template-form-edit = Edit { $name }
template-form-lead = A template changes nobody by itself. It counts when it is applied.
template-note = What it is good for
template-note-hint = Optional. For whoever looks after it later.
template-sets-hint = What you leave alone stays as it is with each person.
template-services = Licences
template-services-leave = Leave licences alone
template-services-add = Give these, beside what people have
template-services-exactly = Exactly these, with the package’s, and no other
template-services-exactly-hint = Other licences are taken away. Without a package here, a package is taken away too.
template-which-licences = Which
template-package = Package
template-package-leave = Leave the package alone
template-package-hint = Whoever gets another package loses the licences of the one before.
template-detail-hint = Leave it empty to leave it alone.
template-group-hint = All of it must be so. Leave everything as it is for everybody.
template-department-hint = As it is written with the people.
template-roles = Who hold one of these roles
template-save = Save template
template-made = The template is there. Nobody has been changed.
template-saved = The template is saved. Nobody has been changed: that takes applying it.
template-deleted = The template { $name } is deleted. Who has what it gave keeps it.
template-delete-heading = Delete { $name }?
template-delete-text = Nobody loses anything: who has what it gave keeps it. What is being applied of it goes on. This cannot be undone.
template-delete-now = Delete template
search-templates = Templates
users-department = Department

changes-what-template = Apply the template { $name }
bulk-template = Apply a template

audit-make_template = Make a template
audit-change_template = Change a template
audit-delete_template = Delete a template
audit-template_made = Template made
audit-template_changed = Template changed
audit-template_applied = Template applied
audit-template_deleted = Template deleted
audit-fact-template = Number of the template
audit-fact-licenses_exactly = Licences, exactly
audit-fact-note = What it is good for
audit-fact-group_department = Filter: department
