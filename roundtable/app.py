"""create_app(): the table of contents."""

import gc

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.utils import import_string

from roundtable import charts, db, jobs, places
from roundtable.access import accounts, gate, letters
from roundtable.config import Settings
from roundtable.overview import account_letters, navigation, patterns, standing
from roundtable.programmes import entrance
from roundtable.web import (
    addresses,
    assets,
    display,
    failures,
    headers,
    limits,
    once,
    readable,
    transactions,
    words,
)

csrf = CSRFProtect()

MODELS = [
    "trail",
    "access",
    "files",
    "mail",
    "programmes",
    "stakeholders",
    "events",
    "literature",
    "evidence",
    "cases",
    "themes",
    "findings",
    "priorities",
    "reports",
    "inbox",
]

ROOMS = (
    "access.signing_in",
    "access.views",
    "mail.guest_views",
    "inbox.views",
    "overview.outbox",
    "overview.outbox.wordings",
    "programmes.views",
    "stakeholders.views",
    "events.views",
    "events.guest_views",
    "literature.views",
    "evidence.views",
    "evidence.guest_views",
    "cases.views",
    "themes.views",
    "findings.views",
    "priorities.views",
    "priorities.guest_views",
    "reports.views",
    "reports.public_views",
    "reports.guest_views",
    "overview.keeping",
    "overview.views",
    "overview.public_views",
    "overview.guest_views",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The application, bound to what the settings (by default the environment) name."""
    settings = settings or Settings.from_environment()
    app = Flask("roundtable", template_folder=str(places.TEMPLATES), static_folder=str(places.STATIC))
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.old_secret_keys),
        LINK_KEYS=[settings.secret_key, *settings.old_secret_keys],
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        MAX_CONTENT_LENGTH=40 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        # The token alone decides: pages behind a personal link ask for no referrer, so there is none to compare.
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TESTING=settings.testing,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        n = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    for room in MODELS:
        import_string(f"roundtable.{room}.models")
    db.init_app(app, settings)
    app.extensions["migrate"] = db.Migrations()
    transactions.init_app(app)
    once.init_app(app)
    headers.init_app(app)
    failures.init_app(app)
    readable.init_app(app)
    csrf.init_app(app)
    limits.init_app(app, settings)
    words.init_app(app)
    jobs.init_app(app, settings)
    app.jinja_env.globals |= {
        "here": addresses.here,
        "page_address": letters.page_address,
        "ring": charts.ring,
        "finding": charts.finding,
        "bars": charts.bars,
    }
    assets.init_app(app)
    app.register_blueprint(display.blueprint)
    csrf.exempt(display.blueprint)
    app.register_blueprint(patterns.blueprint)
    accounts.init_app(app, settings)
    app.extensions["account_letters"] = account_letters.write
    app.before_request(gate.guard)
    app.before_request(lambda: jobs.ensure_embedded_worker(app, settings))
    app.jinja_env.globals["may"] = entrance.may
    app.context_processor(navigation.navigation)
    app.extensions["standing"] = standing.standing
    app.extensions["standings"] = standing.standings
    for room in ROOMS:
        app.register_blueprint(import_string(f"roundtable.{room}:blueprint"))
    csrf.exempt("roundtable.mail.guest_views.leave")  # one POST without cookie or token is enough (RFC 8058)
    gate.check_endpoints(app)
    gc.freeze()  # what is loaded stays: no later collection looks through it
    return app
