"""The fresh link to what is personal."""

from collections.abc import Iterator, Sequence

from flask import current_app
from sqlalchemy import select

from roundtable.access import links
from roundtable.access.links import Purpose
from roundtable.db import db
from roundtable.mail.composing import Composed, composer
from roundtable.mail.models import Letter
from roundtable.stakeholders.models import Person

TEXT = """\
Dear {{name}},

Here is your link, as asked for:

[Open your page]({{link:page}})

It opens your page: how to join the events that you said yes to, what you sent us, and your choices. It works for a \
day; ask for another whenever you need one.

If you did not ask for it, you need do nothing: nobody sees your page without this letter.
"""


@composer("personal-link")
def personal_link(letters: Sequence[Letter]) -> Iterator[Composed | None]:
    """The letter with a fresh link, for each of these people."""
    people = {
        person.id: person
        for person in db.session.scalars(
            select(Person).where(Person.id.in_([each.subject_id for each in letters]))
        )
    }
    base = current_app.extensions["settings"].base_url
    for letter in letters:
        person = people.get(letter.subject_id)
        if person is None:
            yield None
            continue
        token = links.sign(Purpose.PERSON, person.id, person.link_number)
        yield Composed(
            subject="Your link",
            text=TEXT,
            why="You get this because somebody, most likely you, asked for a link to your page.",
            links={"page": f"{base}/p/{token}"},
            fields={"name": person.name},
        )
