"""Documents as JSON and back: a published version keeps its document in this form."""

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

from roundtable.documents import model

FORM: Final = 1
"""The number of this form. It rises when an old document could no longer be read; readers of old forms stay."""

_CLASSES: Final[dict[str, type[Any]]] = {
    kind.__name__: kind
    for kind in (
        *(model.Text, model.Emphasis, model.Strong, model.Code, model.Link, model.LineBreak, model.Footnote),
        *(
            model.Heading,
            model.Paragraph,
            model.CodeBlock,
            model.ListBlock,
            model.Table,
            model.Quote,
            model.Card,
        ),
        *(model.Figure, model.Callout, model.Divider, model.DefinitionList),
    )
}


def to_data(node: Any) -> Any:
    """A document or any part of it as plain dicts, lists, strings and numbers; a node has its name in `t`."""
    if isinstance(node, tuple):
        return [to_data(part) for part in node]
    if isinstance(node, date):
        return node.isoformat()
    if is_dataclass(node) and not isinstance(node, type):
        data: dict[str, Any] = {"t": type(node).__name__}
        for place in fields(node):
            data[place.name] = to_data(getattr(node, place.name))
        return data
    return node


def to_json(document: model.Document) -> str:
    """The document as JSON text; equal documents give equal text."""
    return json.dumps(to_data(document) | {"form": FORM}, ensure_ascii=False, separators=(",", ":"))


def from_json(frozen: str) -> model.Document:
    """The document that `to_json` froze. Raises ValueError where it is none of ours."""
    data = json.loads(frozen)
    if not isinstance(data, dict) or data.get("t") != "Document" or data.get("form") != FORM:
        raise ValueError("This is not a frozen document.")
    values = {name: _thaw(value) for name, value in data.items() if name not in ("t", "form")}
    values["date"] = date.fromisoformat(data["date"])
    values["layout"] = model.Layout(data["layout"])
    return model.Document(**values)


def _thaw(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_thaw(part) for part in value)
    if isinstance(value, dict):
        make: Callable[..., Any] = _CLASSES[value["t"]]
        return make(**{name: _thaw(part) for name, part in value.items() if name != "t"})
    return value
