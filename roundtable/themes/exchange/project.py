"""REFI-QDA: a whole project (.qdpx), its sources, codes, selections and who made them; see qdasoftware.org.

It is a ZIP with `project.qde` and the texts in `sources/`. A selection's positions count Unicode code points from 0; its
end is the place after its last one.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import IO, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from roundtable import clock
from roundtable.errors import Refusal
from roundtable.evidence.importing.choices import Choices
from roundtable.evidence.importing.fields import FIELDS
from roundtable.evidence.importing.lines import Incoming, lines
from roundtable.evidence.models import Call, Kind
from roundtable.evidence.parts import TEXT
from roundtable.sheets import mapping, reading
from roundtable.themes.exchange.refi import ORIGIN, add_codes, codes_in, guid_of, texts_within
from roundtable.themes.exchange.xml import local, parsed, plain
from roundtable.themes.exporting import Book, Coded, coded
from roundtable.themes.importing.bundles import Bundle, Key, Mark
from roundtable.themes.models import Theme

PROJECT = "urn:QDA-XML:project:1.0"
TYPE = "application/zip"
MAX_UNPACKED = 200_000_000
MAX_FILES = 50_000


def write(call: Call, to: IO[bytes]) -> int:
    """What was coded in a call as a project; gives how many codings. Contributors are in it by their pseudonyms only."""
    programme, number = call.programme, 0
    root = Element(
        "Project",
        {
            "xmlns": PROJECT,
            "name": plain(call.title),
            "origin": ORIGIN,
            "creationDateTime": clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
    )
    users, book_of = SubElement(root, "Users"), SubElement(root, "CodeBook")
    themes = {theme.id: theme for theme in add_codes(SubElement(book_of, "Codes"), programme)}
    variables, sources = SubElement(root, "Variables"), SubElement(root, "Sources")
    about = {
        name: SubElement(
            variables, "Variable", guid=guid_of(programme, "variable", name), name=name, typeOfVariable="Text"
        ).get("guid", "")
        for name in ("Kind", "Group")
    }
    writer = _Writer(call, users, themes)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in coded(call, Book(call)):
            for part in each.submission.latest.parts:
                guid = guid_of(programme, "source", f"{each.submission.id}/{part.name}")
                archive.writestr(f"sources/{guid}.txt", part.text.encode("utf-8", "replace"))
                named = each.submission.reference
                if part.name != TEXT:
                    named += f" ({part.label})"
                source = SubElement(
                    sources,
                    "TextSource",
                    guid=guid,
                    name=plain(named),
                    plainTextPath=f"internal://{guid}.txt",
                )
                number += writer.selections(source, each, part.name)
                group = each.submission.group.name if each.submission.group else ""
                for name, value in (("Kind", each.submission.kind.value), ("Group", group)):
                    if value:
                        held = SubElement(source, "VariableValue")
                        SubElement(held, "VariableRef", targetGUID=about[name])
                        SubElement(held, "TextValue").text = plain(value)
        archive.writestr("project.qde", tostring(root, encoding="utf-8", xml_declaration=True))
    return number


class _Writer:
    """Writes selections, and notes who made them."""

    def __init__(self, call: Call, users: Element, themes: Mapping[int, Theme]) -> None:
        self.call, self.users, self.themes = call, users, themes
        self.known: dict[str, str] = {}

    def selections(self, source: Element, each: Coded, part: str) -> int:
        """The selections of a source; one for all codings of the same words. Words that are gone have none."""
        places: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for coding in each.codings:
            if coding["part"] == part and coding["starts"] is not None and coding["theme_id"] in self.themes:
                places.setdefault((coding["starts"], coding["ends"]), []).append(coding)
        for (starts, ends), codings in places.items():
            key = f"{source.get('guid')}/{starts}/{ends}"
            selection = SubElement(
                source,
                "PlainTextSelection",
                guid=self._guid("selection", key),
                name=plain(" ".join(codings[0]["words"].split())[:60]),
                startPosition=str(starts),
                endPosition=str(ends),
            )
            if codings[0]["memo"]:
                SubElement(selection, "Description").text = plain(codings[0]["memo"])
            for coding in codings:
                for coder in (coding["coder"] or ORIGIN).split("; "):
                    given = SubElement(
                        selection,
                        "Coding",
                        guid=self._guid("coding", f"{key}/{coding['theme_id']}/{coder}"),
                        creatingUser=self._user(coder),
                    )
                    theme = self.themes[coding["theme_id"]]
                    SubElement(given, "CodeRef", targetGUID=guid_of(self.call.programme, "theme", theme.id))
        return sum(map(len, places.values()))

    def _guid(self, what: str, key: str) -> str:
        return guid_of(self.call.programme, what, key)

    def _user(self, coder: str) -> str:
        if coder not in self.known:
            self.known[coder] = self._guid("user", coder)
            SubElement(self.users, "User", guid=self.known[coder], name=plain(coder))
        return self.known[coder]


def read(name: str, content: bytes, call: Call, choices: Choices, *, kind: Kind, coder: str = "") -> Bundle:
    """The texts of a project as submissions, its codes as themes, its selections as codings.

    Pictures, sound, PDF and what else a project may hold is left out, and counted.
    """
    files = _unpacked(name, content)
    projects = [path for path in files if path.lower().endswith(".qde")]
    if not projects:
        raise Refusal(f"{name} is no REFI-QDA project: it holds no project.qde.")
    root = parsed(projects[0], files[projects[0]])
    codes, warnings = codes_in(root, name)
    bundle = Bundle(themes=[entry for _, entry in codes], warnings=warnings)
    paths = {guid: entry.path for guid, entry in codes}
    people = {_guid(user.get("guid")): user.get("name", "") for user in root.iter() if local(user) == "User"}
    sources = [source for each in root if local(each) == "Sources" for source in each]
    texts = [source for source in sources if local(source) == "TextSource"]
    if len(texts) < len(sources):
        bundle.warnings.append(f"{len(sources) - len(texts):,} sources are no texts and were left out.")
    by_name = {PurePosixPath(path).name.lower(): each for path, each in files.items()}
    rows = [[_words(source, by_name), " ".join(source.get("name", "").split())] for source in texts]
    sheet = reading.made_of(name, ("Text", "Document"), rows)
    chosen = Choices(
        attribution=choices.attribution,
        basis=choices.basis,
        texts={"Text": kind},
        answers=("Document",),
        nothing=choices.nothing,
    )
    for line in lines(sheet, mapping.Mapping(FIELDS, sheet.header, {}), call, chosen):
        bundle.lines.append(line)
        if isinstance(line.values, Incoming):
            key = Key(import_key=line.values.key)
            _mark(bundle, line.number, texts[line.number - 1], key, paths, people, coder)
    return bundle


def _mark(
    bundle: Bundle,
    line: int,
    source: Element,
    key: Key,
    paths: Mapping[str, tuple[str, ...]],
    people: Mapping[str, str],
    coder: str,
) -> None:
    for place in [source, *(each for each in source if local(each) == "PlainTextSelection")]:
        starts, ends = _position(place, "startPosition"), _position(place, "endPosition")
        memo = (
            texts_within(each for each in place if local(each) == "Description")
            if place is not source
            else ""
        )
        for coding in place:
            if local(coding) != "Coding":
                continue
            whose = people.get(_guid(coding.get("creatingUser") or place.get("creatingUser")), "") or coder
            for reference in coding:
                path = paths.get(_guid(reference.get("targetGUID")))
                if path is None:
                    bundle.left_out["Its code is not in the codebook of the file."] += 1
                else:
                    bundle.marks.append(
                        Mark(line, key, path, starts=starts, ends=ends, coder=whose, memo=memo.strip())
                    )


def _position(element: Element, name: str) -> int | None:
    value = element.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else None


def _guid(text: str | None) -> str:
    return (text or "").strip("{}").upper()


def _words(source: Element, files: Mapping[str, bytes]) -> str:
    inline = texts_within(each for each in source if local(each) == "PlainTextContent")
    path = source.get("plainTextPath", "")
    found = files.get(PurePosixPath(path.replace("internal://", "")).name.lower()) if path else None
    if inline or found is None:
        return inline
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(f"The source “{source.get('name', path)}” is not in UTF-8.") from error


def _unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The project's XML and texts. Refuses an archive that unpacks to more than it should."""
    found: dict[str, bytes] = {}
    room = MAX_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > MAX_FILES:
                raise Refusal(f"{name} holds more than {MAX_FILES:,} files.")
            for path in names:
                if not path.lower().endswith((".qde", ".txt")):
                    continue
                with archive.open(path) as stream:
                    found[path] = stream.read(room + 1)
                room -= len(found[path])
                if room < 0:
                    raise Refusal(f"{name} unpacks to more than {MAX_UNPACKED // 1_000_000} MB.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Refusal(f"{name} is damaged, or no REFI-QDA project. Export it again.") from error
    return found
