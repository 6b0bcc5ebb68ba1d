"""Writes SVG: with classes for a page, so that it follows the reader's theme, or with literal colours for a document."""

from markupsafe import Markup, escape

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#8A5A00", "#56B4E9", "#5B4B9A", "#6B7A83")
ON_COLOURS = ("#FFFFFF", "#000000", "#000000", "#000000", "#FFFFFF", "#000000", "#FFFFFF", "#000000")
INK, PAPER, MUTED, LINE, GROUND, TEAL = "#15232C", "#FFFFFF", "#51626D", "#75858F", "#EBE7DE", "#0B5D5E"


class Pen:
    """Gathers the elements of one figure."""

    def __init__(self, *, standalone: bool) -> None:
        self.standalone = standalone
        self.parts: list[str] = []

    def shape(self, element: str, kind: str, colour: int = 0, /, **attributes: object) -> None:
        if self.standalone:
            attributes |= _literal(kind, colour)
        else:
            attributes["class_"] = f"{kind} group-{colour}" if colour else kind
        self.parts.append(f"<{element}{_written(attributes)}/>")

    def text(self, words: str, kind: str, colour: int = 0, /, **attributes: object) -> None:
        if self.standalone:
            attributes |= _literal_text(kind, colour)
        elif kind or colour:
            attributes["class_"] = f"{kind} group-{colour}" if colour else kind
        self.parts.append(f"<text{_written(attributes)}>{escape(words)}</text>")

    def svg(self, width: float, height: float, title: str, description: str, css: str = "") -> Markup:
        outer: dict[str, object] = {
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "aria_label": title,
        }
        if self.standalone:
            outer |= {"xmlns": "http://www.w3.org/2000/svg", "width": f"{width:g}", "height": f"{height:g}"}
            outer["font_family"] = "Hanken Grotesk, Helvetica, Arial, sans-serif"
        else:
            outer |= {"class_": f"chart {css}".strip(), "focusable": "false"}
        body = "".join(self.parts)
        # Everything a caller gave went through escape() or a number format.
        return Markup(  # noqa: S704
            f"<svg{_written(outer)}><title>{escape(title)}</title><desc>{escape(description)}</desc>{body}</svg>"
        )


def _written(attributes: dict[str, object]) -> str:
    def value(given: object) -> str:
        return f"{given:.2f}".rstrip("0").rstrip(".") if isinstance(given, float) else str(escape(given))

    return "".join(
        f' {name.rstrip("_") if name == "class_" else name if name == "viewBox" else name.replace("_", "-")}="{value(given)}"'
        for name, given in attributes.items()
    )


def _literal(kind: str, colour: int) -> dict[str, object]:
    fill = COLOURS[colour - 1] if colour else TEAL
    looks: dict[str, dict[str, object]] = {
        "seat": {"fill": fill, "stroke": INK},
        "seat-half": {"fill": PAPER, "stroke": INK},
        "seat-fill": {"fill": fill},
        "seat-open": {"fill": PAPER, "stroke": fill},
        "seat-missing": {"fill": "none", "stroke": LINE},
        "arc": {"fill": "none", "stroke": fill},
        "arc-edge": {"fill": "none", "stroke": INK},
        "arc-ground": {"fill": "none", "stroke": GROUND},
        "table": {"fill": "none", "stroke": GROUND},
        "bar": {"fill": fill, "stroke": INK},
    }
    return looks[kind]


def _literal_text(kind: str, colour: int) -> dict[str, object]:
    look: dict[str, object] = {"fill": INK}
    if "quiet" in kind:
        look["fill"] = MUTED
    if "letter" in kind or "bold" in kind:
        look["font_weight"] = 700
    if kind == "letter":
        look["fill"] = ON_COLOURS[colour - 1]
    return look
