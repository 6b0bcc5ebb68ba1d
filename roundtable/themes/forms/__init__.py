"""What the pages of themes ask."""

from roundtable.themes.forms.codebook import MergeForm, SplitForm, ThemeForm
from roundtable.themes.forms.coding import ExcerptForm, ThemesForm

__all__ = ["ExcerptForm", "MergeForm", "SplitForm", "ThemeForm", "ThemesForm"]
