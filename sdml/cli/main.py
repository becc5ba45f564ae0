"""The command `sdml`: finds a subcommand's module by name and ends with its exit code.

Subcommands are loaded when they run, so that ``sdml --help`` stays as fast as
Python and click themselves.
"""

import importlib
import json
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

import click

from sdml.errors import CheckFailed, SdmlError

__all__ = ["COMMANDS", "cli", "main"]


class Subcommand(NamedTuple):
    """Where a subcommand lives, and its line in ``sdml --help``."""

    module: str
    help: str


COMMANDS = {
    "audit": Subcommand(
        "audit",
        "Check that nobody altered the audit; anchor it outside; ask who did what.",
    ),
    "calendar": Subcommand(
        "calendar",
        "Say when the desk works: its week, holidays, half days and bridges.",
    ),
    "classify": Subcommand(
        "classify", "Classify tickets into the database, or a file's rows into a file."
    ),
    "dataset": Subcommand(
        "dataset",
        "Freeze, inspect, list, compare, verify, restore and export dataset versions.",
    ),
    "demo": Subcommand("demo", "Make a sample desk and run the whole line on it."),
    "doctor": Subcommand("doctor", "Check this installation and its database."),
    "embed": Subcommand(
        "embed", "Compute the vectors of texts that have none, or that have changed."
    ),
    "examples": Subcommand(
        "examples",
        "Propose tickets for review, each with the reason it was chosen; object.",
    ),
    "explain": Subcommand(
        "explain",
        "Explain one decision: data, model, promise, reviewers, reasons, objection.",
    ),
    "import": Subcommand(
        "imports", "Import tickets, events, articles, or what other models said."
    ),
    "index": Subcommand("index", "Verify or rebuild a vector index."),
    "init": Subcommand("init", "Create the database, or bring it to this version."),
    "lake": Subcommand(
        "lake", "Bring the Parquet files of the lake up to date; verify them."
    ),
    "migrate": Subcommand("migrate", "Show, run and roll back schema migrations."),
    "model": Subcommand(
        "model", "List, show, evaluate, promote, shadow, retire and watch models."
    ),
    "outside": Subcommand(
        "outside", "Let models of others classify, and compare them with the own."
    ),
    "price": Subcommand("price", "State what outside models cost, and since when."),
    "query": Subcommand(
        "query", "List the packaged questions of the database and the lake; answer one."
    ),
    "report": Subcommand(
        "report", "Run report notebooks, now or when they are due, and list their runs."
    ),
    "promise": Subcommand(
        "promise", "Promise a precision for each class, and say what may happen."
    ),
    "review": Subcommand(
        "review", "Claim, decide and undo examples; see how the review stands."
    ),
    "schedule": Subcommand(
        "schedule",
        "Write the files by which cron or systemd makes the reports that are due.",
    ),
    "search": Subcommand(
        "search", "Find what is nearest in meaning to a text, or to a file's queries."
    ),
    "serve": Subcommand("serve", "Serve the reviewers' pages to browsers."),
    "sql": Subcommand(
        "sql", "Answer a QUERY from the lake's tables; SHOW TABLES lists them."
    ),
    "sla": Subcommand(
        "sla", "Run the SLA clock, explain it, and ask what if; set policies."
    ),
    "taxonomy": Subcommand(
        "taxonomy", "Merge, split, rename and retire classes; undo; check their names."
    ),
    "tenant": Subcommand("tenant", "Add, list and configure tenants."),
    "trace": Subcommand(
        "trace", "Follow a label: proposals, decisions, datasets, models, predictions."
    ),
    "train": Subcommand(
        "train", "Train a classifier on a frozen dataset; it becomes a candidate."
    ),
    "user": Subcommand("user", "Add users of the workbench and their roles."),
    "webhook": Subcommand(
        "webhook", "Tell other programs of proposals, decisions and frozen datasets."
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from the module named in `COMMANDS`."""
        found = COMMANDS.get(cmd_name)
        if found is None:
            return None
        module = importlib.import_module(f"sdml.cli.{found.module}")
        command = getattr(module, found.module)
        assert isinstance(command, click.Command)  # noqa: S101 - a bug, not an input
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """Write the list of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, COMMANDS[name].help) for name in sorted(COMMANDS)]
            )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sdml", message="%(version)s")
def cli() -> None:
    """Workbench over a service-desk database: import, search, classify, report."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Stands for ``sys.argv[1:]``.

    Returns
    -------
    int
        0 done, 1 failed, 2 misuse, 3 a check did not hold, 4 time limit, 5
        locked by another run, 6 drift, 130 interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json = "--json" in words
    try:
        code = cli.main(args=words, prog_name="sdml", standalone_mode=False)
    except CheckFailed as error:
        return _fail(error.code, str(error), error.exit_code, as_json, error.result)
    except SdmlError as error:
        return _fail(error.code, str(error), error.exit_code, as_json)
    except click.UsageError as error:
        hint = error.ctx.command_path if error.ctx else "sdml"
        message = f"{error.format_message()} (see '{hint} --help')"
        return _fail("misuse", message, 2, as_json)
    except click.ClickException as error:
        return _fail("failed", error.format_message(), error.exit_code, as_json)
    except (KeyboardInterrupt, click.Abort):
        message = "interrupted: what was committed stays, the same command goes on"
        return _fail("interrupted", message, 130, as_json)
    except BrokenPipeError:
        # Nobody reads on: what is still buffered has nowhere to go at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail("failed", _place_and_reason(error), 1, as_json)
    return code if isinstance(code, int) else 0


def _place_and_reason(error: OSError) -> str:
    place = f"{error.filename}: " if error.filename else ""
    reason = error.strerror or str(error)
    return f"{place}{reason}; check the path, its permissions and the disk's free space"


def _fail(
    code: str,
    message: str,
    exit_code: int,
    as_json: bool,
    result: object = None,
) -> int:
    if as_json and result is not None:
        from sdml.cli.output import as_json_text

        click.echo(as_json_text(result))
    elif as_json:
        click.echo(json.dumps({"error": {"code": code, "message": message}}))
    click.echo(f"sdml: {' '.join(message.split())}", err=True)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
