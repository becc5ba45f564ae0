"""The line magic ``%sdml``: opens the workbench, shows the review card."""

import argparse
import shlex
from collections.abc import Sequence
from typing import NoReturn

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class

from sdml import Workbench
from sdml import open as open_workbench
from sdml.errors import SdmlError
from sdml.records.review import QueueFilter

__all__ = ["SdmlMagics"]

_EPILOG = """examples:
  %sdml open aurora --as ana@aurora.example
  %sdml review task=category low=0.2 high=0.6
  %sdml examples reason=override
  %sdml stats"""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in the cell, and ends nothing."""

    def error(self, message: str) -> NoReturn:
        """Refuse the line."""
        raise UsageError(f"%sdml: {message}; %sdml --help shows how")

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End the line after its help."""
        raise _HelpShown


class _HelpShown(Exception):
    """The line asked for help and got it."""


@magics_class
class SdmlMagics(Magics):
    """What ``%load_ext sdml`` adds to a notebook.

    `%sdml open TENANT` opens the workbench as the variable ``wb``; the others
    work on that variable.
    """

    @line_magic
    def sdml(self, line: str) -> object:
        """Open the workbench of a tenant, review, list examples, count.

        Parameters
        ----------
        line : str
            What was typed; ``--help`` shows what may be.

        Returns
        -------
        object
            What the cell shows: a review card, a DataFrame or counts.

        Raises
        ------
        UsageError
            The line cannot be read, or sdml refused; one line says why.
        """
        try:
            words = _parser().parse_args(shlex.split(line))
            if words.verb != "open":
                return self._act(words)
            self._open(words)
        except _HelpShown:
            pass
        except (ValueError, SdmlError) as error:
            raise UsageError(f"%sdml: {error}") from error
        return None

    def _open(self, words: argparse.Namespace) -> None:
        # One that was open before stays so: its cards may still be on the page.
        wb = open_workbench(
            words.db, tenant=words.tenant, data=words.data, reviewer=words.reviewer
        )
        self._names()["wb"] = wb

    def _act(self, words: argparse.Namespace) -> object:
        wb = self._workbench()
        if wb is None:
            raise UsageError("%sdml: no workbench is open: %sdml open TENANT")
        kept = QueueFilter.parse(_pairs(words.filters)).as_parts()
        if words.verb == "review":
            return wb.review(words.reviewer, **kept)
        if words.verb == "examples":
            return wb.examples(words.reviewer, most=200, **kept)
        return wb.review_stats(**kept)

    def _workbench(self) -> Workbench | None:
        found = self._names().get("wb")
        return found if isinstance(found, Workbench) else None

    def _names(self) -> dict[str, object]:
        assert self.shell is not None  # noqa: S101 - IPython made us with one
        names: dict[str, object] = self.shell.user_ns
        return names


def _parser() -> _Parser:
    parser = _Parser(
        prog="%sdml",
        description="Work on a service desk.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    opened = verbs.add_parser("open", help="open a tenant as wb")
    opened.add_argument("tenant", metavar="TENANT")
    opened.add_argument("--db", help="a path or a URL; default $SDML_DB")
    opened.add_argument("--data", help="the folder of what is derived")
    rest = {
        "review": "show the review card",
        "examples": "list the queue",
        "stats": "count the queue and who decided",
    }
    for verb, text in rest.items():
        made = verbs.add_parser(verb, help=text)
        made.add_argument("filters", nargs="*", metavar="NAME=VALUE")
    for made in verbs.choices.values():
        made.add_argument(
            "--as",
            dest="reviewer",
            metavar="EMAIL",
            help="who reviews; default $SDML_REVIEWER",
        )
    return parser


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    for name, equals, _ in pairs:
        if not equals:
            raise ValueError(f"{name!r}: expected NAME=VALUE")
    return {name: value for name, _, value in pairs}
