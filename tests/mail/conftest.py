"""Letters to post, and somewhere to post them to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from roundtable.config import Settings
from tests.mail.sink import Sink, listening


@pytest.fixture
def sink() -> Iterator[Sink]:
    with listening() as found:
        yield found


@pytest.fixture
def post_office(app: Flask, sink: Sink) -> Iterator[Sink]:
    """The application with SMTP settings that lead to the sink."""
    settings: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, smtp_url=sink.url, mail_from="post@roundtable.example")
    yield sink
    app.extensions["settings"] = settings
