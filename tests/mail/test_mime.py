"""A letter's octets, read back by the email package."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.errors import Refusal
from roundtable.mail import mime
from roundtable.mail.composing import Attachment, Filled
from roundtable.mail.models import Letter

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Tea\r\nEND:VCALENDAR\r\n"
PLAIN = Filled("A subject", "Text\n", "<p>HTML</p>\n", None, (), "", "")


def letter(**values: object) -> Letter:
    plain = {"to_email": "ada@people.example", "to_name": "Ada", "message_id": "<1@here>", "automatic": False}
    return Letter(**(plain | values))


def sent(filled: Filled = PLAIN, **values: object) -> EmailMessage:
    octets = mime.message(letter(**values), filled, mail_from="post@roundtable.example", sent_at=AT)
    assert b"\n" not in octets.replace(b"\r\n", b"")
    read = message_from_bytes(octets.replace(b"\r\n", b"\n"), policy=policy.default)
    assert isinstance(read, EmailMessage)
    for part in read.walk():
        assert part.defects == []
    return read


def shape(part: EmailMessage) -> object:
    if part.is_multipart():
        return (part.get_content_subtype(), [shape(inner) for inner in part.iter_parts()])
    return part.get_content_type()


def test_a_plain_letter_is_text_and_html() -> None:
    read = sent(replace(PLAIN, text="Grüße – naïve\nSecond line\n", html="<p>Grüße</p>\n"))
    assert shape(read) == ("alternative", ["text/plain", "text/html"])
    assert read.get_body(("plain",)).get_content() == "Grüße – naïve\nSecond line\n"
    assert read.get_body(("html",)).get_content() == "<p>Grüße</p>\n"


def test_an_invitation_has_the_shape_that_diaries_take() -> None:
    paper = Attachment("Agenda für alle.pdf", "application/pdf", b"%PDF-1.7")
    read = sent(replace(PLAIN, calendar=CALENDAR, attachments=(paper,)))
    assert shape(read) == (
        "mixed",
        [("alternative", ["text/plain", "text/html", "text/calendar"]), "application/pdf"],
    )
    (calendar,) = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content_charset() == "utf-8"
    assert calendar["Content-Disposition"] is None
    assert calendar.get_payload(decode=True) == CALENDAR.replace(b"\r\n", b"\n")
    (file,) = read.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Agenda für alle.pdf", b"%PDF-1.7")


def test_the_calendar_part_survives_letters_outside_ascii() -> None:
    octets = CALENDAR.replace(b"Tea", "Te für 圓桌".encode())
    read = sent(replace(PLAIN, calendar=octets))
    (calendar,) = [part for part in read.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_payload(decode=True) == octets


def test_headers_say_who_writes_and_where_to_answer() -> None:
    read = sent(replace(PLAIN, from_name="Olive, of the Round Table", reply_to="olive@office.example"))
    assert read["From"] == '"Olive, of the Round Table" <post@roundtable.example>'
    assert read["To"] == "Ada <ada@people.example>"
    assert read["Reply-To"] == "olive@office.example"
    assert read["Message-ID"] == "<1@here>"
    assert read["Date"].datetime == AT
    assert read["Auto-Submitted"] is None


def test_a_receipt_says_that_it_goes_by_itself() -> None:
    assert sent(automatic=True)["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("field", ["subject", "from_name", "reply_to"])
@pytest.mark.parametrize("evil", ["a\r\nBcc: mallory@evil.example", "a\nb", "a\rb", "a\x00b"])
def test_a_line_break_in_a_header_is_refused(field: str, evil: str) -> None:
    with pytest.raises(Refusal):
        sent(replace(PLAIN, **{field: evil}))


@pytest.mark.parametrize(
    "evil", ["a@b.example\r\nBcc: m@evil.example", "a@b.example>, <m@evil.example", "a b@c", ""]
)
def test_an_address_that_is_none_is_refused(evil: str) -> None:
    with pytest.raises(Refusal):
        sent(to_email=evil)


def test_a_name_with_a_line_break_is_refused() -> None:
    with pytest.raises(Refusal):
        sent(to_name="Ada\r\nBcc: m@evil.example")


def test_an_international_domain_is_written_in_ascii() -> None:
    assert mime.address_of("ada@bücher.example") == "ada@xn--bcher-kva.example"


printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120)


@given(subject=printable, name=printable)
def test_any_subject_and_name_come_back_and_add_no_header(subject: str, name: str) -> None:
    octets = mime.message(
        letter(to_name=name), replace(PLAIN, subject=subject), mail_from="a@b.example", sent_at=AT
    )
    read = message_from_bytes(octets, policy=policy.default)
    assert read.keys() == ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
    assert [one.addr_spec for one in read["To"].addresses] == ["ada@people.example"]
    assert " ".join(read["Subject"].split()) == " ".join(subject.split())


@given(text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=2000))
def test_any_text_comes_back(text: str) -> None:
    octets = mime.message(letter(), replace(PLAIN, text=text), mail_from="a@b.example", sent_at=AT)
    read = message_from_bytes(octets, policy=policy.default)
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    assert b"\n" not in octets.replace(b"\r\n", b"")
    (plain, _html) = list(read.iter_parts())
    back = plain.get_payload(decode=True).decode().replace("\r\n", "\n")
    assert back.rstrip("\n") == text.rstrip("\n")
