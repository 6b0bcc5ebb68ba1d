"""How often one address may try, counted in memory."""

import threading
from datetime import timedelta

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from roundtable import clock
from roundtable.web.limits import Counts


def test_tries_are_counted_for_each_address_until_their_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, twice, began = Counts(), parse("2 per minute"), clock.now()
    limiter, threads = FixedWindowRateLimiter(counts), threading.active_count()
    monkeypatch.setattr(clock, "now", lambda: began)
    assert [limiter.hit(twice, "10.0.0.1") for _ in range(3)] == [True, True, False]
    assert limiter.hit(twice, "10.0.0.2")
    assert (limiter.test(twice, "10.0.0.1"), limiter.test(twice, "10.0.0.2")) == (False, True)
    assert threading.active_count() == threads
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(seconds=61))
    assert limiter.hit(twice, "10.0.0.3")
    assert len(counts.expirations) == len(counts.storage) == 1  # what has run out is forgotten
    assert limiter.hit(twice, "10.0.0.1")
