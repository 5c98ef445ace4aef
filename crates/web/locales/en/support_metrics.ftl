# Figures of support access, and the notices about it.

nav-metrics = Support metrics
metrics-lead = How often support asked for access to this organization, what became of it, and how long the answer took.
metrics-file = CSV file
metrics-range = Over how long
metrics-none = Nothing in this time
metrics-none-text = Nobody of support asked for access or opened a session.
metrics-all = In all
metrics-over-time = Over time
metrics-by-home = By the home of the agents
metrics-asked = Asked
metrics-granted = Granted
metrics-denied = Denied
metrics-reported = Reported
metrics-lapsed = Lapsed
metrics-withdrawn = Taken back
metrics-sessions = Help Desk sessions
metrics-pending = Waiting
metrics-median = Median time to the answer
metrics-median-seconds = Median seconds to the answer
metrics-no-answer = No answer
metrics-time = { $minutes } min { $seconds } s
metrics-days-of = Days
metrics-stretch = { $from } to { $until }
metrics-from = From
metrics-until = Until
metrics-home = Home of the agents
metrics-notices = Who is told when access begins or is reported is a setting.
metrics-notices-link = See the settings
mail-support-began-subject = { $agent } has access to { $organization }
mail-support-began-text = { $who } let { $agent } into { $organization } for one hour. It ends by itself; any full administrator can end it earlier.
mail-support-reported-here-subject = { $organization }: a request for access was reported
mail-support-reported-here-text = { $who } denied a request of { $agent } for access to { $organization } and reported it as unexpected. The operator of the service looks into it.
mail-support-look = See support access
metrics-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
