"""Files that come with submissions: taken or refused, read for the search, handed out to whom they may be, and to no other."""

import io
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.evidence import actions, people, queries
from roundtable.evidence.actions import Upload, moderating
from roundtable.evidence.actions.attachments import MOST, PUT_BACK_WITHIN, forget_what_was_taken_away
from roundtable.evidence.actions.reading import PATIENCE, read_attachment, read_attachments_that_wait
from roundtable.evidence.links import draft_token, submission_token
from roundtable.evidence.models import Attachment, Draft, Submission
from roundtable.files import actions as files
from roundtable.files.models import StoredFile
from roundtable.files.reading import read_words
from roundtable.trail import SYSTEM
from tests import make
from tests.conftest import Client
from tests.evidence import papers
from tests.evidence.test_thread import GAP, a_call

NOTES = ("notes.pdf", papers.pdf())


def form(*uploads: tuple[str, bytes], **changes: str) -> dict[str, object]:
    return {**GAP, **changes, "files": [(io.BytesIO(content), name) for name, content in uploads]}


def sent_with(client: Client, *uploads: tuple[str, bytes]) -> tuple[Submission, str]:
    """A submission that a guest sent with files, and the address of their own page."""
    check = client.send(f"/calls/{a_call().slug}/submissions/new/gap", form(*uploads)).location
    assert uploads[0][0] in client.get(check).text
    own = client.send(check).location
    return db.session.scalars(select(Submission)).one(), own


def attached(upload: Upload, **values: object) -> Attachment:
    submission = make.submission(make.call(make.programme()), **values)
    return actions.attach([upload], to=submission, by=SYSTEM)[0]


def found(programme: object, words: str) -> list[str]:
    query = queries.listed(programme, words=words)  # type: ignore[arg-type]
    return [each.reference for each in db.session.scalars(query)]


def test_a_file_of_what_is_set_aside_can_still_be_read(client: Client) -> None:
    attachment = attached(Upload(*NOTES))
    submission = attachment.submission
    assert submission is not None
    moderating.set_out_of_scope(submission, "It is about roads.", tell=False, by=SYSTEM)
    db.session.commit()
    client.sign_in(make.account(programme=submission.call.programme))
    room = f"/programmes/{submission.call.programme.slug}/evidence"
    address = f"{room}/attachments/{attachment.id}"
    assert address in client.get(f"{room}/{submission.id}").text
    assert client.get(address).status_code == 200


def test_no_more_files_are_put_back_than_may_be_there(app: Flask) -> None:
    submission = make.submission(make.call(make.programme()))
    uploads = [Upload(f"{n}.txt", f"Note {n}".encode()) for n in range(MOST + 1)]
    first, *_ = actions.attach(uploads[:MOST], to=submission, by=SYSTEM)
    actions.remove(first, by=SYSTEM)
    actions.attach(uploads[MOST:], to=submission, by=SYSTEM)
    with pytest.raises(Refusal, match="At most 10 files"):
        actions.put_back(first, by=SYSTEM)


def test_a_file_goes_with_what_was_said_and_is_handed_out_to_whom_it_may_be(client: Client) -> None:
    submission, own = sent_with(client, NOTES)
    other = make.submission(submission.call)
    elsewhere = make.account(programme=make.programme())
    ours = make.account(programme=submission.call.programme)
    (attachment,) = db.session.scalars(queries.attachments_of(submission))
    assert "notes.pdf" in client.get(own).text
    by_link = f"{own}/attachments/{attachment.id}"
    answer = client.get(by_link)
    assert answer.data == NOTES[1]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    others = f"/submissions/{submission_token(other)}/attachments/{attachment.id}"
    assert client.get(others).status_code == 404
    assert client.send(f"{others}/removal").status_code == 404

    by_desk = f"/programmes/{submission.call.programme.slug}/evidence/attachments/{attachment.id}"
    assert client.get(by_desk).status_code in (302, 401)
    assert client.sign_in(elsewhere).get(by_desk).status_code == 404
    assert client.sign_in(ours).get(by_desk).data == NOTES[1]

    client.send(f"{own}/withdrawal")
    assert client.get(by_link).status_code == 404
    assert client.get(by_desk).status_code == 404
    client.send(f"{own}/restoration")
    assert client.get(by_desk).status_code == 200


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "case.docx",
            papers.pdf(),
            "case.docx is not what its name says. Open it and save it again as .docx",
        ),
        ("case.docx", papers.archive({"word/other.xml": "x"}), "not what its name says"),
        ("slides.pptx", papers.archive({"ppt/presentation.xml": "x"}), "is not a kind of file that we take"),
        ("run.exe", b"MZ\x90\0", "is not a kind of file that we take"),
    ],
)
def test_a_file_that_is_refused_is_named_and_nothing_typed_is_lost(
    client: Client, name: str, content: bytes, said: str
) -> None:
    answer = client.send(f"/calls/{a_call().slug}/submissions/new/gap", form((name, content)))
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert said in page
    assert GAP["text"] in page
    assert db.session.scalar(select(func.count(Draft.id))) == 0


def test_a_file_sent_with_a_form_that_lacks_something_is_kept_and_the_form_says_what_it_lacks(
    client: Client,
) -> None:
    answer = client.send(f"/calls/{a_call().slug}/submissions/new/gap", form(NOTES, contributor=""))
    assert answer.status_code == 303
    page = unescape(client.get(answer.location).text)
    assert "notes.pdf" in page
    assert "To be quoted with your name, give your name" in page
    assert GAP["text"] in page


def test_a_draft_keeps_its_files_and_gives_them_by_its_own_link_only(client: Client) -> None:
    call = a_call()
    kept = client.send(f"/calls/{call.slug}/submissions/new/gap", form(NOTES, later="yes")).location
    address = kept.removesuffix("/kept")
    draft = db.session.scalars(select(Draft)).one()
    (attachment,) = db.session.scalars(queries.attachments_of(draft))
    assert client.get(f"{address}/attachments/{attachment.id}").data == NOTES[1]
    other = Draft(call_id=call.id, kind=draft.kind, saved_at=clock.now())
    db.session.add(other)
    db.session.flush()
    assert client.get(f"/drafts/{draft_token(other)}/attachments/{attachment.id}").status_code == 404
    client.send(f"{address}/attachments/{attachment.id}/removal")
    assert client.get(f"{address}/attachments/{attachment.id}").status_code == 404
    client.send(f"{address}/attachments/{attachment.id}/return")
    assert client.get(f"{address}/attachments/{attachment.id}").status_code == 200
    client.send(f"{address}/discard")
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_the_same_file_twice_is_one_and_there_is_an_end_to_them(app: Flask) -> None:
    submission = make.submission(make.call(make.programme()))
    twice = [Upload(*NOTES), Upload(*NOTES)]
    assert len(actions.attach(twice, to=submission, by=SYSTEM)) == 1
    assert actions.attach(twice, to=submission, by=SYSTEM) == []
    assert db.session.scalar(select(func.count(StoredFile.id))) == 1
    more = [Upload(f"{n}.txt", f"number {n}".encode()) for n in range(10)]
    with pytest.raises(Refusal, match="At most 10 files of 60 MB together"):
        actions.attach(more, to=submission, by=SYSTEM)


def test_once_the_call_is_closed_its_contributor_changes_no_file_and_a_scribe_does(client: Client) -> None:
    submission, own = sent_with(client, NOTES)
    (attachment,) = db.session.scalars(queries.attachments_of(submission))
    submission.call.closed_at = clock.now()
    assert client.send(f"{own}/attachments/{attachment.id}/removal").status_code == 409
    assert (
        client.send(f"{own}/attachments", {"files": [(io.BytesIO(b"late"), "late.txt")]}).status_code == 409
    )
    client.sign_in(make.account(programme=submission.call.programme))
    at = f"/programmes/{submission.call.programme.slug}/evidence"
    added = client.send(f"{at}/{submission.id}/attachments", {"files": [(io.BytesIO(b"late"), "late.txt")]})
    assert added.status_code == 303
    page = client.get(f"{at}/{submission.id}").text
    assert "late.txt" in page


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("notes.pdf", papers.pdf(), ("Author", "Mallory Ink")),
        ("notes.docx", papers.document("docx"), ("Author", "Mallory Ink")),
        ("notes.odt", papers.document("odt"), ("Author", "Mallory Ink")),
        ("notes.xlsx", papers.workbook(), ("Author", "Mallory Ink")),
    ],
)
def test_the_text_of_a_file_is_found_by_the_search_and_its_details_are_known(
    app: Flask, name: str, content: bytes, detail: tuple[str, str]
) -> None:
    attachment = attached(Upload(name, content))
    submission = attachment.submission
    assert submission
    programme = submission.call.programme
    db.session.commit()
    assert found(programme, "kestrel") == []
    read_attachment(attachment.id)
    assert found(programme, "kestrel figures") == [submission.reference]
    assert detail in attachment.details.items()
    assert attachment.read_from is None
    actions.remove(attachment, by=SYSTEM)
    assert found(programme, "kestrel") == []
    actions.put_back(attachment, by=SYSTEM)
    assert found(programme, "kestrel") == [submission.reference]


def test_a_lost_job_is_brought_back_and_what_cannot_be_read_says_so(app: Flask) -> None:
    attachment = attached(Upload("notes.pdf", b"%PDF-1.7 nothing more"))
    db.session.commit()
    read_attachments_that_wait()
    assert attachment.read_from is None
    assert "could not be read" in attachment.unread
    attachment.read_from, attachment.tries = clock.now(), PATIENCE
    db.session.commit()
    read_attachments_that_wait()
    assert attachment.unread == "Its text could not be read: reading it broke off each time."


def test_what_hangs_is_stopped() -> None:
    assert "within 0.01 seconds" in read_words(papers.pdf(), "application/pdf", time_limit=0.01).problem


def test_what_a_picture_says_of_its_maker_is_shown_to_those_who_work_on_it_and_removed_in_a_clean_copy(
    client: Client,
) -> None:
    submission, own = sent_with(client, ("site.jpg", papers.picture()))
    (attachment,) = db.session.scalars(queries.attachments_of(submission))
    read_attachment(attachment.id)
    assert attachment.details["Place"] == "53.80000, -1.55000"
    at = f"/programmes/{submission.call.programme.slug}/evidence"
    client.sign_in(make.account(programme=submission.call.programme))
    page = unescape(client.get(f"{at}/{submission.id}").text)
    assert "personal data" in page
    assert "Mallory Ink" in page
    assert attachment.printable is None

    client.send(f"{at}/attachments/{attachment.id}/clean-copy")
    clean = client.get(f"{at}/attachments/{attachment.id}").data
    with Image.open(io.BytesIO(clean)) as opened:
        assert not opened.getexif()
        assert opened.size == (20, 40)  # turned as the original was shown
    assert b"Mallory" not in clean
    assert "Mallory Ink" not in client.get(f"{at}/{submission.id}").text
    assert client.get(f"{own}/attachments/{attachment.id}").data == clean
    assert attachment.printable == attachment.file

    client.send(f"{at}/attachments/{attachment.id}/original")
    assert client.get(f"{at}/attachments/{attachment.id}").data == papers.picture()
    client.send(f"{at}/attachments/{attachment.id}/clean-copy")
    attachment.cleaned_at = clock.now() - PUT_BACK_WITHIN - timedelta(days=1)
    db.session.commit()
    forget_what_was_taken_away()
    assert client.send(f"{at}/attachments/{attachment.id}/original").status_code == 409
    assert db.session.scalar(select(func.count(StoredFile.id))) == 1


def test_what_was_taken_away_is_deleted_after_a_month(app: Flask) -> None:
    attachment = attached(Upload(*NOTES))
    actions.remove(attachment, by=SYSTEM)
    db.session.commit()
    forget_what_was_taken_away()
    assert db.session.scalar(select(func.count(Attachment.id))) == 1
    attachment.removed_at = clock.now() - PUT_BACK_WITHIN - timedelta(days=1)
    db.session.commit()
    forget_what_was_taken_away()
    assert db.session.scalar(select(func.count(Attachment.id))) == 0
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_files_are_told_and_erased_with_their_person(app: Flask) -> None:
    mallory, ada = make.person(), make.person()
    attachment = attached(Upload(*NOTES), person_id=mallory.id)
    others = attached(Upload("others.txt", b"of somebody else"), person_id=ada.id)
    read = files.read(others.file)
    db.session.commit()
    read_attachment(attachment.id)
    (told,) = people.everything_about(mallory.id)["files"]
    assert (told["name"], told["Author"]) == ("notes.pdf", "Mallory Ink")
    people.erase(mallory.id)
    assert db.session.scalars(select(Attachment.id)).all() == [others.id]
    assert files.read(others.file) == read
