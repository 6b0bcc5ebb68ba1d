"""Every list page at 1,000 and at 100,000 rows: the same number of queries, hardly more time."""

import time
from contextlib import ExitStack
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import event, select

from roundtable.access import Account
from roundtable.db import db
from tests.benchmarks import sowing
from tests.benchmarks.installation import Installation, installation
from tests.benchmarks.table import tell, trying

FEW, MANY, ROUNDS = 1_000, 100_000, 9
HERE = f"/programmes/{sowing.SLUG}"
PAGES = (
    f"{HERE}",
    f"{HERE}/stakeholders",
    f"{HERE}/stakeholders?group=1",
    f"{HERE}/stakeholders?q=person+000500",
    f"{HERE}/stakeholders?page=15",
    f"{HERE}/stakeholders/5/story",
    f"{HERE}/events",
    f"{HERE}/events/1",
    f"{HERE}/events/1?answer=yes",
    f"{HERE}/events/1/invitations",
    f"{HERE}/events/1/attendance",
    f"{HERE}/events/1/diaries",
    f"{HERE}/events/1/reminders",
    f"{HERE}/events/1/call-sheet",
    f"{HERE}/events/1/needs",
    f"{HERE}/inbox",
    f"{HERE}/outbox",
    f"{HERE}/outbox?state=dropped",
    f"{HERE}/outbox?kind=invitation",
    f"{HERE}/outbox/wordings",
    f"{HERE}/outbox/wordings/invitation",
    f"{HERE}/evidence",
    f"{HERE}/evidence?kind=gap",
    f"{HERE}/evidence/calls/1",
    f"{HERE}/evidence/moderation",
    f"{HERE}/evidence/1/coding",
    f"{HERE}/evidence/1/thread",
    f"{HERE}/themes",
    f"{HERE}/themes/1",
    f"{HERE}/themes/saturation",
    f"{HERE}/themes/groups",
    f"{HERE}/literature",
    f"{HERE}/findings",
    f"{HERE}/findings?evidence=none",
    f"{HERE}/findings?strength=moderate",
    f"{HERE}/findings?audience=1",
    f"{HERE}/findings?kind=gaps",
    f"{HERE}/findings?kind=gaps&evidence=none",
    f"{HERE}/findings?kind=gaps&answered=no",
    f"{HERE}/priorities/",
    f"{HERE}/priorities/rounds/1",
    f"{HERE}/priorities/rounds/1/participants",
    f"{HERE}/priorities/rounds/1/items",
    f"{HERE}/priorities/rounds/1/invitations",
    f"{HERE}/reports",
    f"{HERE}/history",
    f"{HERE}/settings/members",
    "/accounts",
    "/",
)


def measure() -> None:
    with ExitStack() as stack:
        few, many = stack.enter_context(installation()), stack.enter_context(installation())
        for place, count in ((few, FEW), (many, MANY)):
            with place.app.app_context():
                sowing.everything(count)
        small, large = Reader(few), Reader(many)
        for page in PAGES:
            with trying(_name(page)):
                _compare(page, small, large)


class Reader:
    """An administrator who looks at pages, and counts."""

    def __init__(self, place: Installation) -> None:
        self.app = place.app
        self.client: FlaskClient = place.app.test_client()
        self.seen = 0
        with place.app.app_context():
            account = db.session.scalars(select(Account).order_by(Account.id)).first()
            with self.client.session_transaction() as session:
                session["_user_id"], session["_fresh"] = account.fs_uniquifier if account else "", True
            event.listen(db.engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.seen += 1

    def look(self, page: str) -> float:
        """Milliseconds of CPU."""
        before = time.thread_time()
        answer = self.client.get(page)
        answer.get_data()
        spent = (time.thread_time() - before) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answers {answer.status_code}")
        return spent


def _compare(page: str, small: Reader, large: Reader) -> None:
    times: list[tuple[float, float]] = []
    for turn in range(ROUNDS + 1):
        small.seen = large.seen = 0
        pair = small.look(page), large.look(page)
        if turn:  # the first look fills what is kept
            times.append(pair)
    few, many = (median(column) for column in zip(*times, strict=True))
    said = f"{small.seen} and {large.seen} queries; {few:.1f} and {many:.1f} ms; {many / few:.2f}×"
    good = small.seen == large.seen and many <= 25 and many / few <= 1.5
    tell(_name(page), said, "same queries, ≤ 1.5×, ≤ 25 ms", good)


def _name(page: str) -> str:
    return f"list `{page.removeprefix(HERE) or '/ of the programme'}` at 1,000 and 100,000 rows"
