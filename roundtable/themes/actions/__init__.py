"""What is done to the codebook and to excerpts."""

from roundtable.themes.actions.codebook import (
    add_theme,
    bring_back_theme,
    move_theme,
    retire_theme,
    revise_theme,
    theme_named,
    undo_change,
)
from roundtable.themes.actions.examples import choose_example, leave_example
from roundtable.themes.actions.excerpts import (
    code,
    leave_for_reading,
    mark_excerpt,
    note_nothing_to_mark,
    put_back_excerpt,
    recode,
    remove_excerpt,
    uncode,
)
from roundtable.themes.actions.passes import (
    finish_reading,
    mark_in_pass,
    open_pass,
    settle,
    start_pass,
    take_back,
    take_over,
)
from roundtable.themes.actions.reshaping import merge_themes, split_theme, undo_reshaping
from roundtable.themes.actions.rules import add_rule, remove_rule

__all__ = [
    "add_rule",
    "add_theme",
    "bring_back_theme",
    "choose_example",
    "code",
    "finish_reading",
    "leave_example",
    "leave_for_reading",
    "mark_excerpt",
    "mark_in_pass",
    "merge_themes",
    "move_theme",
    "note_nothing_to_mark",
    "open_pass",
    "put_back_excerpt",
    "recode",
    "remove_excerpt",
    "remove_rule",
    "retire_theme",
    "revise_theme",
    "settle",
    "split_theme",
    "start_pass",
    "take_back",
    "take_over",
    "theme_named",
    "uncode",
    "undo_change",
    "undo_reshaping",
]
