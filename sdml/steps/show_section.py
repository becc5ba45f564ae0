"""Show one section of a report where a notebook's cell has its output."""

from collections.abc import Callable
from dataclasses import dataclass

from sdml.files.catalogues import read_language
from sdml.files.report_page import MediaBundle, render_section
from sdml.records.report import Section
from sdml.steps.session import Session

__all__ = ["ShownSection", "show_section"]


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as Jupyter displays it; printed elsewhere it is its finding.

    Attributes
    ----------
    section : Section
        What is shown.
    bundles : tuple of dict
        Its outputs by media type: finding, chart, table.
    """

    section: Section
    bundles: tuple[MediaBundle, ...]

    def __str__(self) -> str:
        return f"{self.section.title}: {self.section.finding}"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        show: Callable[..., object] = display
        for bundle in self.bundles:
            show(bundle, raw=True)


def show_section(session: Session, section: Section) -> ShownSection:
    """Make the section's outputs in the tenant's language.

    Parameters
    ----------
    session : Session
        Whose page.
    section : Section
        From a function of `sdml.analytics`.
    """
    tenant = session.tenant
    language = read_language(tenant.locale, tenant.timezone)
    bundles = render_section(section, language, session.tally.rows)
    return ShownSection(section, bundles)
