"""Who may do what: one table."""

from enum import StrEnum

from roundtable.access.models import Role


class Permission(StrEnum):
    SEE = "see the programme"
    EDIT_PROGRAMME = "edit the programme and its members"
    MAKE_PROGRAMME = "make a programme"
    MANAGE_ACCOUNTS = "manage accounts"
    SEE_PEOPLE = "see stakeholders"
    EDIT_PEOPLE = "edit and import stakeholders"
    EXPORT_PEOPLE = "export personal data"
    EDIT_EVENTS = "make, edit, move and cancel events"
    INVITE = "invite people and answer for them"
    SEE_NEEDS = "see access and dietary needs"
    SEND = "send letters"
    EDIT_CALLS = "open and close calls for evidence"
    SEE_EVIDENCE = "read submissions"
    ADD_EVIDENCE = "add and import submissions"
    EDIT_LITERATURE = "keep the literature"
    MODERATE = "correct, redact and set aside submissions"
    READ_SEALED = "read words that were redacted"
    CODE = "mark excerpts and edit the codebook"
    EDIT_FINDINGS = "draw gaps and recommendations"
    EDIT_REPORTS = "write and export reports"
    PUBLISH = "publish reports"


_SCRIBE = {Permission.SEE, Permission.SEE_EVIDENCE, Permission.ADD_EVIDENCE}
_AUTHOR = _SCRIBE | {
    Permission.SEE_PEOPLE,
    Permission.EDIT_LITERATURE,
    Permission.CODE,
    Permission.EDIT_FINDINGS,
    Permission.EDIT_REPORTS,
    Permission.EXPORT_PEOPLE,
}
_ORGANISER = set(Permission) - {Permission.MANAGE_ACCOUNTS, Permission.READ_SEALED}

TABLE: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.ORGANISER: frozenset(_ORGANISER),
    Role.AUTHOR: frozenset(_AUTHOR),
    Role.SCRIBE: frozenset(_SCRIBE),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that have it."""
    return frozenset(role for role, held in TABLE.items() if permission in held)
