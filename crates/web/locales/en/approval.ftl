# The page behind the mail's link (SUP-03 to SUP-07).

somebody = Somebody
approval-title = { $agent } asks for access
approval-heading = { $agent } asks for access for one hour
approval-lapses = can be answered until { $moment }
approval-agent = Support agent
approval-reason = Reason
approval-asked = Asked
approval-advice = Grant access only if you are in touch with this agent.
approval-advice-text = If you expect nobody, deny and report the request: the operator of the service looks into it.
approval-can-change = For one hour the agent can change
approval-cannot = The agent cannot do
approval-can-read =
    { $count ->
        [one] The agent can also read one more thing
       *[other] The agent can also read { $count } more things
    }
approval-locked = Some settings stay locked
approval-locked-text = Restricted mode is on. Neither you nor the agent can change what it locks; { $partners } can lift it.
approval-locked-list =
    { $count ->
        [one] One setting
       *[other] { $count } settings
    }
approval-grant = Grant access
approval-deny = Deny
approval-report = Deny and report
approval-running = { $agent } has access until { $moment }
approval-running-text = Access to { $organization } was granted by { $name }. Everything done with it is recorded, and you can read it while it happens.
end-access-now = End access now
approval-watch = See what is done in { hub-control }
approval-over = The access is over
approval-ended-text = The access of { $agent } was ended at { $moment }. Nothing more can be done with it.
approval-expired-text = The access of { $agent } ran out at { $moment }. Nothing more can be done with it.
approval-denied = The request was denied
approval-denied-text = { $name } denied it. { $agent } has no access and has been told.
approval-reported = The request was denied and reported
approval-reported-text = { $name } reported it. { $agent } has no access; the operator of the service looks into the case.
approval-lapsed = The request has lapsed
approval-lapsed-text = Nobody answered within an hour, so { $agent } has no access and may ask again.
approval-withdrawn = The request was taken back
approval-withdrawn-text = { $agent } took it back. There is nothing to decide.
field-decision_missing = Choose whether to grant or to deny.
field-number_invalid = Write a whole number that is not too large.
