"""What several verbs of themes need."""

from roundtable.trail import Actor, ActorKind


def account_of(by: Actor) -> int | None:
    """The number of the account that acts, where it is one."""
    return by.id if by.kind is ActorKind.ACCOUNT else None
