"""The command line keeps its contract: names, exit codes, JSON, documentation."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from sdml.cli.main import COMMANDS, cli, main

README = Path(__file__).parents[2] / "README.md"


def every_command() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield from every_inner_command(name, command)


def every_inner_command(
    name: str, command: click.Command
) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for inner, subcommand in command.commands.items():
            yield from every_inner_command(f"{name} {inner}", subcommand)
    else:
        yield name, command


ALL = dict(every_command())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_listed_help_is_the_commands_own(name: str) -> None:
    module = importlib.import_module(f"sdml.cli.{COMMANDS[name].module}")
    command = getattr(module, COMMANDS[name].module)
    assert command.get_short_help_str(limit=200) == COMMANDS[name].help


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_has_help_and_json(name: str) -> None:
    options = {word for parameter in ALL[name].params for word in parameter.opts}
    assert ALL[name].help
    assert {"--db", "--data", "--json"} <= options
    for parameter in ALL[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name}: {parameter.opts} has no help"


WITHOUT_TENANT = {"init", "doctor", "demo", "serve"}


@pytest.mark.parametrize("name", sorted(ALL))
def test_the_tenant_is_required_wherever_data_is_touched(name: str) -> None:
    tenant = [item for item in ALL[name].params if "--tenant" in item.opts]
    if name.split()[0] in WITHOUT_TENANT | {"migrate"} or name in (
        "tenant add",
        "tenant list",
        "query list",
    ):
        assert not tenant
    else:
        assert tenant
        every = any("--all-tenants" in item.opts for item in ALL[name].params)
        assert tenant[0].required is not every  # else one of the two must be said
        assert tenant[0].default in (None, click.core.UNSET)


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert f"sdml {name}" in README.read_text("utf-8")


MISUSES = {
    "unknown command": ["nothing"],
    "unknown option": ["embed", "--nothing"],
    "missing tenant": ["embed", "--json"],
    "missing argument": ["report", "run", "--tenant", "a"],
}


@pytest.mark.parametrize("words", MISUSES.values(), ids=MISUSES)
def test_misuse_exits_2_with_one_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("sdml: ")
    assert len(shown.err.splitlines()) == 1
    if "--json" in words:
        assert json.loads(shown.out)["error"]["code"] == "misuse"
    else:
        assert not shown.out


def test_a_missing_database_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["embed", "--tenant", "a", "--db", str(tmp_path / "no.db"), "--json"]
    assert main(words) == 1
    shown = capsys.readouterr()
    assert json.loads(shown.out)["error"]["code"] == "database_unavailable"
    assert "sdml init" in shown.err
