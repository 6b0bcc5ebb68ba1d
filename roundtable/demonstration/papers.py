"""Drafts that are under way, one of them by mail, and files that came with what was said; all of it invented."""

import io
from email.message import EmailMessage
from math import cos, pi, sin

from sqlalchemy import select

from roundtable.db import db
from roundtable.evidence import actions
from roundtable.evidence.actions import Upload
from roundtable.evidence.addresses import call_address
from roundtable.evidence.models import Call, Kind, Submission
from roundtable.inbox.receiving import take_in
from roundtable.sheets.writing import write_xlsx
from roundtable.stakeholders.models import Person
from roundtable.trail import Actor, ActorKind

HEADER = ("Quarter", "Referred", "In work when referred", "In work at the first appointment")
ROWS = (("Spring", 118, 61, 49), ("Summer", 124, 60, 50), ("Autumn", 131, 66, 52))
DRAFT = (
    "Our advisers sit with the therapists on two days of five. What is missing is the third: the day on which "
    "somebody rings the employer, with consent, and says what would help."
)
MESSAGE = """\
Dear all,

people who travel for work have no service of their own. Whoever is in another town each week cannot come on
Tuesdays at ten. Evening appointments by telephone would be a beginning.

--
Cordelia Vane
"""


def add_papers(call: Call, by: Actor) -> None:
    """Attach files to what was said, and leave two drafts that nobody has sent."""
    sent = {
        kind: db.session.scalars(
            select(Submission).where(Submission.call_id == call.id, Submission.kind == kind).limit(1)
        ).one()
        for kind in (Kind.GOOD_PRACTICE, Kind.EVIDENCE)
    }
    actions.attach([Upload("referrals.xlsx", _figures())], to=sent[Kind.EVIDENCE], by=by)
    actions.attach([Upload("the-room.jpg", _picture())], to=sent[Kind.GOOD_PRACTICE], by=by)
    writer = db.session.scalars(select(Person).where(Person.name == "Olumide Fairweather")).one()
    themself = Actor(ActorKind.PERSON, writer.id)
    typed = {"text": DRAFT, "contributor": writer.name, "email": writer.email, "group_id": ""}
    draft = actions.save_draft(
        call, "demonstration".ljust(32, "0"), Kind.GAP, typed, person_id=writer.id, by=themself
    )
    actions.share(draft, by=themself)
    mail = EmailMessage()
    mail["From"], mail["To"] = "Cordelia Vane <cordelia@vane.example>", call_address(call)
    mail["Subject"], mail["Message-ID"] = "People who travel", "<travel@vane.example>"
    mail.set_content(MESSAGE)
    take_in(mail.as_bytes(), source="file")


def _figures() -> bytes:
    out = io.BytesIO()
    write_xlsx("Referrals (invented)", HEADER, ROWS, to=out)
    return out.getvalue()


def _picture() -> bytes:
    """A round table from above, drawn here, with what a camera would say of who took it and where."""
    from PIL import Image, ImageDraw  # only where the demonstration is loaded

    picture = Image.new("RGB", (640, 480), "#F6F4EF")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((200, 120, 440, 360), fill="#0B5D5E")
    for seat in range(9):
        x, y = 320 + 170 * cos(2 * pi * seat / 9), 240 + 170 * sin(2 * pi * seat / 9)
        pen.ellipse((x - 22, y - 22, x + 22, y + 22), fill="#FFC43D", outline="#15232C", width=2)
    exif = picture.getexif()
    exif[0x013B], exif[0x0110], exif[0x0131] = (
        "An invented photographer",
        "Pinhole 7",
        "Roundtable's demonstration",
    )
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (51.0, 28.0, 38.0), "W", (0.0, 0.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, exif=exif)
    return out.getvalue()
