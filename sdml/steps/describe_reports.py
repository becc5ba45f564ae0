"""Describe a report before it is run: its parameters, and what a run would find."""

from collections.abc import Mapping
from dataclasses import dataclass

from sdml.files.report_notebooks import find_notebooks, read_report_notebook
from sdml.records.report import ParameterValue

__all__ = ["DescribedParameter", "DescribedReport", "describe_reports"]


@dataclass(frozen=True, slots=True)
class DescribedParameter:
    """One parameter: its name, what it must be, its default, what it is for."""

    name: str
    expected: str
    default: ParameterValue
    help: str


@dataclass(frozen=True, slots=True)
class DescribedReport:
    """One report.

    Attributes
    ----------
    name : str
        Of its notebook, without number.
    is_periodic : bool
        Whether it is about a period and can be back-filled.
    parameters : tuple of DescribedParameter
        As its notebook declares them.
    """

    name: str
    is_periodic: bool
    parameters: tuple[DescribedParameter, ...]


def describe_reports(name: str | None = None) -> Mapping[str, DescribedReport]:
    """Each report by its name, in reading order.

    Parameters
    ----------
    name : str, optional
        Only this one.

    Raises
    ------
    ParameterError
        There is no such report.

    Examples
    --------
    >>> describe_reports("import_quality")["import_quality"].parameters[0].expected
    'whole number from 1 to 240'
    """
    names = list(find_notebooks()) if name is None else [name]
    found = {}
    for one in names:
        notebook = read_report_notebook(one)
        found[one] = DescribedReport(
            one,
            notebook.is_periodic,
            tuple(
                DescribedParameter(each.name, each.expected, each.default, each.help)
                for each in notebook.parameters
            ),
        )
    return found
