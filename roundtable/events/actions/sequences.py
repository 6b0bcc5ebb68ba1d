"""SEQUENCE: the number by which a diary knows the newer of two messages."""

from collections.abc import Iterable

from roundtable.events.models import Event, Meeting


def raise_sequence(event: Event, meetings: Iterable[Meeting], *, moved: bool) -> None:
    """Diaries are to hear of a change of these meetings. The meetings of a series share one number.

    Where time or place changed (`moved`), an earlier yes is one to something else.
    """
    changed = list(meetings)
    for meeting in event.meetings if event.is_series else changed:
        meeting.sequence += 1
    if moved:
        event.moved_sequence = event.moves
        for meeting in changed:
            meeting.moved_sequence = meeting.sequence
