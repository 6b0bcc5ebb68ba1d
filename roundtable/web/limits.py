"""How often one address may try: sign-in and public forms. Counted in memory, or on Redis where there is one."""

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from roundtable.config import Settings

limiter = Limiter(get_remote_address, headers_enabled=False)

PUBLIC_FORM = "30 per minute; 300 per hour"
SIGN_IN = "10 per minute; 60 per hour"
WRONG_PASSWORDS = parse("20 per 15 minutes")
# For one account, from all addresses.
RESET_LETTERS = parse("5 per 2 hours")
# To one account. Their links work as long: whoever asks once too often has one that works.


def is_within(limit: RateLimitItem, key: str) -> bool:
    """Whether this may be done once more."""
    return not limiter.enabled or limiter.limiter.test(limit, key)


def count(limit: RateLimitItem, key: str) -> None:
    """Count that it was done."""
    if limiter.enabled:
        limiter.limiter.hit(limit, key)


def init_app(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
    limiter.enabled = not settings.testing  # a test of limits turns it on
