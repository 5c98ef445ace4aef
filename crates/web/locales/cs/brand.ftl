# Jak se části konzole jmenují: kdo je chce nazývat jinak, změní je zde.
hub-control = Control Hub
hub-partner = Partner Hub
hub-help-desk = Help Desk
