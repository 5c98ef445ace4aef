# Licences: subscriptions, their seats, what is short, and requests to sellers.

nav-licences = Licences
licences-text = What was sold to this organization, and how many seats its people take. A seat is a licence that somebody holds.
licences-none = There is no subscription.
licences-none-text = Nothing has been sold to this organization yet, so nobody can be given a licence. Ask the partner that manages you.
licences-pools = Seats by service
licences-service = Service
licences-seats = Seats
licences-used = Assigned
licences-free = Free
licences-who = Who has them
licences-who-link = { $licence }: { $count }
licences-over =
    { $count ->
        [one] 1 without a seat
       *[other] { $count } without a seat
    }
licences-subscriptions = Subscriptions
licences-subscription = Subscription
licences-sold-by = Sold by { $seller }
licences-state-active = Active
licences-state-to_come = To come
licences-state-over = Over
licences-term = Runs
licences-each =
    { $count ->
        [one] One seat of each service
       *[other] { $shown } seats of each service
    }
licences-share = { $service }: { $used } of { $seats } assigned
licences-ask = Ask for seats
licences-ask-of = Ask for seats of { $subscription }
licences-ask-nobody = Nobody of the seller can answer here. Ask outside this console.
licences-requests = Requests to sellers
licences-request = { $who } asks { $seller } for { $quantity } seats of { $subscription } instead of { $before }.
licences-request-waits = Waits for { $seller }.
licences-request-answer = Your answer
licences-request-answer-hint = The customer reads it. Who declines says why.
licences-request-accept = Accept
licences-request-decline = Decline
licences-request-withdraw = Take back
licences-request-state-open = Open
licences-request-state-accepted = Accepted
licences-request-state-declined = Declined
licences-request-state-withdrawn = Taken back
licences-request-asked = Asked for
licences-request-change = { $quantity } seats instead of { $before }
licences-request-what = What came of it
licences-asked = { $seller } was asked. You get a mail when the answer is there.
licences-accepted = Accepted: { $subscription } now has { $quantity } seats.
licences-declined = Declined. The customer gets a mail.
licences-withdrawn = The request was taken back.
licences-ask-text = { $seller } sells { $subscription } and answers the request. There are { $seats } seats of each service now.
licences-ask-quantity = Seats there shall be
licences-ask-reason = Why
licences-ask-reason-hint = The seller reads it. It can be left empty.
licences-ask-send = Send the request
licences-waiting = A customer asks for seats
licences-waiting-text = { $customer } asks for { $quantity } seats of { $subscription } instead of { $before }.

shortage-over =
    { $count ->
        [one] { $service }: one person holds a licence without a seat.
       *[other] { $service }: { $shown } people hold licences without a seat.
    }
shortage-over-text = Nobody loses anything by itself, and nobody can get one more. Ask the seller for more seats, or take licences from people who do not need them.
shortage-none_free = { $service }: no seat is free.
shortage-none_free-text = Whoever comes next gets no licence of this service. Ask the seller for more seats, or take licences from people who do not need them.
shortage-few_free =
    { $count ->
        [one] { $service }: one seat is left.
       *[other] { $service }: { $shown } seats are left.
    }
shortage-few_free-text = Nine of ten are taken. Ask the seller for more seats before they run out.
shortage-ends_soon = { $service }: the subscription { $subscription } ends on { $moment }.
shortage-ends_soon-text =
    { $count ->
        [0] The other subscriptions have seats enough for everybody.
        [one] Then one seat is missing. Ask the seller to renew it, or take a licence from somebody who does not need it.
       *[other] Then { $shown } seats are missing. Ask the seller to renew it, or take licences from people who do not need them.
    }

wholesale-add = Add wholesale user
wholesale-add-text = The person gets the package with all its licences, and an invitation by mail. An administrative right comes with none of it.
wholesale-package = Package
wholesale-package-choose = Choose a package
wholesale-package-gives = { $package }: { $licences }
wholesale-added = { $name } was added with the package { $package }.
services-title = Services
services-heading = Services of { $name }
services-licences = Licences
services-licences-text = Each takes a seat of its service.
services-free =
    { $count ->
        [one] one seat free
       *[other] { $shown } seats free
    }
services-save = Save licences
services-saved = The licences of { $name } were changed.
services-package = Package
services-package-text = Whoever gets another package gets its licences and loses those of the one before. What they have besides stays.
services-package-none = No package
services-package-save = Change package
services-package-saved = The package of { $name } was changed.
services-reset = Reset package
services-reset-text = { $name } then has what the package { $package } gives, no more and no less.
services-reset-done = { $name } has what the package gives again.

rules-title = Automatic licences
rules-text = What people get by themselves when they are added, by hand or by file, and nothing else is named for them.
rules-none = There is no rule.
rules-none-text = Whoever is added gets only what is named for them.
rules-whom = For whom
rules-everybody = Everybody else
rules-domain = Addresses at { $domain }
rules-gives = What they get
rules-remove = Turn off
rules-remove-of = Turn off: { $whom }
rules-removed = The rule is turned off. Who has what it gave keeps it.
rules-set = The rule counts for everybody who is added from now on.
rules-new = Set a rule
rules-domain-field = Domain of the address
rules-domain-hint = Leave it empty for everybody without a rule of their domain.
rules-no-package = No package: the licences below
rules-save = Save rule
rules-apply = Apply to those who are here
rules-apply-text = First you see what would become of each person. Nobody loses anything by it.
rules-missed = No seat was free
rules-missed-text = These people were added and still lack what a rule gives. Get more seats, then apply the rules to those who are here.

refusal-seats_answered = This request is not open any more. Reload the page to see what came of it.
refusal-subscription_over = This subscription is over. Ask the seller for a new one.
refusal-subscription_changed = This subscription has changed since. Decline the request, and have it asked anew.
