# The frame around every page.

skip-to-content = Skip to content
menu = Menu
navigation = Main navigation
crumbs = You are here
close = Close
search = Search
actions = Actions
on = On
off = Off
save = Save
cancel = Cancel
theme = Colours
theme-auto = As the system
theme-light = Light
theme-dark = Dark
toast-failed = That did not work. Try again.
times-in = Times in { $zone }
until = until { $moment }
nav-overview = Overview
nav-users = Users
nav-support = Support access
nav-cases = Reported requests
nav-roles = Roles
nav-settings = Settings
nav-audit = Audit log
nav-organizations = My organizations
nav-account = My account
nav-elsewhere = Elsewhere

# Times: { $month } is one of the twelve below.
time-moment = { $day } { $month } { $year }, { $clock }
time-day = { $day } { $month } { $year }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = June
month-7 = July
month-8 = Aug
month-9 = Sept
month-10 = Oct
month-11 = Nov
month-12 = Dec

# Whose house one stands in, after the organization's name.
whose-house = Whose organization this is
house-own = your own organization. You are here as: { $roles }.
house-own-none = your own organization. You hold no administrator role here.
house-partner = a customer of yours. You are here as: { $roles }.
house-vendor = you are here for the vendor, as: { $roles }.
house-outsider = you are here from outside, as: { $roles }.
house-none = you are here from outside.
house-support = you are here as support, let in by { $name }. Everything you do is recorded and shown to the customer.
house-support-imported = you are here as support. Everything you do is recorded and shown to the customer.
house-session = you are here in a Help Desk session, which the customer sees. You can read what your role allows.
end-access = End access
close-session = Close the session
access-ended = The access has ended. Nothing more can be done with it.
session-closed = The Help Desk session is closed.

# Restricted mode (RST-04).
restricted = Restricted mode
restricted-is-on = Restricted mode is on.
restricted-by = { $partners } keeps some settings of this organization. What is locked shows a lock and says so.
restricted-no-partner = Some settings of this organization are locked, and no partner manages it at the moment who could unlock them.
restricted-not-you = It binds the customer's administrators; it does not bind you.

# My organizations.
organization = Organization
organization-kind = Kind
kind-vendor = Vendor
kind-partner = Partner
kind-customer = Customer
kind-self_registered = Free organization
kind-consumer = Consumer accounts
organizations-home = Home organization
organizations-customers = Customers
organizations-all = Organizations of the service
organizations-elsewhere = Other organizations that gave me rights
organizations-rights = My rights
organizations-support = Approved support access
organizations-session = Help Desk session
organizations-search = Name
organizations-none-found = No organization found
organizations-none-found-hint = No organization here has “{ $q }” in its name.
organizations-more = There are more. Narrow the list by name.
roles-none = None
go-to-control-hub = Go to { hub-control }
go-to-control-hub-of = Go to { hub-control } of { $organization }

# Errors.
trouble-403 = You may not do this
trouble-404 = There is no such page
trouble-405 = This page does not take that
trouble-409 = This cannot be done now
trouble-410 = This is over
trouble-422 = This cannot be read
trouble-429 = Too many tries
trouble-500 = Something failed on our side
trouble-503 = The service is busy
trouble-request = Number of the request: { $id }
form-not-taken = Nothing was changed yet
form-too-old = This page was open for too long, or was opened under another sign-in. Look at what you typed and send it again.
form-signed-out = You have been signed out meanwhile. Sign in in another window, then come back here and send it again.
form-from-elsewhere = The form was sent from another site, so it was not taken. If that was not you, nothing is left to do.
form-too-large = The form is larger than this page takes.
form-secret-again = Passwords are not kept. Go back and type them again.
form-typed = What you typed
form-send-again = Send again
form-sign-in-elsewhere = Sign in in another window

# Only in the demo.
demo = Demo
demo-bar = Demo
demo-mailbox = Mailbox
demo-people = People
demo-clock = Clock
