# An organization's overview, its people, and what they hold.

pages = Pages
pages-previous = Previous
pages-first = First page
pages-next = Next

yes = Yes
no = No

overview-inactive = not in use
overview-recent = What was done last
overview-whole-log = Whole log
overview-my-rights = What I may do here
overview-no-rights = Nothing but see this page.
overview-can-change = I can change
overview-can-read = I can only read
overview-slug = Short name
overview-managed-by = Managed by
overview-nobody = Nobody
overview-administrators = Administrators
overview-full-admins = Full administrators
overview-rights-count = Areas that I can change: { $changes }; only read: { $reads }
overview-own-count =
    { $count ->
        [one] One administrator of its own
       *[other] { $count } administrators of its own
    }
overview-outside-count =
    { $count ->
        [one] One external administrator
       *[other] { $count } external administrators
    }
overview-support-waits = Somebody from support waits for an answer.
overview-support-runs = Everything done with this access is recorded. It can be ended at any time.
warning-no-full-administrator = There is no full administrator.
warning-no-full-administrator-text = Nobody here can appoint others. Appoint a full administrator without an end date.
warning-one-full-administrator = There is only one full administrator.
warning-one-full-administrator-text = When that person is away, nobody can appoint others or answer support. Appoint a second one without an end date.
warning-outside-without-end =
    { $count ->
        [one] One person from outside keeps a role without an end date.
       *[other] { $count } people from outside keep roles without an end date.
    }
warning-outside-without-end-text = Give each role an end in the role editor, or revoke it once it is not needed.
warning-not-signed-in =
    { $count ->
        [one] One administrator has not signed in for 90 days.
       *[other] { $count } administrators have not signed in for 90 days.
    }
warning-not-signed-in-text = Whoever does not come needs no rights: take the roles away, or suspend the person.
warning-rights-unused =
    { $count ->
        [one] One administrator has changed nothing here for 90 days.
       *[other] { $count } administrators have changed nothing here for 90 days.
    }
warning-rights-unused-text = A role that only reads may be enough. It can be given again at any time.
warning-absence-not-looked-for = Nobody looks for absence among { $count } administrators.
warning-absence-not-looked-for-text = With more than 2,000 administrators it is not told who has not signed in or changed anything. Fewer administrators are safer: take away roles that nobody needs.

users-count =
    { $count ->
        [one] One person on this list
       *[other] { $shown } people on this list
    }
users-select = Select { $name }
users-select-all =
    { $count ->
        [one] The one person on the list
       *[other] All { $shown } on the list
    }
users-selected-change = Change selected
users-search = Name or e-mail address
users-show = Show
users-show-everybody = Everybody
users-show-administrators = All administrators
users-show-external = All external administrators
users-by-role = By role
users-person = Person
users-roles = Administrator roles
users-status = Status
users-external = External
users-from = from { $moment }
users-none = Nobody found
users-none-text = Nobody here is like that. Try a part of the name, or show everybody.
users-name = Name
users-email = E-mail address
users-status-any = Any status
users-license = Licence
users-license-any = Any licence
users-location = Administers the location
users-location-any = Any location
users-more-filters = Roles, licences and departments
users-sort = Order
users-sort-name = Name, from A to Z
users-sort-name-back = Name, from Z to A
users-sort-email = Address, from A to Z
users-sort-email-back = Address, from Z to A
users-sort-created = Added first
users-sort-created-back = Added last
users-all = Show everybody
administrators-export = Export
administrators-export-what = Administrators on this list, as a CSV file
administrators-export-title = Export of administrators
administrators-export-lead = Everybody on the list who held a role at the moment you asked, as a file (CSV). What changes meanwhile does not change it. Whoever reaches in from a partner or by support access was given nothing here and is not in it.
administrators-export-so-far = { $done } of { $total } administrators looked through.
administrators-export-back = Back to users
administrators-column-name = First/Last name
administrators-column-email = User ID/Email
administrators-column-roles = Admin roles

person-status-active = Active
person-status-pending = Invited
person-status-suspended = Suspended
person-log = History
person-profile = Profile
person-home = Home organization
person-admin-roles = Administrator roles
person-licences = Licences
person-no-roles = No administrator role
person-no-roles-text = This person administers nothing here.
person-term = For how long
person-given = How it came
person-waits = Counts in full only after the next sign-in here.
person-no-end = without an end
person-end = End
person-end-role = End the role { $role }
person-past = Earlier roles
person-derived = Held at { $organization }; it reaches in here.
person-support = Temporary access, granted by { $name }.
person-role-given = { $name } now holds: { $role }.
person-role-ended = { $name } no longer holds: { $role }.

origin-assigned = Given by an administrator
origin-first_person = First person of the organization
origin-order = By an order
origin-taken_back = Taken back by the partner
origin-break_glass = For when sign-in is broken
origin-imported = Imported

grant-end-revoked = taken away
grant-end-given_up = given up
grant-end-removed = the organization removed its holder
grant-end-replaced = replaced by another
grant-end-pruned = ended by an import
grant-end-expired = ran out

give-can-change = Can then change
give-can-read = Can then read
give-reaches-customers = Beyond this, the role reaches the partner's customers.
give-locations = Locations
give-customers = Customers
give-until = Last day
give-until-hint = Empty: until it is ended. The day ends in { $zone }.
give-reason = Reason
give-reason-hint = Optional; it stands in the audit log.
field-date_invalid = This is not a date. Choose a day.

end-heading = End the role { $role } of { $name }?
end-at-once = It ends at once, also in windows that are open.
end-last-external = This is all the person holds here: to come back, they must be added again.
end-loses-nothing = What this role gives, the person keeps by another.
end-cannot-change = Can then no longer change
end-cannot-read = Can then no longer read
end-now = End the role

external-add = Add external administrator
external-add-text = Somebody from another organization who administers this one. They keep their own sign-in.
external-email = E-mail address
external-email-hint = The address the person signs in with at home.
external-until-hint = Empty: until it is ended; read-only access ends by itself after { $days } days. The day ends in { $zone }.
external-type = What they may do
external-save = Add
external-verify = Verify e-mail
external-other-email = Use another address
