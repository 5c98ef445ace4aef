# What the parts of the console are called: change these to call them otherwise.
hub-control = Control Hub
hub-partner = Partner Hub
hub-help-desk = Help Desk
