# Jak nazywają się części konsoli: kto chce je nazwać inaczej, zmienia je tutaj.
hub-control = Control Hub
hub-partner = Partner Hub
hub-help-desk = Help Desk
