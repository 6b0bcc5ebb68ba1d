"""Makes the web fonts from the font packages when the project is built or installed."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebFonts(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fonts join this in the design system's slice."""
