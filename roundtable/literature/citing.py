"""Citations and the list of references as a CSL style sets them: pandoc's citeproc, and its answer in our inlines.

The syntax is pandoc's: @key in the running text, [@key, p. 3; see @other] in brackets, [-@key] without the author.
"""

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from roundtable.documents import Emphasis, Footnote, Inline, LineBreak, Link, Strong, Text, is_safe_href
from roundtable.literature import pandoc
from roundtable.web.kept import Kept

Node = dict[str, Any]
_KEY = r"[A-Za-z][A-Za-z0-9_:.-]*[A-Za-z0-9]"
_LOCATOR = r"(?:pp?|ch|chap|chapter|sec|section|para|fig|table|vol)\b\.?[^\[\]@]{1,40}"
CITATION = re.compile(
    rf"\[(?P<group>[^\[\]\n]{{0,300}}?(?<![\w.])@{_KEY}[^\[\]]{{0,600}})\]"
    rf"|(?<![\w@.])@(?P<key>{_KEY})(?: \[(?P<locator>{_LOCATOR})\])?"
)
"""Where text cites: in brackets, or in the running text."""

_PART = re.compile(rf"(?P<before>[^@]*?)(?P<bare>-?)(?<![\w.])@(?P<key>{_KEY})(?P<after>[^@]*)", re.DOTALL)


class Part(NamedTuple):
    """One work in a citation."""

    key: str
    before: str = ""
    after: str = ""
    mode: str = "NormalCitation"


Cluster = tuple[Part, ...]
"""What is cited in one place."""


class Rendered(NamedTuple):
    """What stands for each citation, in their order, and the list of references: each with its key."""

    citations: tuple[tuple[Inline, ...], ...]
    entries: tuple[tuple[str, tuple[Inline, ...]], ...]


def cluster_of(match: re.Match[str]) -> Cluster:
    """What a match of CITATION cites; nothing where its brackets hold something else as well.

    In the running text within brackets of its own, such as (@key), the brackets that the style sets are left out.
    """
    if match["key"]:
        before = match.string[: match.start()]
        inside = before.count("(") > before.count(")")
        after = f", {match['locator']}" if match["locator"] else ""
        return (Part(match["key"], after=after, mode="Inside" if inside else "AuthorInText"),)
    parts = []
    for said in match["group"].split(";"):
        found = _PART.fullmatch(said)
        if found is None:
            return ()
        mode = "SuppressAuthor" if found["bare"] else "NormalCitation"
        parts.append(Part(found["key"], found["before"].strip(), found["after"].rstrip(), mode))
    return tuple(parts)


def keys_in(texts: Iterable[str]) -> set[str]:
    """Every key that these texts may cite, and what only looks like one."""
    return {key for text in texts for key in re.findall(rf"@({_KEY})", text)}


_kept: Kept[Rendered] = Kept(64)


def rendered(
    clusters: Sequence[Cluster], items: Mapping[str, Mapping[str, Any]], *, style: str = ""
) -> Rendered:
    """The citations and the list as the style sets them (pandoc's own, author and year, where it is empty).

    `items` has every work by its key. What was set once is kept while nothing of it changes.
    """
    if not clusters:
        return Rendered((), ())
    cited = list(dict.fromkeys(part.key for each in clusters for part in each))
    bibliography = json.dumps([{**items[key], "id": key} for key in cited], ensure_ascii=False)
    tree = json.dumps(_document(clusters), ensure_ascii=False)
    stamp = hashlib.sha256("\0".join((bibliography, tree, style)).encode()).hexdigest()
    return _kept.get(stamp, stamp, lambda: _set(clusters, bibliography, tree, style))


def _set(clusters: Sequence[Cluster], bibliography: str, tree: str, style: str) -> Rendered:
    with tempfile.TemporaryDirectory(prefix="citing-") as folder:
        works = Path(folder) / "works.json"
        works.write_text(bibliography)
        arguments = ["-f", "json", "-t", "json", "--sandbox", "--citeproc", f"--bibliography={works}"]
        if style:
            sheet = Path(folder) / "style.csl"
            sheet.write_text(style)
            arguments.append(f"--csl={sheet}")
        blocks = json.loads(pandoc.run(arguments, tree.encode(), limit=60))["blocks"]
    paragraphs = [each for each in blocks if each["t"] == "Para"]
    citations = tuple(
        _without_brackets(set_) if cluster[0].mode == "Inside" else set_
        for cluster, set_ in zip(clusters, (tuple(_inlines(p["c"])) for p in paragraphs), strict=True)
    )
    listed = next((each["c"][1] for each in blocks if each["t"] == "Div" and each["c"][0][0] == "refs"), ())
    return Rendered(citations, tuple(_entry(each) for each in listed))


def _document(clusters: Sequence[Cluster]) -> Node:
    blocks = [{"t": "Para", "c": [_cite(each)]} for each in clusters]
    meta = {"link-citations": {"t": "MetaBool", "c": True}, "lang": {"t": "MetaString", "c": "en-GB"}}
    return {"pandoc-api-version": [1, 23, 1], "meta": meta, "blocks": blocks}


def _cite(cluster: Cluster) -> Node:
    citations = [
        {
            "citationId": part.key,
            "citationPrefix": _words(part.before),
            "citationSuffix": _words(part.after),
            "citationMode": {"t": "NormalCitation" if part.mode == "Inside" else part.mode},
            "citationNoteNum": number,
            "citationHash": 0,
        }
        for number, part in enumerate(cluster, 1)
    ]
    return {"t": "Cite", "c": [citations, [{"t": "Str", "c": "?"}]]}


def _words(text: str) -> list[Node]:
    """Words for pandoc: spaces are nodes of their own."""
    parts = filter(None, re.split(r"(\s+)", text))
    return [{"t": "Space"} if part.isspace() else {"t": "Str", "c": part} for part in parts]


def _entry(div: Node) -> tuple[str, tuple[Inline, ...]]:
    (anchor, _, _), blocks = div["c"]
    inlines = [
        inline for block in blocks if block["t"] in ("Para", "Plain") for inline in _inlines(block["c"])
    ]
    return anchor.removeprefix("ref-"), _joined(inlines)


def _inlines(nodes: Iterable[Node]) -> tuple[Inline, ...]:
    return _joined(inline for node in nodes for inline in _inline(node))


def _inline(node: Node) -> Iterator[Inline]:
    kind: str = node["t"]
    content: Any = node.get("c")
    match kind:
        case "Str":
            yield Text(content)
        case "Space" | "SoftBreak":
            yield Text(" ")
        case "LineBreak":
            yield LineBreak()
        case "Emph":
            yield Emphasis(_inlines(content))
        case "Strong":
            yield Strong(_inlines(content))
        case "Link":
            inside, href = _inlines(content[1]), content[2][0]
            yield from (Link(href, inside),) if is_safe_href(href) else inside
        case "Note":
            blocks = (block for block in content if block["t"] in ("Para", "Plain"))
            yield Footnote(tuple(inline for block in blocks for inline in _inlines(block["c"])))
        case "Quoted":
            opening, closing = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
            yield from (Text(opening), *_inlines(content[1]), Text(closing))
        case "Span":
            left = "csl-left-margin" in content[0][1]
            yield from (*_inlines(content[1]), *([Text(" ")] if left else ()))
        case "Cite":
            yield from _inlines(content[1])
        case "SmallCaps" | "Superscript" | "Subscript" | "Underline" | "Strikeout":
            yield from _inlines(content)
        case "Code" | "Math":
            yield Text(content[1])


def _joined(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """Words that touch as one text."""
    found: list[Inline] = []
    for inline in inlines:
        if isinstance(inline, Text) and found and isinstance(found[-1], Text):
            found[-1] = Text(re.sub(" {2,}", " ", found[-1].text + inline.text))
        else:
            found.append(inline)
    return tuple(found)


def _without_brackets(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Without the round brackets at both ends, where the writer has typed their own."""
    if len(content) < 2 or not isinstance(content[0], Text) or not isinstance(content[-1], Text):
        return content
    first, last = content[0].text, content[-1].text
    if not first.startswith("(") or not last.endswith(")"):
        return content
    ends = (Text(first[1:]), *content[1:-1], Text(last[:-1]))
    return tuple(each for each in ends if not isinstance(each, Text) or each.text)
