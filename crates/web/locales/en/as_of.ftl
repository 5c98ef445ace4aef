# Who could do what here at a moment.

as-of-title = Who could do what
as-of-link = Who could do what, and when
as-of-lead = As it was at a moment of your choice, under the policy of that time.
as-of-at = Moment ({ $zone })
as-of-show = Show
as-of-file = { $format } file
as-of-signed = Signed { $format } (JWS)
as-of-incomplete = History does not reach that far back: what was changed before { $moment } is not known.
as-of-only-own = Only people of this organization are shown: you may not see what people from outside hold here.
as-of-only-outside = Only people from outside are shown: you may not see what people of this organization hold.
as-of-restricted = Restricted administrator mode was on
as-of-unrestricted = Restricted administrator mode was off
as-of-managed-by = Managed by { $partners }
as-of-withheld = Withheld from external administrators: { $areas }
as-of-policy = Policy { $digest }. Names and addresses are those of today.
as-of-none = Nobody could do anything
as-of-none-text = At that moment nobody that you may see held any right here.
as-of-holds = By what right
as-of-could = What they could do
as-of-could-count = { $manages ->
    [0] Only read: { $reads }
   *[other] { $reads ->
        [0] Change: { $manages }
       *[other] Change: { $manages }, only read: { $reads }
    }
}
as-of-inside = Inside it ({ $count })
as-of-nothing = Nothing
as-of-inactive = Suspended, or had not signed in yet
as-of-given = given here
as-of-derived = through their own organization
as-of-support = approved for support
as-of-support-access = Temporary access
as-of-until = until { $moment }
