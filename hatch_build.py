"""Makes the web fonts from the font packages when the project is built or installed; also `python hatch_build.py`."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FONTS = {
    "hanken-grotesk-500": ("font_hanken_grotesk", "HankenGrotesk-Medium.otf"),
    "hanken-grotesk-600": ("font_hanken_grotesk", "HankenGrotesk-SemiBold.otf"),
    "hanken-grotesk-700": ("font_hanken_grotesk", "HankenGrotesk-Bold.otf"),
    "source-sans-pro-400": ("font_source_sans_pro", "SourceSansPro-Regular.otf"),
    "source-sans-pro-600": ("font_source_sans_pro", "SourceSansPro-Semibold.otf"),
    "source-sans-pro-400-italic": ("font_source_sans_pro", "SourceSansPro-It.otf"),
}
# Latin with every accent of Europe (Welsh ŵ and ŷ among them), punctuation, currency, arrows, fractions, ✓ and ×.
CHARACTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x2B0, 0x300),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2000, 0x2070),
    *range(0x2070, 0x20D0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2300),
    0x2713,
    0x2717,
]
FEATURES = [
    "kern",
    "liga",
    "mark",
    "mkmk",
    "ccmp",
    "locl",
    "tnum",
    "lnum",
    "pnum",
    "frac",
    "ordn",
    "sups",
    "case",
]


def make(root: Path) -> list[Path]:
    """Make the fonts that are missing and return them all; without the font packages there are none."""
    folder = root / "static" / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, (package, file) in FONTS.items():
        target = folder / f"{name}.woff2"
        if not target.exists():
            found = importlib.util.find_spec(package)
            if found is None or found.origin is None:
                continue
            _subset(Path(found.origin).parent / "files" / file, target)
        made.append(target)
    return made


def _subset(source: Path, target: Path) -> None:
    from fontTools import subset  # slow, and absent where the fonts are made already

    options = subset.Options(flavor="woff2", layout_features=FEATURES, desubroutinize=True, hinting=False)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    unfinished = target.with_suffix(".part")
    subset.save_font(font, str(unfinished), options)
    unfinished.replace(target)


class WebFonts(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the fonts before their files are gathered."""
        make(Path(self.root))


if __name__ == "__main__":
    for font in make(Path(__file__).resolve().parent):
        print(f"{font.relative_to(Path.cwd())}  {font.stat().st_size // 1024} KB")  # noqa: T201
