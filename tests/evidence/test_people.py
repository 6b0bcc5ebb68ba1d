"""What of a person is kept here, when people are merged, erased or ask what there is."""

from flask import Flask
from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence import actions, people, queries
from roundtable.evidence.actions.submissions import index
from roundtable.evidence.models import Draft, Kind, Submission
from roundtable.trail import SYSTEM
from tests import make


def _found(word: str) -> list[str]:
    return list(
        db.session.scalars(select(Submission.reference).where(queries.WORDS.matches(Submission.id, word)))
    )


def test_a_merge_moves_erasure_keeps_the_words_and_an_access_request_finds_all(app: Flask) -> None:
    call = make.call(make.programme(code="MHE"))
    old, new, bob = make.person(), make.person(), make.person()
    make.submission(call, text="Hers", person_id=old.id, contributor="Ada", email="ada@people.example")
    make.submission(call, text="His", person_id=bob.id, contributor="Bob")
    index(list(db.session.scalars(select(Submission.id))))
    actions.save_draft(call, "0" * 32, Kind.GAP, {"text": "Begun"}, person_id=old.id, by=SYSTEM)

    people.moved(old.id, new.id)
    db.session.expire_all()
    found = people.everything_about(new.id)
    assert [each["text"] for each in found["submissions"]] == ["Hers"]
    assert found["drafts"] == [{"text": "Begun"}]

    people.erase(new.id)
    db.session.expire_all()
    found_by = {word: _found(word) for word in ("ada", "hers", "bob")}
    assert found_by == {"ada": [], "hers": ["MHE-0001"], "bob": ["MHE-0002"]}
    columns = (Submission.contributor, Submission.email, Submission.person_id)
    rows = db.session.execute(select(*columns).order_by(Submission.number)).all()
    assert [tuple(row) for row in rows] == [("", None, None), ("Bob", None, bob.id)]
    assert db.session.scalars(select(Draft)).all() == []
    assert [each.latest.text for each in db.session.scalars(queries.of_person(bob.id))] == ["His"]
