# Support access, from the organization's side.

support-lead = Who from support asked to come in, who is in, and what they did.
support-grant-hour = Grant access for one hour
support-granted = Access is granted for one hour. You can end it here at any time.
support-denied = The request is denied. The agent has been told.
support-reported = The request is denied and reported. The operator of the service looks into it.
support-is-in = { $agent } has access
support-done = What was done
support-nothing-done = Nothing yet.
support-sessions = Help Desk sessions that are open
support-reads = reads, and changes nothing,
support-nobody = Nobody from support is here
support-nobody-hint = When a support agent asks for access, the request shows here, and the administrator it was written to gets a mail.
support-reading = Reading by the operator's support
support-reading-label = Allow read-only support access
support-reading-hint = The operator's support may read this organization and its settings inside a Help Desk session, and changes nothing. Without it they see nothing unless you grant a request. It does not concern your partner's help desk.
support-reading-is-on = Read-only support access is on: the operator's support may read this organization inside a Help Desk session.
support-reading-is-off = Read-only support access is off: the operator's support sees nothing without a granted request.
support-reading-on = Read-only support access is on.
support-reading-off = Read-only support access is off.
support-past = Past requests
support-log = What was done
cases-lead = Requests for access that a customer denied and reported as unexpected. Talk to the agent and to the customer.
cases-none = Nothing is reported
cases-none-text = No customer has reported a request for access.
cases-reported = Reported
