"""Case studies: what was done where, what it cost, what it brought, and what of that may be added up."""
