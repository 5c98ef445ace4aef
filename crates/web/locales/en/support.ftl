# Support access and Help Desk sessions.

refusal-support_out_of_reach = Your Help Desk role does not reach this organization: your organization does not manage it, or it is your own. Choose a customer from the list.
refusal-support_agent_not_a_person = Support access is asked for and used by people, since the customer is told who it is. Sign in as yourself and try again.
refusal-support_request_pending = Your earlier request to this organization still waits for an answer. Wait for it, or withdraw it before you ask again.
refusal-support_by_full_admins = Only a full administrator whose home is this organization decides about support access. Ask one of them.
refusal-support_own_request = Nobody answers their own request. It is the turn of another full administrator of this organization.
refusal-support_agent_lost_reach = The agent no longer holds a role that may have access here, so nothing was granted. Deny the request, or ask the support service to send another agent.
refusal-support_withdrawn_by_agent = Only the agent who sent the request can withdraw it. You can deny it.
refusal-help_desk_closed_by_agent = Only the agent who opened this Help Desk session closes it; it ends by itself after an hour. To shut the agent out at once, remove them from your organization.
refusal-support_request_lapsed = Nobody answered this request within an hour, so it has lapsed. If access is still needed, the agent sends a new request.
refusal-support_request_withdrawn = The agent withdrew this request. There is nothing left to answer.
refusal-support_request_answered = This request has been answered already, and the first answer stands. Granted access can be ended at any time.
refusal-support_access_over = This access has ended already. If it is still needed, the agent asks anew.
refusal-help_desk_session_over = This Help Desk session has ended already. Open a new one to go on.

field-support_reason_missing = Say why you need access; the administrator reads it.
field-support_reason_too_long = The reason can have { $most } characters at most. Shorten it.
field-support_reason_invalid = The reason holds characters that cannot be shown. Type it anew.
field-setting_not_a_switch = This setting is switched on or off. Choose one of the two.
field-setting_not_in_range = Give a whole number from { $least } to { $most }.
field-setting_not_a_text = Give a text of { $most } characters at most, without control characters.
field-setting_not_a_choice = Choose one of: { $choices }.
field-setting_not_among_choices = Choose only among: { $choices }.
