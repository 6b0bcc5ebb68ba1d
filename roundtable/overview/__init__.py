"""Pages that see several rooms: the public site, the personal page, home, stories."""
