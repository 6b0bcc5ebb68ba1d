"""What no page of ours can read is refused before any page is asked: NUL characters, and numbers that no row has."""

from collections.abc import Iterable

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

LARGEST_NUMBER = 2**31 - 1


class NumberConverter(IntegerConverter):
    """A number in an address: as large as the number of a row can be. Beyond that there is no such page."""

    def __init__(self, map: Map, *args: object, **options: object) -> None:
        super().__init__(map, max=LARGEST_NUMBER)


def _texts() -> Iterable[str]:
    yield request.path
    for values in (request.args, request.form):
        for name, value in values.items(multi=True):
            yield name
            yield value
    for name, file in request.files.items(multi=True):
        yield name
        yield file.filename or ""


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL, and nobody types one."""
    if any("\0" in text for text in _texts()):
        abort(400)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = NumberConverter
    app.before_request(_refuse_nul)
