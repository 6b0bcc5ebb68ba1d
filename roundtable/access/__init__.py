"""Accounts, what each may do where, and the signed links of those who have none."""

from roundtable.access.gate import (
    current_account,
    current_actor,
    in_programmes_of,
    may,
    needs,
    person_actor,
    public,
    signed_in,
)
from roundtable.access.models import Account, Grant, Role
from roundtable.access.permissions import Permission

__all__ = [
    "Account",
    "Grant",
    "Permission",
    "Role",
    "current_account",
    "current_actor",
    "in_programmes_of",
    "may",
    "needs",
    "person_actor",
    "public",
    "signed_in",
]
