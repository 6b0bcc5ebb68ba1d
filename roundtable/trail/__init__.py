"""What was done, to what, by whom, when: append-only, in the transaction of the deed."""

from roundtable.trail.actions import record, record_many, record_numbers
from roundtable.trail.models import SYSTEM, Actor, ActorKind, Entry

__all__ = ["SYSTEM", "Actor", "ActorKind", "Entry", "record", "record_many", "record_numbers"]
