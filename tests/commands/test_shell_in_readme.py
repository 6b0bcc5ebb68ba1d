"""What README says of the shell is what the commands take."""

import re

import click
import pytest

from roundtable import cli, places

README = (places.TEMPLATES.parent / "README.md").read_text()
LINES = re.findall(
    r"^roundtable (.+)$", README.partition("## From the shell")[2].partition("## ")[0], re.MULTILINE
)


def the_command(name: str) -> click.Command:
    found = cli.roundtable.get_command(click.Context(cli.roundtable), name)
    assert found is not None, name
    return found


def test_every_command_stands_in_the_readme() -> None:
    said = set(re.findall(r"[a-z][a-z-]+", " ".join(line.partition("--")[0] for line in LINES)))
    assert set(cli.COMMANDS) <= said


@pytest.mark.parametrize("line", [line for line in LINES if "--" in line])
def test_every_option_in_the_readme_is_one_of_its_command(line: str) -> None:
    first, *rest = line.split()
    command = the_command(first)
    if isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None
        command = found
    taken = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    assert set(re.findall(r"--[a-z][a-z-]*", line)) <= taken
