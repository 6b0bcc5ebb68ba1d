"""Words that were taken out are gone from what the search knows of files and from messages; what is not reached is listed."""

from flask import Flask
from sqlalchemy import select

from roundtable import clock
from roundtable.db import db
from roundtable.evidence.actions import Upload, attachments
from roundtable.evidence.actions.reading import read_attachment
from roundtable.evidence.letters import receipt
from roundtable.evidence.models import Attachment, Change, Submission
from roundtable.inbox.models import Message
from roundtable.mail.models import Letter
from roundtable.overview.keeping import take_out
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.evidence import papers
from tests.evidence.test_attachments import found

SAID = "Mrs Ethel Thornbury waits still."


def _with_file(*, read: bool) -> tuple[Submission, Attachment]:
    submission = make.submission(make.call(make.programme()), text=SAID, email="Ada@people.example")
    content = papers.pdf("Ethel Thornbury asks", "Ethel Thornbury")
    (attachment,) = attachments.attach([Upload("Ethel Thornbury.pdf", content)], to=submission, by=SYSTEM)
    db.session.commit()
    if read:
        read_attachment(attachment.id)
    return submission, attachment


def _take_out(submission: Submission) -> None:
    take_out(submission, ["Ethel Thornbury"], change=Change.REDACTED, reason="A patient.", by=SYSTEM)
    db.session.commit()


def test_the_search_finds_them_in_no_file_whether_it_was_read_before_or_is_read_after(app: Flask) -> None:
    for read in (True, False):
        submission, attachment = _with_file(read=read)
        programme = submission.call.programme
        assert not read or found(programme, "thornbury") == [submission.reference]
        _take_out(submission)
        if not read:
            read_attachment(attachment.id)
        db.session.refresh(attachment, ["words", "details"])
        assert attachment.words.startswith("[redacted] asks")
        assert attachment.file.name == "[redacted].pdf"
        assert "Thornbury" not in str(attachment.details)
        assert found(programme, "thornbury") == []
        assert found(programme, "asks") == [submission.reference]


def _message(submission: Submission, sender: str, text: str) -> Message:
    number = len(db.session.scalars(select(Message.id)).all())
    made = Message(
        digest=str(number),
        message_id=f"<{number}@x>",
        source="file",
        received_at=clock.now(),
        from_email=sender,
        subject="About Ethel Thornbury",
        text=text,
        octets=text.encode(),
        programme_id=submission.programme_id,
    )
    db.session.add(made)
    db.session.commit()
    return made


def test_messages_of_its_sender_lose_them_and_their_source(app: Flask) -> None:
    submission, _ = _with_file(read=False)
    theirs = _message(submission, "ada@people.example", SAID)
    other = _message(submission, "somebody@else.example", SAID)
    _take_out(submission)
    db.session.expire_all()
    assert (theirs.subject, theirs.text, theirs.octets) == (
        "About [redacted]",
        "Mrs [redacted] waits still.",
        None,
    )
    assert (other.text, other.octets) == (SAID, SAID.encode())


def test_what_is_not_reached_is_listed_with_what_to_do(client: Client) -> None:
    submission, attachment = _with_file(read=True)
    receipt(submission)
    for letter in db.session.scalars(select(Letter)):
        letter.handed_over_at = clock.now()
    db.session.commit()
    client.sign_in(make.account(programme=submission.call.programme))
    address = f"/programmes/{submission.call.programme.slug}/evidence/{submission.id}/redaction"
    page = client.get(address).get_data(as_text=True)
    assert attachment.file.name in page
    assert "Letters that were sent" in page
    assert "ask for a copy without them" in page
