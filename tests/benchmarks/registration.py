"""A whole public registration, and the public page of an event: empty, and with 100,000 registrations."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks import sowing
from tests.benchmarks.installation import installation
from tests.benchmarks.servers import Server, Visitor, hidden_fields, serving
from tests.benchmarks.table import note

ROUNDS, EACH, PAGES = 9, 60, 600
MANY = 100_000
_visitors = itertools.count(1)


def measure() -> None:
    """The floor, the empty product and the full one stand side by side and take turns; each ratio is of one turn."""
    with ExitStack() as stack:
        empty, full = stack.enter_context(installation()), stack.enter_context(installation())
        for place, count in ((empty, 0), (full, MANY)):
            with place.app.app_context():
                sowing.public_event(registrations=count)
        folder = stack.enter_context(TemporaryDirectory())
        floor = stack.enter_context(serving("tests.benchmarks.floor:app", {"FLOOR_DIR": folder}))
        small, large = (
            stack.enter_context(serving("tests.benchmarks.product:app", place.environ))
            for place in (empty, full)
        )
        _tell(floor, small, large)


def _tell(floor: Server, small: Server, large: Server) -> None:
    _register_at_floor(floor)
    _register(small)
    _register(large)
    whole: list[tuple[float, float, float]] = []
    pages: list[tuple[float, float, float]] = []
    for _ in range(ROUNDS):
        whole.append((_cost(floor, _register_at_floor), _cost(small, _register), _cost(large, _register)))
        pages.append((_rate(floor, "/page"), _rate(small, "/events/bench"), _rate(large, "/events/bench")))
    base, one = (median(column) * 1000 for column in list(zip(*whole, strict=True))[:2])
    note(
        "whole public registration: CPU against the floor's",
        median(ours / floors for floors, ours, _ in whole),
        "≤ 4, wish ≤ 3",
        unit="×",
        at_most=4,
        said=f"{base:.2f} ms and {one:.2f} ms",
    )
    base, one = (median(column) for column in list(zip(*pages, strict=True))[:2])
    note(
        "public event page of 35 sessions, 8 connections: pages a second of CPU, against the floor's page",
        median(ours / floors for floors, ours, _ in pages),
        "≥ 0.5",
        unit="×",
        at_least=0.5,
        said=f"{base:,.0f} and {one:,.0f}",
    )
    note(
        "registration with 100,000 registrations, against empty",
        median(ours / many for _, ours, many in whole),
        "≥ 0.9",
        unit="×",
        at_least=0.9,
    )
    note(
        "event page with 100,000 registrations, against empty",
        median(many / ours for _, ours, many in pages),
        "≥ 0.9",
        unit="×",
        at_least=0.9,
    )
    note("web process after load", large.memory(), "≤ 130 MB", unit=" MB", at_most=130)


def _cost(server: Server, deed: object) -> float:
    """CPU seconds of the server for each of a row of deeds."""
    before = server.cpu()
    for _ in range(EACH):
        deed(server)  # type: ignore[operator]
    return (server.cpu() - before) / EACH


def _register_at_floor(server: Server) -> None:
    visitor = Visitor(server.port)
    _expect(visitor.ask("GET", "/page"), 200)
    _, form, _ = visitor.ask("GET", "/form")
    fields = hidden_fields(form) | {
        "first_name": "Ada",
        "last_name": "Example",
        "email": "ada@people.example",
        "affiliation": "Example Ltd",
    }
    _, _, place = visitor.ask("POST", "/form", fields)
    _expect(visitor.ask("GET", place), 200)


def _register(server: Server) -> None:
    n = next(_visitors)
    visitor = Visitor(server.port, address=f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}")
    _expect(visitor.ask("GET", "/events/bench"), 200)
    _, form, _ = visitor.ask("GET", "/events/bench/registration")
    fields = hidden_fields(form) | {
        "name": "Ada Example",
        "email": f"ada{n}@people.example",
        "organisation": "Example Ltd",
        "group": "0",
    }
    answer = visitor.ask("POST", "/events/bench/registration", fields)
    _expect(answer, 303)
    _expect(visitor.ask("GET", answer[2]), 200)


def _expect(answer: tuple[int, str, str], status: int) -> None:
    if answer[0] != status:
        raise RuntimeError(f"{answer[0]} in place of {status}: {answer[1][:500]}")


def _rate(server: Server, path: str) -> float:
    """Pages for each second of the server's CPU, asked for on eight connections at once: the asking costs it nothing."""
    before = server.cpu()
    with ThreadPoolExecutor(8) as connections:
        list(connections.map(lambda _: _ask_often(server.port, path), range(8)))
    return PAGES / (server.cpu() - before)


def _ask_often(port: int, path: str) -> None:
    visitor = Visitor(port)
    for _ in range(PAGES // 8):
        _expect(visitor.ask("GET", path), 200)
