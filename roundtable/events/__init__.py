"""Round tables and webinars: meetings, seats, invitations and answers."""
