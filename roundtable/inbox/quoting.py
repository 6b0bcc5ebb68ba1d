"""What of a letter its writer wrote, and what only repeats an earlier one."""

import re
from dataclasses import dataclass

_ATTRIBUTION = re.compile(
    r"(?i)^\s*(?:"
    r"(?:on|le|am|el|op|il|em|den|på)\b.{5,300}?\b(?:wrote|a écrit|schrieb|escribió|schreef|ha scritto|escreveu|skrev)\b[^\n]{0,200}:"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}:\d{2}.{0,200}?(?:<[^>\s]*>?|:)"
    r")\s*$",
    re.DOTALL,
)
_ENDS = re.compile(
    r"(?im)^[ \t]{0,40}(?:-{2,40}[ \t]*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine)[ \t]*-{2,}"
    r"|_{20,}|(?:from|von|de|от):\s.{1,200}\n(?:\s{0,20}(?:sent|date|to|subject|gesendet|an|betreff|envoyé|à|objet|cc)\s*:.{0,300}\n){1,6})"
)


_SIGNATURE = re.compile(r"(?m)^--[ \t\xa0]?$")
_DEVICE = re.compile(
    r"(?im)^(?:sent (?:from|with|via|using) [^\n,.;:?!]{1,60}|get outlook for [^\n]{1,40}|envoyé de(?:puis)? mon [^\n]{1,40}"
    r"|von meinem [^\n]{1,40} gesendet)\s*\Z"
)
# The mark of a program: the last line alone.
_SHORTEST_WRAPPED, _LONGEST_WRAPPED = 50, 130
_LISTED = re.compile(r"\s{2,}|[-*•–]\s|\d{1,3}[.)]\s")
_LONGEST_SIGNATURE, _MOST_LINES = 800, 12


@dataclass(frozen=True)
class Piece:
    """Lines that belong together."""

    text: str
    quoted: bool


def pieces(text: str) -> list[Piece]:
    """The letter in its order: what was written, and what was quoted."""
    found = _ENDS.search(text + "\n")
    head, tail = (text[: found.start()], text[found.start() :]) if found else (text, "")
    made: list[Piece] = []
    for line in head.split("\n"):
        quoted = line.lstrip().startswith(">")
        if made and made[-1].quoted == quoted:
            made[-1] = Piece(f"{made[-1].text}\n{line}", quoted)
        elif quoted and made:
            written, attribution = _without_attribution(made[-1].text)
            made[-1] = Piece(written, False)
            made.append(Piece(f"{attribution}\n{line}".lstrip("\n"), True))
        else:
            made.append(Piece(line, quoted))
    if tail.strip():
        made.append(Piece(tail, True))
    return [Piece(piece.text.strip("\n"), piece.quoted) for piece in made if piece.text.strip()]


def said(text: str) -> str:
    """What its writer wrote: without quotations, and without a signature or the mark of the program at its end.

    A signature begins at "-- " and is short; what is longer is taken for words.
    """
    written = "\n\n".join(piece.text.strip() for piece in pieces(text) if not piece.quoted).strip()
    written = _DEVICE.sub("", written).rstrip()
    for found in _SIGNATURE.finditer(written):
        rest = written[found.start() :]
        if len(rest) <= _LONGEST_SIGNATURE and rest.count("\n") <= _MOST_LINES:
            return written[: found.start()].rstrip()
    return written


def unwrapped(text: str) -> str:
    """Paragraphs on one line each, where a mail program broke them to lines of a like length; lists and verse stay."""
    return "\n\n".join(_as_one_line(paragraph) for paragraph in re.split(r"\n[^\S\n]*\n\s*", text))


def _as_one_line(paragraph: str) -> str:
    lines = [line.rstrip() for line in paragraph.split("\n")]
    wrapped = all(_SHORTEST_WRAPPED <= len(line) <= _LONGEST_WRAPPED for line in lines[:-1])
    return " ".join(lines) if wrapped and not any(_LISTED.match(line) for line in lines) else paragraph


def _without_attribution(text: str) -> tuple[str, str]:
    """Text and, from its end, the "On Monday, somebody wrote:" that goes with what follows."""
    lines = text.rstrip("\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    for size in (1, 2, 3):
        attribution = "\n".join(lines[-size:])
        if len(lines) >= size and _ATTRIBUTION.match(attribution):
            return "\n".join(lines[:-size]), attribution
    return text, ""
