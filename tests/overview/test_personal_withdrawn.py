"""What was withdrawn is listed on its contributor's own page, without its words."""

from roundtable import clock
from roundtable.access import links
from roundtable.access.links import Purpose
from roundtable.db import db
from tests import make
from tests.conftest import Client


def test_the_words_of_what_was_withdrawn_are_not_shown(client: Client) -> None:
    programme = make.programme()
    person = make.stakeholder(programme)
    submission = make.submission(make.call(programme), text="Kestrels nest here.", person_id=person.id)
    db.session.commit()
    address = f"/p/{links.sign(Purpose.PERSON, person.id, person.link_number)}"
    assert "Kestrels" in client.get(address).text
    submission.withdrawn_at = clock.now()
    db.session.commit()
    page = client.get(address).text
    assert submission.reference in page
    assert "Kestrels" not in page
