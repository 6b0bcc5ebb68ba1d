"""What the pages of the literature listen for."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import FileField, IntegerField, RadioField, SelectField, StringField, TextAreaField, URLField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from roundtable.literature import csl
from roundtable.literature.models import Reference, Search, Stage
from roundtable.programmes.forms import text
from roundtable.web.forms import Form, OnceForm, VersionedForm, stripped

# The field of the form that holds each text of CSL.
TEXTS = {
    "title": "title",
    "container": "container-title",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "url": "URL",
    "abstract": "abstract",
    "note": "note",
}


class ReferenceForm(VersionedForm):
    """A reference by hand."""

    authors = TextAreaField(
        "Authors",
        [InputRequired("Enter the authors."), Length(max=10_000)],
        filters=[stripped],
        description="One on a line. A person as: Smith, Jane. A body as it is called; with a comma in it, in braces: "
        "{Department of Health, Wales}.",
    )
    year = IntegerField("Year", [Optional(), NumberRange(1500, 2200, "Enter the year in four digits.")])
    title = text("Title", 1000, needed="Enter the title.")
    kind = SelectField("Kind")
    container = text("Journal, book or series", 300)
    publisher = text("Publisher", 300)
    volume = text("Volume", 40)
    issue = text("Issue", 40)
    page = text("Pages", 60, hint="Such as 210–225.")
    doi = text("DOI", 250, hint="Such as 10.1000/182.")
    url = URLField("Address", [Optional(), Length(max=500)], filters=[stripped])
    abstract = TextAreaField("Abstract", [Optional(), Length(max=20_000)], filters=[stripped])
    note: StringField = text("Note", 1000)
    key = text("Key", 60, hint="How text cites it: @rand2014. Leave it empty for a new one and it is made.")

    def __init__(self, reference: Reference | None = None, *, doi: str = "", **how: Any) -> None:
        self.before: dict[str, Any] = dict(reference.csl) if reference else {"type": "report"}
        values: dict[str, Any] = {name: str(self.before.get(field) or "") for name, field in TEXTS.items()}
        values |= {
            "authors": csl.lines_of(csl.makers(self.before)),
            "year": csl.year_of(self.before),
            "kind": self.before.get("type", "document"),
            "doi": self.before.get("DOI", doi),
        }
        if reference:
            values |= {"key": reference.key, "version": str(reference.version)}
        super().__init__(data=values, **how)
        kinds = csl.KINDS | {values["kind"]: csl.kind_words(values["kind"])}
        self.kind.choices = list(kinds.items())

    def validate_doi(self, field: StringField) -> None:
        if field.data and not csl.doi_of(field.data):
            field.errors = [*field.errors, "Give the DOI as it begins with 10., such as 10.1000/182."]

    @property
    def item(self) -> dict[str, Any]:
        """The whole item: what the form does not ask for stays as it was."""
        item = {name: value for name, value in self.before.items() if name not in TEXTS.values()}
        item |= {field: value for name, field in TEXTS.items() if (value := getattr(self, name).data)}
        whose = "author" if item.get("author") or not item.get("editor") else "editor"
        if self.authors.data != csl.lines_of(csl.makers(self.before)):
            item[whose] = csl.names_from(self.authors.data)
        if self.year.data != csl.year_of(self.before):
            item.pop("issued", None)
            if self.year.data:
                item["issued"] = {"date-parts": [[self.year.data]]}
        item["type"] = self.kind.data
        item.pop("DOI", None)
        if self.doi.data:
            item["DOI"] = csl.doi_of(self.doi.data)
        return item


class DoiForm(Form):
    """A DOI, by which a work is looked up. Twice does nothing twice: the second time the work is known."""

    known_by = text(
        "DOI", 250, needed="Enter the DOI.", hint="Such as 10.1000/182, or its address at doi.org."
    )

    def validate_known_by(self, field: StringField) -> None:
        if field.data and not self.doi:
            field.errors = [*field.errors, "Give the DOI as it begins with 10., such as 10.1000/182."]

    @property
    def doi(self) -> str:
        """The DOI alone, in lower case; empty where what was typed is none."""
        return csl.typed_doi(self.known_by.data or "")


class ImportForm(OnceForm):
    """A file of references, where it is from, and where its references begin."""

    file = FileField(
        "File",
        [FileRequired("Choose a file.")],
        description="RIS, BibTeX, CSL JSON or EndNote XML, as Zotero, Mendeley, EndNote and databases export them.",
    )
    search = SelectField("Found by which search?", [Optional()], coerce=int)
    stage = RadioField(
        "Where do new ones begin?",
        choices=[
            (Stage.TO_SCREEN.value, "To screen: they are to be read and decided on"),
            (Stage.INCLUDED.value, "Included: the programme builds on them already"),
        ],
        default=Stage.TO_SCREEN.value,
    )

    def offer(self, searches: Iterable[Search]) -> None:
        """Offer the search log."""
        self.search.choices = [(0, "None: they were known otherwise")] + [
            (each.id, f"{each.source}, {each.searched_on:%-d %B %Y}") for each in searches
        ]


class StyleForm(OnceForm):
    """A citation style."""

    file = FileField(
        "CSL style", [FileRequired("Choose a file.")], description="A file whose name ends in .csl."
    )
