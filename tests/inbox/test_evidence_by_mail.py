"""Messages to the address of a call: a draft that its sender confirms, and nothing before; never an answer to machines."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db
from roundtable.evidence import people, queries
from roundtable.evidence.actions.drafts import forget_old_drafts
from roundtable.evidence.actions.mailed import MOST_A_DAY
from roundtable.evidence.addresses import call_address, call_named_by
from roundtable.evidence.draft_letters import compose_confirmations
from roundtable.evidence.models import Call, Draft, Submission
from roundtable.files.models import StoredFile
from roundtable.inbox.models import Message, Outcome
from roundtable.inbox.quoting import said, unwrapped
from roundtable.inbox.reading import Mail
from roundtable.inbox.receiving import receive, receive_some
from roundtable.mail.models import Letter
from tests import make
from tests.conftest import Client
from tests.evidence import papers

WORDS = "Nobody phones back.\n\nThat is the gap."


def written(to: str, text: str = WORDS, *, html: str = "", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    heads = {
        "From": "Ada Okafor <ada@people.example>",
        "Subject": "Evidence",
        "Message-ID": f"<{len(text)}{hash(text)}@x>",
    }
    for name, value in (
        heads | {"To": to} | {each.replace("_", "-"): value for each, value in headers.items()}
    ).items():
        mail[name] = value
    if html:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(text)
    return mail


def came(mail: EmailMessage | bytes) -> Message:
    receive(mail if isinstance(mail, bytes) else mail.as_bytes(), source="file")
    return db.session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()


def counts() -> tuple[int, int, int]:
    """Drafts, letters, submissions."""
    return tuple(db.session.scalar(select(func.count(kind.id))) or 0 for kind in (Draft, Letter, Submission))  # type: ignore[attr-defined, return-value]


@pytest.fixture
def call(app: Flask) -> Call:
    return make.call(make.programme(code="MHE"), title="What is missing?")


def test_a_message_becomes_a_draft_that_its_sender_confirms(call: Call, client: Client) -> None:
    mail = written(call_address(call), f"{WORDS}\n\n-- \nAda Okafor\nExample Mind")
    mail.add_attachment(papers.pdf(), maintype="application", subtype="pdf", filename="notes.pdf")
    mail.add_attachment(papers.pdf(), maintype="application", subtype="msword", filename="false.docx")
    message = came(mail)
    assert (message.outcome, message.waits) == (Outcome.DONE, False)
    assert counts() == (1, 1, 0)
    draft = db.session.scalars(select(Draft)).one()
    assert (draft.typed["text"], draft.typed["contributor"]) == (WORDS, "Ada Okafor")
    assert [each.file.name for each in db.session.scalars(queries.attachments_of(draft))] == ["notes.pdf"]
    letter = db.session.scalars(select(Letter)).one()
    assert (letter.to_email, letter.automatic) == ("ada@people.example", True)
    (composed,) = compose_confirmations([letter])
    assert composed is not None
    assert composed.fields["files"].startswith(
        "1 file came with it. Not taken: File 2 is not what its name says."
    )

    where = composed.links["draft"].partition("/drafts/")[2]
    assert WORDS.partition("\n")[0] in client.get(f"/drafts/{where}").text
    assert client.get(f"/drafts/{where}/check").status_code == 303  # how it may be quoted was not said yet
    client.send(f"/drafts/{where}/kind", {"kind": "recommendation"})
    client.send(f"/drafts/{where}", {**draft.typed, "attribution": "anonymous", "version": str(draft.edits)})
    client.send(f"/drafts/{where}/check")
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.reference, submission.kind.value) == ("MHE-0001", "recommendation")
    assert [each.file.name for each in db.session.scalars(queries.attachments_of(submission))] == [
        "notes.pdf"
    ]


def test_the_same_message_twice_is_one_draft(call: Call) -> None:
    mail = written(call_address(call)).as_bytes()
    receive_some([mail, mail], source="file")
    receive(b"Received: again\n" + mail, source="pipe")
    assert counts() == (1, 1, 0)


@pytest.mark.parametrize(
    ("headers", "said_why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "An automatic reply"),
        ({"Precedence": "bulk"}, "An automatic reply"),
        ({"List_Id": "<talk.lists.example>"}, "mailing list"),
        ({"Precedence": "list"}, "mailing list"),
        ({"Return_Path": "<>"}, "takes no answers"),
        ({"X_Auto_Response_Suppress": "All"}, "asks for no automatic answer"),
        (
            {"Authentication_Results": "mx.example; dmarc=fail header.from=people.example"},
            "is not who it names",
        ),
    ],
)
def test_machines_lists_and_forgeries_are_never_answered(
    call: Call, headers: dict[str, str], said_why: str
) -> None:
    message = came(written(call_address(call), **headers))
    assert said_why in message.words
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize(
    "sender", ["no-reply@shop.example", "MAILER-DAEMON@mx.example", "roundtable@localhost", "nobody"]
)
def test_who_cannot_answer_is_not_asked(call: Call, sender: str) -> None:
    mail = written(call_address(call))
    mail.replace_header("From", sender)
    came(mail)
    assert counts() == (0, 0, 0)


def test_nobody_is_bombed_through_us(call: Call) -> None:
    for number in range(MOST_A_DAY + 3):
        last = came(written(call_address(call), f"Number {number} of many"))
    assert counts() == (MOST_A_DAY, MOST_A_DAY, 0)
    assert last.waits
    assert "within a day" in last.words
    for draft in db.session.scalars(select(Draft)):
        draft.saved_at = clock.now() - timedelta(days=2)
    db.session.commit()
    came(written(call_address(call), "The day after"))
    assert counts()[0] == MOST_A_DAY + 1


def test_what_stands_after_a_plus_is_the_same_person(call: Call) -> None:
    for number in range(MOST_A_DAY + 3):
        mail = written(call_address(call), f"Number {number} of many")
        mail.replace_header("From", f"ada{f'+{number}' if number else ''}@people.example")
        came(mail)
    came(written(call_address(call), "From another", From="Adam <adam+1@people.example>"))
    assert counts() == (MOST_A_DAY + 1, MOST_A_DAY + 1, 0)


def test_no_letter_to_a_forged_sender_holds_the_forgers_words(call: Call) -> None:
    mail = written(call_address(call))
    mail.replace_header("From", '"Claim 500 pounds at prize.example" <victim@people.example>')
    mail.add_attachment(
        b"MZ", maintype="application", subtype="pdf", filename="Claim 500 pounds at prize.example/now"
    )
    mail.add_attachment(b"MZ", maintype="application", subtype="pdf", filename="prize.example.pdf")
    came(mail)
    letter = db.session.scalars(select(Letter)).one()
    (composed,) = compose_confirmations([letter])
    assert composed is not None
    assert "prize" not in f"{letter.to_name} {letter.detail} {composed}"
    assert composed.fields["files"].startswith("Not taken: File 1 is not a kind of file that we take")


@pytest.mark.parametrize("values", [{"public_at": None}, {"closed_at": clock.now()}])
def test_a_call_that_takes_nothing_takes_nothing_by_mail(app: Flask, values: dict[str, Any]) -> None:
    closed = make.call(make.programme(), **values)
    message = came(written(call_address(closed)))
    assert message.waits
    assert counts() == (0, 0, 0)


def test_what_nobody_confirms_goes_after_a_month_and_at_once_with_its_person(call: Call) -> None:
    for number in range(2):
        mail = written(call_address(call), f"Number {number}")
        mail.add_attachment(papers.pdf(), maintype="application", subtype="pdf", filename="notes.pdf")
        came(mail)
    old, young = db.session.scalars(select(Draft).order_by(Draft.id))
    old.saved_at = clock.now() - timedelta(days=31)
    db.session.commit()
    forget_old_drafts()
    assert db.session.scalars(select(Draft.id)).all() == [young.id]
    ada = make.person(email="Ada@People.example", email_key="ada@people.example")
    assert [each["text"] for each in people.everything_about(ada.id)["drafts"]] == ["Number 1"]
    people.erase(ada.id)
    assert counts()[0] == 0
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0


def test_an_address_names_its_call_in_any_case_and_no_other(call: Call) -> None:
    address = call_address(call)
    assert call_named_by(address.upper()) == call.id
    for other in (
        address.replace("+call", "+meet"),
        "else+call-1@localhost",
        "roundtable@localhost",
        f"x{address}",
    ):
        assert call_named_by(other) is None


@pytest.mark.parametrize(
    ("mail", "kept"),
    [
        (
            written("x@y.example", html="<p>Nobody <b>phones</b>&nbsp;back.</p><script>evil()</script>"),
            "Nobody phones",
        ),
        (
            b"Content-Type: text/plain; charset=windows-1252\n\nIt costs \x80400 \x96 too much.",
            "It costs €400 – too much.",
        ),
        (b"Content-Type: text/plain; charset=no-such-thing\n\nIt costs too much.", "It costs too much."),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nTm9ib2R5", "Nobody"),
    ],
)
def test_what_is_no_plain_text_is_read_as_text(call: Call, mail: EmailMessage | bytes, kept: str) -> None:
    octets = mail if isinstance(mail, bytes) else mail.as_bytes().partition(b"Content-Type")[2]
    octets = octets if isinstance(mail, bytes) else b"Content-Type" + octets
    head = f"From: ada@people.example\nTo: {call_address(call)}\nMessage-ID: <1@x>\nMIME-Version: 1.0\n"
    came(head.encode() + octets)
    text = db.session.scalars(select(Draft)).one().typed["text"]
    assert kept in text
    assert "evil" not in text


def test_a_huge_message_is_taken_whole_and_one_that_is_none_stops_nothing(call: Call) -> None:
    long = written(call_address(call), "A long line of words.\n" * 1500)
    good = written(call_address(call), "A short one.")
    receive_some(
        [b"\0" * 1000, long.as_bytes(), b"", b"From: x\n\n" + b"[" * 10_000, good.as_bytes()], source="file"
    )
    texts = {len(draft.typed["text"]): draft for draft in db.session.scalars(select(Draft))}
    assert sorted(texts) == [12, 20_000]
    (whole,) = db.session.scalars(queries.attachments_of(texts[20_000]))
    assert (whole.file.name, whole.file.size > 30_000) == ("whole-message.txt", True)


def test_the_page_of_a_call_shows_its_address_where_mail_is_read(
    call: Call, client: Client, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call_address(call) not in client.get(f"/calls/{call.slug}").text
    settings = replace(app.extensions["settings"], imap_url="imaps://user:secret@mail.example/INBOX")
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert f"mailto:{call_address(call)}" in client.get(f"/calls/{call.slug}").text


KEPT = {
    "android": "Hello",
    "aol": "Hello",
    "apple_mail": "Hello",
    "apple_mail_2": "Hello",
    "comcast": "Hello",
    "gmail": "Hello",
    "hotmail": "Hello",
    "iphone": "Hello",
    "outlook": "Hello",
    "sparrow": "Hello",
    "thunderbird": "Hello",
    "yahoo": "Hello",
}


def test_a_paragraph_that_a_program_broke_is_one_line_again_and_a_list_stays() -> None:
    line = "Nobody phones back within the week, and by then the job is gone"
    assert (
        unwrapped(f"{line}\n{line}\nfor good.\n\nThat is all.") == f"{line} {line} for good.\n\nThat is all."
    )
    for kept in (f"- {line}\n- {line}", "Short\nlines\nof verse", f"1. {line}\n2. {line}"):
        assert unwrapped(kept) == kept


@pytest.mark.parametrize("name", sorted(KEPT))
def test_of_a_real_reply_only_what_was_written_is_kept(name: str, samples: Path) -> None:
    mail = Mail((samples / "reply_quoting" / "talon" / f"{name}.eml").read_bytes())
    assert said(mail.text) == KEPT[name]


def test_no_real_reply_is_left_out(samples: Path) -> None:
    assert sorted(KEPT) == sorted(each.stem for each in (samples / "reply_quoting" / "talon").glob("*.eml"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One.\n\n-- \nAda\nExample Mind", "One."),
        ("One.\n\nSent from my iPhone", "One."),
        ("One.\n\nGet Outlook for iOS", "One."),
        (
            "One.\n--\n" + "A paragraph that says a great deal.\n" * 30,
            "One.\n--\n"
            + "A paragraph that says a great deal.\n" * 29
            + "A paragraph that says a great deal.",
        ),
        (
            "Sent from my side, a question: why?\n\nAnd more.",
            "Sent from my side, a question: why?\n\nAnd more.",
        ),
    ],
)
def test_a_signature_is_cut_and_words_are_not(text: str, kept: str) -> None:
    assert said(text) == kept
