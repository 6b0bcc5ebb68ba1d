"""Letters composed, posted and marked: against the two libraries, and against smtplib that only sends.

The letter is an invitation: text, HTML, a calendar part for this person, and the agenda as a file. The server is
Postfix's smtp-sink, which takes everything and keeps nothing.
"""

import os
import shutil
import smtplib
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import partial

import psutil
from flask import current_app
from sqlalchemy import func, select

from roundtable import clock
from roundtable.db import db, transaction
from roundtable.events.letters import kinds as events_letters
from roundtable.events.models import Event, Invitation
from roundtable.mail import claims, posting
from roundtable.mail.actions import Draft, Recipient, write
from roundtable.mail.composing import Attachment, Composed, Filled, compose, composer, filled
from roundtable.mail.mime import address_of, message
from roundtable.mail.models import Letter, Outcome
from roundtable.mail.returns import return_path
from roundtable.stakeholders.models import Person
from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.invitations import _calendar
from tests.benchmarks.table import note, tell

COUNT, MANY = 20_000, 100_000
AGENDA = Attachment("Agenda.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 80)


@composer("bench invitation")
def invitations(letters: Sequence[Letter]) -> Iterable[Composed | None]:
    """Invitations with the agenda."""
    for composed in events_letters.each(events_letters.invitation)(letters):
        yield replace(composed, attachments=(AGENDA,)) if composed else None


def measure() -> None:
    """Each side in turns, so that what else the machine does falls on both."""
    with installation() as place, place.app.app_context():
        made = sowing.programme()
        about = sowing.event(made)
        sowing.people(made, COUNT)
        sowing.invitations(about, COUNT)
        db.session.commit()
        _compose()
        if shutil.which("smtp-sink", path=PATH) is None:
            tell(
                "20,000 letters posted, against bare smtplib",
                "not measured: no smtp-sink (Debian's postfix)",
                "≥ 0.25",
                False,
            )
            return
        with _sink() as sink:
            settings = current_app.extensions["settings"]
            current_app.extensions["settings"] = replace(settings, smtp_url=f"smtp://127.0.0.1:{sink.port}")
            for connections, least in ((1, 0.25), (4, 0.4)):
                _post(sink, connections, least)
            _memory()


PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
TURNS = 4


@dataclass
class Sink:
    process: psutil.Process
    port: int

    @property
    def cpu(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system


@contextmanager
def _sink() -> Iterator[Sink]:
    """Postfix's server that takes every letter and throws it away."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
    program = shutil.which("smtp-sink", path=PATH) or "smtp-sink"
    process = subprocess.Popen([program, *as_nobody, f"127.0.0.1:{port}", "512"])
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.02)
        yield Sink(psutil.Process(process.pid), port)
    finally:
        process.kill()
        process.wait()


def _in_children(number: int, deed: Callable[[], None]) -> tuple[float, float]:
    """Do this in so many processes at once; gives seconds on the clock, and of CPU."""
    began, cpu, children = time.monotonic(), 0.0, []
    db.session.remove()
    for _ in range(number):
        child = os.fork()
        if child == 0:
            try:
                db.engine.dispose(close=False)
                deed()
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    for child in children:
        _, status, used = os.wait4(child, 0)
        if status:
            raise RuntimeError("a worker ended badly")
        cpu += used.ru_utime + used.ru_stime
    return time.monotonic() - began, cpu


def _compose() -> None:
    """Ours as the worker makes them, rows and all; theirs from words that are given to them ready."""
    ours = theirs = 0.0
    _write(COUNT // 4)
    for turn in range(TURNS):
        numbers = list(range(1 + turn * 1_000, 1_001 + turn * 1_000))
        before, some = time.process_time(), []
        for start in range(0, len(numbers), claims.GROUP):
            some += _composed(numbers[start : start + claims.GROUP])
        ours += time.process_time() - before
        theirs += _one_by_one(some[:200]) * 5
    note(
        "composing a letter with text, HTML, calendar part and file, against EmailMessage and icalendar",
        theirs / ours,
        "≥ 5",
        unit="×",
        at_least=5,
        said=f"{TURNS * 1_000 / ours:,.0f} against {TURNS * 1_000 / theirs:,.0f} a CPU second",
    )
    with transaction() as session:
        session.execute(db.delete(Letter))


def _composed(numbers: list[int]) -> list[tuple[Letter, Filled, bytes]]:
    letters = db.session.scalars(select(Letter).where(Letter.id.in_(numbers)).order_by(Letter.id)).all()
    made = []
    for letter, words in zip(letters, compose(letters), strict=True):
        whole = filled(words, live=True)
        if not isinstance(whole, Filled):
            raise RuntimeError(f"{letter.key} was not composed")
        octets = message(letter, whole, mail_from="bench@roundtable.example", sent_at=clock.now())
        made.append((letter, whole, octets))
    db.session.expunge_all()
    db.session.rollback()
    return made


def _one_by_one(letters: list[tuple[Letter, Filled, bytes]]) -> float:
    before = time.process_time()
    for letter, words, _ in letters:
        built = EmailMessage()
        built["Subject"] = words.subject
        built["From"] = "Bench <bench@roundtable.example>"
        built["To"] = f"{letter.to_name} <{letter.to_email}>"
        built["Message-ID"] = letter.message_id
        built.set_content(words.text)
        built.add_alternative(words.html, subtype="html")
        built.add_alternative(_calendar(letter).decode(), subtype="calendar", params={"method": "REQUEST"})
        built.add_attachment(AGENDA.content, "application", "pdf", filename=AGENDA.name)
        built.as_bytes()
    return time.process_time() - before


_runs = iter(range(1_000))


def _write(count: int) -> None:
    """Letters to the first people, approved."""
    run = next(_runs)
    with transaction() as session:
        found = session.execute(
            select(Invitation, Person)
            .join(Person, Person.id == Invitation.person_id)
            .order_by(Invitation.id)
            .limit(count)
        )
        meeting = session.scalars(select(Event)).one().meetings[0]
        detail = {"meeting": meeting.id, "sequence": 0}
        drafts = [
            Draft(f"{run}/{one.id}", Recipient(person.email or "", person.name, person.id), one, detail)
            for one, person in found
        ]
        write("bench invitation", drafts, programme_id=1, automatic=True)
    db.session.remove()


def _post(sink: Sink, connections: int, least: float) -> None:
    """Rows composed, sent and marked by so many workers, against as many processes that send what is ready."""
    each, us, them, sunk = COUNT // TURNS, [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]
    for _ in range(TURNS):
        _write(each)
        ready = _ready(each // 10)
        before = sink.cpu
        wall, cpu = _in_children(connections, _work)
        us, sunk[0] = [us[0] + wall, us[1] + cpu], sunk[0] + sink.cpu - before
        before = sink.cpu
        wall, cpu = _in_children(connections, partial(_send, ready, each // connections, sink.port))
        them, sunk[1] = [them[0] + wall, them[1] + cpu], sunk[1] + sink.cpu - before
    sent = db.session.scalar(select(func.count()).select_from(Letter).where(Letter.outcome == Outcome.SENT))
    db.session.remove()
    with transaction() as session:
        session.execute(db.delete(Letter))
    note(
        f"{sent:,} letters from rows to marked over {connections} connection{'s' * (connections > 1)}, against bare smtplib",
        them[0] / us[0],
        f"≥ {least}",
        unit="×",
        at_least=least,
        said=f"{COUNT / us[0]:,.0f} against {COUNT / them[0]:,.0f} a second; CPU {us[1] / COUNT * 1e6:,.0f} + {sunk[0] / COUNT * 1e6:,.0f} "
        f"against {them[1] / COUNT * 1e6:,.0f} + {sunk[1] / COUNT * 1e6:,.0f} µs a letter, ours + the server's",
    )


def _ready(count: int) -> list[tuple[str, str, bytes]]:
    """Messages as they go out: sender, recipient and octets."""
    numbers = db.session.scalars(select(Letter.id).where(Letter.outcome.is_(None)).limit(count)).all()
    return [
        (return_path(letter), address_of(letter.to_email), octets)
        for letter, _, octets in _composed(list(numbers))
    ]


def _work() -> None:
    if posting.post().keys() - {"sent"}:
        raise RuntimeError("not all were sent")


def _send(ready: list[tuple[str, str, bytes]], count: int, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(count):
            sender, recipient, octets = ready[number % len(ready)]
            smtp.sendmail(sender, recipient, octets)


def _memory() -> None:
    """One worker posts 100,000 letters; what it holds is read each time that a fifth has gone."""
    held: list[int] = []
    read, write_end = os.pipe()

    def work() -> None:
        for _ in range(5):
            posting.post(limit=MANY // 5)
            os.write(write_end, b"%d\n" % psutil.Process().memory_info().rss)

    for _ in range(MANY // COUNT):
        _write(COUNT)
    _in_children(1, work)
    os.close(write_end)
    with os.fdopen(read) as lines:
        held = [int(line) // 2**20 for line in lines]
    note(
        "memory of the worker after 100,000 letters",
        max(held),
        "flat, ≤ 150 MB",
        unit=" MB",
        at_most=150,
        said=", ".join(str(each) for each in held) + " after each 20,000",
    )
