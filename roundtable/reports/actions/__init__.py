"""Deeds on reports, their sections and their versions."""

from roundtable.reports.actions.files import make_again, make_files, stop_files
from roundtable.reports.actions.reports import edit_report, make_briefing, make_report
from roundtable.reports.actions.sections import (
    add_section,
    edit_section,
    move_section,
    put_back,
    remove_section,
)
from roundtable.reports.actions.versions import freeze, publish, withdraw

__all__ = [
    "add_section",
    "edit_report",
    "edit_section",
    "freeze",
    "make_again",
    "make_briefing",
    "make_files",
    "make_report",
    "move_section",
    "publish",
    "put_back",
    "remove_section",
    "stop_files",
    "withdraw",
]
