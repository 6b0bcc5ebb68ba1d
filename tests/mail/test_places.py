"""A whole letter, its parts serialised once and filled in for each person, against the libraries' own."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import icalendar
import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from roundtable.calendar import Attendee, request
from roundtable.calendar.lines import clean
from roundtable.errors import Refusal
from roundtable.mail import mime
from roundtable.mail.composing import Attachment, Composed, Filled, filled
from roundtable.mail.models import Letter
from tests.calendar.test_messages import ROUND_TABLE

pytestmark = pytest.mark.one_database
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
PAPER = Attachment("Agenda.pdf", "application/pdf", bytes(range(256)) * 20)
PAGE = "https://roundtable.example/i/of-ada"

evil = st.lists(
    st.sampled_from(
        [
            *(
                "\r\n",
                "\n",
                "\r",
                "\r\n.\r\n",
                "\u2028",
                "\x85",
                "\x00",
                " ",
                '"',
                ";",
                ",",
                "\\",
                "é",
                "圓桌",
            ),
            *("Bcc: m@evil.example", "MAIL FROM:<m@evil.example>", "--=_", "Content-Type: text/html\r\n\r\n"),
            *(
                "<script>alert(1)</script>",
                "</p><img src=x onerror=y>",
                "&lt;",
                '" onclick="',
                "**bold**",
                "[a](b)",
            ),
            *(
                "{{title}}",
                "{{link:page}}",
                "{{",
                "}}",
                "QPLACEQ6e616d65QECALPQ",
                "https://place.invalid/6e616d65",
            ),
            *("END:VEVENT\r\nBEGIN:VALARM", "ATTENDEE:mailto:m@evil.example", "=?utf-8?q?x?=", "=0D=0A"),
        ]
    ),
    max_size=12,
).map("".join)
anything = evil | st.text(alphabet=st.characters(codec="utf-8"), max_size=200)


def letter(name: str, title: str, note: str) -> tuple[Letter, Filled]:
    composed = Composed(
        subject="Invitation: {{title}}",
        text="Dear {{name}},\n\n**You** are asked to {{title}}.\n\n> {{note}}\n\n[Answer]({{link:page}})",
        why="You get this because of {{title}}.",
        from_name="The Round Table",
        calendar=request(
            replace(ROUND_TABLE, title=title),
            Attendee(name, "ada@people.example", page="{{link:page}}"),
            stamp=AT,
        ),
        links={"page": PAGE},
        attachments=(PAPER,),
        fields={"name": name, "title": title, "note": note},
    )
    made = filled(composed, live=True)
    assert isinstance(made, Filled)
    return Letter(to_email="ada@people.example", to_name=name, message_id="<1@here>", automatic=False), made


def octets_of(to: Letter, made: Filled) -> bytes | None:
    """None where what was typed cannot stand in a header, and is refused."""
    try:
        return mime.message(to, made, mail_from="post@roundtable.example", sent_at=AT)
    except Refusal:
        return None


def shape(part: EmailMessage) -> object:
    inner = [shape(each) for each in part.iter_parts()] if part.is_multipart() else []
    return part.get_content_type(), inner


def read(octets: bytes) -> EmailMessage:
    found = message_from_bytes(octets, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def by_the_libraries(to: Letter, made: Filled) -> EmailMessage:
    built = EmailMessage(policy=policy.SMTP)
    built["From"] = "The Round Table <post@roundtable.example>"
    built["To"] = "ada@people.example"
    built["Subject"] = "Invitation"
    built.set_content(made.text)
    built.add_alternative(made.html, subtype="html")
    built.add_alternative((made.calendar or b"").decode(), subtype="calendar", params={"method": "REQUEST"})
    built.add_attachment(PAPER.content, "application", "pdf", filename=PAPER.name)
    return read(built.as_bytes())


class Seen(HTMLParser):
    """The elements and the addresses of an HTML part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append(f"{tag} {sorted(name for name, _ in attributes)} {dict(attributes).get('href')}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def lines_of(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")


@given(name=anything, title=anything, note=anything)
@example(name="{{link:page}}", title="{{link:page}} {{title}}", note="{{link:page}}")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_field_breaks_out_of_its_place_and_all_of_it_means_what_the_libraries_say(
    app: Flask, name: str, title: str, note: str
) -> None:
    plain_to, plain = letter("Ada", "Tea", "A note.")
    expected = read(octets_of(plain_to, plain) or b"")
    to, made = letter(name, title, note)
    octets = octets_of(to, made)
    if octets is None:
        assert any(sign in name + title for sign in "\r\n\x00")
        return
    found = read(octets)
    assert shape(found) == shape(expected)
    assert found.keys() == expected.keys()
    assert [part.defects for part in found.walk()] == [[], [], [], [], [], []]
    text, html = found.get_body(("plain",)), found.get_body(("html",))
    assert text is not None and html is not None
    for value in (name, title, note.replace("\n", "\n> ")):  # what is quoted is quoted on every line
        assert (
            value.replace("\r\n", "\n").replace("\r", "\n") in "\n".join(lines_of(text.get_content())) + "\n"
        )
    plain_html = expected.get_body(("html",))
    assert plain_html is not None
    assert Seen(html.get_content()).elements == Seen(plain_html.get_content()).elements
    theirs = by_the_libraries(to, made)
    for mine, other in zip(found.walk(), theirs.walk(), strict=True):
        assert mine.get_content_type() == other.get_content_type()
        if mine.get_content_maintype() == "text":
            assert lines_of(mine.get_content()) == lines_of(other.get_content())
        elif not mine.is_multipart():
            assert mine.get_content() == other.get_content() == PAPER.content
    (event,) = icalendar.Calendar.from_ical(made.calendar or b"").walk("VEVENT")
    assert str(event["SUMMARY"]) == clean(title)
    assert str(event["ATTENDEE"]) == "mailto:ada@people.example"
    assert event["URL"] == PAGE
