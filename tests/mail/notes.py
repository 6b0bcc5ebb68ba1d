"""A kind of letter for tests: a note with a name and a personal link."""

from collections.abc import Iterable, Sequence

from roundtable import clock
from roundtable.db import db
from roundtable.mail import actions
from roundtable.mail.actions import Draft, Recipient
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.mail.queries import in_programme
from roundtable.programmes.models import Programme
from roundtable.trail import SYSTEM


@composer("test note", "Note")
def _notes(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    for letter in letters:
        if letter.detail.get("gone"):
            yield None
        elif letter.detail.get("breaks"):
            raise RuntimeError("this letter cannot be composed")
        else:
            yield Composed(
                "A note for {{name}}",
                "Dear {{name}},\n\n[Your page]({{link:page}})",
                "You get this because it is a test.",
                fields={"name": letter.to_name},
                links={"page": f"https://roundtable.example/i/secret-{letter.id}"},
                calendar=b"what no diary reads" if letter.detail.get("odd") else None,
            )


def write(programme: Programme, *names: str, **detail: object) -> list[int]:
    drafts = [
        Draft(f"note/{name}", Recipient(f"{name.lower()}@people.example", name), programme, detail)
        for name in names
    ]
    written = actions.write("test note", drafts, programme_id=programme.id)
    db.session.commit()
    return written


def approve(programme: Programme) -> int:
    shown = in_programme(programme.id)
    approved = actions.approve(shown, seen_at=clock.now(), up_to=10**9, by=SYSTEM)
    db.session.commit()
    return approved
