"""The CSL style that a programme's documents cite in: checked when it is uploaded, so that no document fails by it.

CSL: https://docs.citationstyles.org/en/stable/specification.html
"""

from xml.parsers import expat

from sqlalchemy import Select, select

from roundtable import clock
from roundtable.access import Account
from roundtable.db import db
from roundtable.errors import Refusal
from roundtable.literature import pandoc
from roundtable.literature.citing import Part, rendered
from roundtable.literature.importing.parting import decoded
from roundtable.literature.models import CitationStyle
from roundtable.programmes.models import Programme
from roundtable.trail import Actor, record

LARGEST = 500_000
_NAMESPACE = "http://purl.org/net/xbiblio/csl"
_SAMPLE = {
    "type": "article-journal",
    "title": "A sample",
    "author": [{"family": "Sample", "given": "Ada"}],
    "issued": {"date-parts": [[2020]]},
    "container-title": "A journal",
}


def style_of(programme: Programme) -> Select[CitationStyle]:
    """The style that a programme has chosen, if it has."""
    return select(CitationStyle).where(CitationStyle.programme_id == programme.id)


def choose(programme: Programme, content: bytes, *, account: Account | None, by: Actor) -> CitationStyle:
    """Have the programme's documents cite in this style. Refuses a file that is none, or that sets nothing."""
    title, xml = checked(content)
    found = db.session.scalars(style_of(programme)).first()
    if found is None:
        found = CitationStyle(programme_id=programme.id)
        db.session.add(found)
    found.title, found.xml, found.chosen_at = title, xml, clock.now()
    found.account_id = account.id if account else None
    db.session.flush()
    record("chose a citation style for", programme, by=by)
    return found


def drop(programme: Programme, *, by: Actor) -> None:
    """Cite in pandoc's own style again. The file can be uploaded once more."""
    found = db.session.scalars(style_of(programme)).first()
    if found is not None:
        db.session.delete(found)
        db.session.flush()
        record("dropped the citation style of", programme, by=by)


def checked(content: bytes) -> tuple[str, str]:
    """The title and the text of a style that can be used."""
    if len(content) > LARGEST:
        raise Refusal("The file is too large for a citation style: at most 500 kB.", field="file")
    text = decoded(content).lstrip("\ufeff \n")
    look = _Look()
    look.read(text)
    if look.root != f"{_NAMESPACE} style" or (not {"citation", "layout"} <= look.names and not look.parent):
        raise Refusal("This is no CSL style: a file whose name ends in .csl was expected.", field="file")
    if look.parent:
        raise Refusal(
            f"This style only points to another, {look.parent}. Upload that one instead.", field="file"
        )
    try:
        rendered([(Part("sample"),)], {"sample": _SAMPLE}, style=text)
    except (pandoc.PandocRefused, ValueError, KeyError) as error:
        raise Refusal("Nothing can be cited in this style: pandoc cannot read it.", field="file") from error
    return (look.title.strip() or "Untitled style")[:200], text


class _Look:
    """What stands in the file, without building it."""

    def __init__(self) -> None:
        self.root = self.title = self.parent = ""
        self.names: set[str] = set()
        self._open: list[str] = []

    def read(self, text: str) -> None:
        """Look through the text; refuses what is no XML, and what declares a document type or entities."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = self._words, self._doctype
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            raise Refusal(f"This is no CSL style: {error}.", field="file") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        self.names.add(name.rpartition(" ")[2])
        self._open.append(name.rpartition(" ")[2])
        if self._open[-1] == "link" and attributes.get("rel") == "independent-parent":
            self.parent = attributes.get("href", "another one")[:200]

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _words(self, words: str) -> None:
        if self._open[-2:] == ["info", "title"]:
            self.title += words

    def _doctype(self, *_any: object) -> None:
        raise Refusal("The style declares a document type, which no style needs. Take it out.", field="file")
