"""How often one address may try: sign-in and public forms. Counted in memory, or on Redis where there is one."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage

from roundtable import clock
from roundtable.config import Settings

limiter = Limiter(get_remote_address, headers_enabled=False)

PUBLIC_FORM = "30 per minute; 300 per hour"
SAVING = "60 per minute; 2000 per hour"
# What saves itself while somebody types.
SIGN_IN = "10 per minute; 60 per hour"
WRONG_PASSWORDS = parse("20 per 15 minutes")
# For one account, from all addresses.
RESET_LETTERS = parse("5 per 2 hours")
# To one account. Their links work as long: whoever asks once too often has one that works.


class Counts(MemoryStorage):
    """Counts in memory, and forgets once a minute what has run out.

    The library looks for that at each count, in a new thread and through all that is counted: with 20,000 addresses
    in the last hour, that is most of what a public form costs.
    """

    STORAGE_SCHEME = ["counts"]
    _forgets_at = 0.0

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        self._forget()
        self.get(key)
        with self.locks[key]:
            self.storage[key] += amount
            if self.storage[key] == amount:
                self.expirations[key] = _now() + expiry
            return self.storage[key]

    def get(self, key: str) -> int:
        if self.expirations.get(key, 0.0) <= _now():
            self.clear(key)
        return self.storage.get(key, 0)

    def _forget(self) -> None:
        now = _now()
        if self._forgets_at <= now:
            self._forgets_at = now + 60
            for key, ends in list(self.expirations.items()):
                if ends <= now:
                    self.clear(key)


def _now() -> float:
    return clock.now().timestamp()


def is_within(limit: RateLimitItem, key: str) -> bool:
    """Whether this may be done once more."""
    return not limiter.enabled or limiter.limiter.test(limit, key)


def count(limit: RateLimitItem, key: str) -> None:
    """Count that it was done."""
    if limiter.enabled:
        limiter.limiter.hit(limit, key)


def init_app(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "counts://"
    limiter.init_app(app)
    limiter.enabled = not settings.testing  # a test of limits turns it on
