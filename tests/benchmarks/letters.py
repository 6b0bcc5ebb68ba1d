"""Letters composed, posted and marked: against the two libraries, and against smtplib that only sends.

The letter is an invitation: text, HTML, a calendar part for this person, and the agenda as a file. The server is
Postfix's smtp-sink, which takes everything and keeps nothing.
"""

import os
import pickle
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import psutil
from flask import current_app
from sqlalchemy import func, select

from roundtable import clock
from roundtable.app import create_app
from roundtable.config import Settings
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
from tests.benchmarks.installation import Installation, installation
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
                _post(place, sink, connections, least)
            _memory(place)


PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"
TURNS, ROUNDS = 4, 4


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


class Workers:
    """So many processes that have loaded what they need, and do their deed each time that they are told."""

    def __init__(self, number: int, environ: Mapping[str, str], *words: object) -> None:
        command = [sys.executable, "-m", "tests.benchmarks.letters", *map(str, words)]
        self._processes = [
            subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(number)
        ]
        for process in self._processes:
            _line(process)

    def go(self) -> tuple[float, float]:
        """All at once; gives seconds on the clock, and of their CPU."""
        began = time.monotonic()
        for process in self._processes:
            print(file=process.stdin, flush=True)
        cpu = sum(float(_line(process)) for process in self._processes)
        return time.monotonic() - began, cpu

    def end(self) -> None:
        for process in self._processes:
            process.communicate()


def _line(worker: "subprocess.Popen[str]") -> str:
    line = worker.stdout.readline() if worker.stdout else ""
    if not line:
        raise RuntimeError("a worker ended badly")
    return line


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


def _post(place: Installation, sink: Sink, connections: int, least: float) -> None:
    """Rows composed, sent and marked by so many workers, against as many processes that send what is ready; a few
    thousand of these, as many of those, so that what else the machine does falls on both."""
    smtp_url = current_app.extensions["settings"].smtp_url
    environ = os.environ | place.environ | {"SMTP_URL": smtp_url}
    messages = place.folder / "messages"
    each = COUNT // ROUNDS
    _write(each)
    messages.write_bytes(pickle.dumps(_ready(each // 2)))
    ours = Workers(connections, environ, "post")
    theirs = Workers(connections, environ, "send", messages, each // connections, sink.port)
    us, them = [0.0, 0.0], [0.0, 0.0]
    for turn in range(ROUNDS):
        for side, workers in ((us, ours), (them, theirs)):
            before = sink.cpu
            wall, cpu = workers.go()
            side[0] += wall
            side[1] += cpu + sink.cpu - before
        if turn < ROUNDS - 1:
            _write(each)
    ours.end()
    theirs.end()
    sent = db.session.scalar(select(func.count()).select_from(Letter).where(Letter.outcome == Outcome.SENT))
    db.session.remove()
    with transaction() as session:
        session.execute(db.delete(Letter))
    note(
        f"{sent:,} letters from rows to marked over {connections} connection{'s' * (connections > 1)}, against bare smtplib",
        them[1] / us[1],
        f"≥ {least}",
        unit="×",
        at_least=least,
        said=f"{us[1] / COUNT * 1e6:,.0f} against {them[1] / COUNT * 1e6:,.0f} µs of CPU a letter, the server's among them; "
        f"by the clock {COUNT / us[0]:,.0f} against {COUNT / them[0]:,.0f} a second, {them[0] / us[0]:.2f}×",
    )


def _ready(count: int) -> list[tuple[str, str, bytes]]:
    """Messages as they go out: sender, recipient and octets."""
    numbers = db.session.scalars(select(Letter.id).where(Letter.outcome.is_(None)).limit(count)).all()
    return [
        (return_path(letter), address_of(letter.to_email), octets)
        for letter, _, octets in _composed(list(numbers))
    ]


def _memory(place: Installation) -> None:
    """One worker, a process of its own, posts 100,000 letters; what it holds is read after each fifth."""
    for _ in range(MANY // COUNT):
        _write(COUNT)
    settings = current_app.extensions["settings"]
    command = [sys.executable, "-m", "tests.benchmarks.letters", "fifths", str(MANY // 5)]
    environ = os.environ | place.environ | {"SMTP_URL": settings.smtp_url}
    said = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    held = [int(word) for word in said.stdout.split()]
    note(
        "memory of the worker after 100,000 letters",
        max(held),
        "flat, ≤ 150 MB",
        unit=" MB",
        at_most=150,
        said=", ".join(str(each) for each in held) + " after each 20,000",
    )


def _measured(deed: Callable[[], None]) -> None:
    """Say that all is loaded; do it each time that a line comes in, and say what CPU it took."""
    print("ready", flush=True)
    for _ in sys.stdin:
        before = time.process_time()
        deed()
        print(time.process_time() - before, flush=True)


def _post_all() -> None:
    if posting.post().keys() - {"sent"}:
        raise RuntimeError("not all were sent")


def _send(ready: list[tuple[str, str, bytes]], count: int, port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(count):
            sender, recipient, octets = ready[number % len(ready)]
            smtp.sendmail(sender, recipient, octets)


def _in_fifths(each: int) -> None:
    for _ in range(5):
        posting.post(limit=each)
        print(psutil.Process().memory_info().rss // 2**20, flush=True)


def work(deed: str, *words: str) -> None:
    """What a process of its own does."""
    if deed == "send":
        messages, count, port = words
        ready = pickle.loads(Path(messages).read_bytes())
        _measured(partial(_send, ready, int(count), int(port)))
        return
    with create_app(Settings.from_environment()).app_context():
        if deed == "post":
            _measured(_post_all)
        else:
            _in_fifths(int(words[0]))


if __name__ == "__main__":
    work(*sys.argv[1:])
