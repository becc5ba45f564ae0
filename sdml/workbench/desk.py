"""The workbench as ``sdml.open`` gives it: questions, search, reports, and the rest."""

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sdml.errors import UnknownTenant
from sdml.records.machine_learning import EntityType
from sdml.settings import read_settings
from sdml.steps.session import Session

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType

    import pandas as pd

    from sdml.records.embedding import EmbeddingResult
    from sdml.records.language import Language
    from sdml.records.report import ParameterValue, ReportResult, Section
    from sdml.steps.show_section import ShownSection

from sdml.workbench.answers import AnswerMethods
from sdml.workbench.audits import AuditMethods
from sdml.workbench.classes import ClassMethods
from sdml.workbench.models import ModelMethods
from sdml.workbench.reviews import ReviewMethods

__all__ = ["Workbench", "open"]


class Workbench(ModelMethods, ClassMethods, ReviewMethods, AuditMethods, AnswerMethods):
    """One tenant's service desk, as a data scientist works on it.

    Made by `open`. Each method has one step behind it; frames come back with
    the dtypes ``Int64``, ``Float64``, ``string`` and ``datetime64[ns, UTC]``.

    Parameters
    ----------
    session : Session
        An open session; `close` closes its database.
    reviewer : str, optional
        The e-mail of who reviews, where a call names nobody.

    Attributes
    ----------
    session : Session
        For calls of `sdml.steps` that have no method here yet.
    """

    def __init__(self, session: Session, reviewer: str | None = None) -> None:
        self.session = session
        self.reviewer = reviewer

    def __repr__(self) -> str:
        session = self.session
        return f"<Workbench {session.tenant.slug} at {session.database.address}>"

    def __enter__(self) -> "Workbench":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: "TracebackType | None",
    ) -> None:
        self.close()

    @property
    def language(self) -> "Language":
        """The language and time zone of the tenant's pages."""
        from sdml.steps.open_language import open_language

        return open_language(self.session)

    def query(self, name: str, **parameters: int | float | str) -> "pd.DataFrame":
        """The answer to a packaged question.

        Parameters
        ----------
        name : str
            A file of ``sdml/store/queries`` or ``sdml/store/lake_queries``
            without suffix; its header says what it answers, with which
            parameters and columns. ``sdml query list`` lists them.
        **parameters : int, float or str
            What the header asks for; the tenant is bound already.

        Raises
        ------
        ParameterError
            An unknown question or parameter, or a value of another type.
        """
        from sdml.steps.run_named_query import run_named_query

        return run_named_query(self.session, name, parameters)

    def sql(self, query: str, *, limit: int | None = None) -> "pd.DataFrame":
        """The answer to a query of the tenant's lake, brought up to date first.

        Parameters
        ----------
        query : str
            One SELECT, as DuckDB has it. The tables are those of the database,
            without the columns that may hold personal data; ``SHOW TABLES``
            lists them, ``DESCRIBE tickets`` their columns.
        limit : int, optional
            At most so many rows.

        Raises
        ------
        ParameterError
            The query does not read, or names what there is not.
        """
        from sdml.steps.run_query import run_query

        return run_query(self.session, query, limit=limit).frame

    def sla(
        self, *, as_of: "datetime | None" = None, calendar: str | None = None
    ) -> "pd.DataFrame":
        """Every SLA cycle as of an instant, one a row; nothing is written.

        Parameters
        ----------
        as_of : datetime, optional
            As of when; default now. What came later is not known then.
        calendar : str, optional
            A calendar in place of the policies' own; ``always`` counts every
            minute.

        Returns
        -------
        DataFrame
            What the cycle goes by (``policy, priority, category, team``), its
            times, ``response`` and ``resolution`` (``met, late, open, at_risk``,
            missing where it was cancelled or no policy is for it), and hours of
            the policy's calendar: elapsed, paused, target.

        Raises
        ------
        ParameterError
            No policy, no calendar for one that needs it, or no such calendar.
        """
        from sdml.steps.measure_sla import measure_sla

        return measure_sla(self.session, as_of=as_of, calendar=calendar)

    def sla_forecast(self, *, as_of: "datetime | None" = None) -> "pd.DataFrame":
        """What the next weeks bring, with intervals and how often such ones held.

        Parameters
        ----------
        as_of : datetime, optional
            As of when; default now.

        Returns
        -------
        DataFrame
            Columns ``measure`` (``tickets``, ``resolution``, ``response``),
            ``weeks_ahead, expected, low, high``, and of past forecasts ``tested,
            covered, wanted, error, naive_error``. Shares in [0, 1] but for
            ``tickets``; no rows of what has fewer than sixteen whole weeks.
        """
        import pandas as pd

        from sdml.steps.forecast_sla import forecast_sla

        found = forecast_sla(self.session, as_of=as_of)
        named = (
            ("tickets", found.volume),
            ("resolution", found.resolution),
            ("response", found.response),
        )
        tested = ["tested", "covered", "wanted", "error", "naive_error"]
        rows = [
            [name, point.ahead, point.expected, point.low, point.high]
            + [getattr(one, column) for column in tested]
            for name, one in named
            if one is not None
            for point in one.points
        ]
        columns = ["measure", "weeks_ahead", "expected", "low", "high", *tested]
        return pd.DataFrame(rows, columns=columns)

    def sla_shares(self, *, as_of: "datetime | None" = None) -> "pd.DataFrame":
        """Where tickets' time went, on the wall's clock, to the second.

        Parameters
        ----------
        as_of : datetime, optional
            As of when; default now.

        Returns
        -------
        DataFrame
            Columns ``part`` (``status``, ``team``, ``owner``), ``name`` (missing
            for none or unknown; of an owner the number of the person),
            ``seconds``, ``share``. The seconds of each part sum to those of all
            tickets.
        """
        import pandas as pd

        from sdml.steps.measure_time_shares import measure_time_shares

        found = measure_time_shares(self.session, as_of=as_of)
        owners = {
            None if one is None else str(one): n for one, n in found.by_owner.items()
        }
        parts = {"status": found.by_status, "team": found.by_team, "owner": owners}
        rows = [
            [part, name, n, n / found.seconds]
            for part, spent in parts.items()
            for name, n in spent.items()
        ]
        return pd.DataFrame(rows, columns=["part", "name", "seconds", "share"]).astype(
            {"name": "string", "seconds": "Int64", "share": "Float64"}
        )

    def search(
        self,
        text: str,
        *,
        entity: Literal["ticket", "comment", "kb_article"] = "ticket",
        k: int = 10,
    ) -> "pd.DataFrame":
        """The nearest tickets, comments or articles by meaning.

        Parameters
        ----------
        text : str
            In any language the embedder knows.
        entity : {'ticket', 'comment', 'kb_article'}
            What is searched.
        k : int
            At most so many.

        Returns
        -------
        DataFrame
            Columns ``entity, id, external_id, score, title``, best first.
        """
        import pandas as pd

        from sdml.steps.search_entities import search_entities

        found = search_entities(self.session, text, entity_type=EntityType(entity), k=k)
        columns = ["entity", "id", "external_id", "score", "title"]
        rows = [[getattr(hit, column) for column in columns] for hit in found.hits]
        return pd.DataFrame(rows, columns=columns)

    def embed(
        self, *, entity: str = "ticket", embedder: str = "auto"
    ) -> "EmbeddingResult":
        """Give every text of one kind a current vector.

        Parameters
        ----------
        entity : {'ticket', 'kb_article', 'comment'}
            Whose texts.
        embedder : str
            ``auto``, or one of the names of ``sdml embed``.
        """
        from sdml.records.machine_learning import EntityType
        from sdml.steps.embed_entities import embed_entities

        return embed_entities(
            self.session, entity_type=EntityType(entity), embedder=embedder
        )

    def report(
        self, name: str, *, force: bool = False, **parameters: "ParameterValue"
    ) -> "ReportResult":
        """Run a report's notebook, or find its page as it stands.

        Parameters
        ----------
        name : str
            Such as ``import_quality``.
        force : bool
            Run even where no data has changed.
        **parameters : str, int, float or bool
            What the notebook declares.
        """
        from sdml.steps.build_report import build_report

        return build_report(self.session, name, parameters, force=force)

    def reports(self) -> "pd.DataFrame":
        """The tenant's newest report runs, one a row."""
        import pandas as pd

        from sdml.steps.list_reports import list_reports

        columns = ["run_id", "name", "status", "started_at", "headline", "error"]
        runs = list_reports(self.session).runs
        rows = [[getattr(run, column) for column in columns] for run in runs]
        return pd.DataFrame(rows, columns=columns)

    def show(self, section: "Section") -> "ShownSection":
        """Show a section of a report under the cell: finding, chart, table.

        Parameters
        ----------
        section : Section
            From a function of `sdml.analytics`.
        """
        from sdml.steps.show_section import show_section

        return show_section(self.session, section)

    def close(self) -> None:
        """Close the database."""
        self.session.database.close()


def open(
    db: str | Path | None = None,
    *,
    tenant: str,
    data: str | Path | None = None,
    actor: str | None = None,
    reviewer: str | None = None,
) -> Workbench:
    """The workbench over one tenant's data.

    Parameters
    ----------
    db : str or Path, optional
        A URL or a path; default ``SDML_DB``, else ``servicedesk.db`` in `data`.
    tenant : str
        The tenant's slug; there is no default.
    data : str or Path, optional
        The folder of derived files; default ``SDML_DATA``, else ``data/``.
    actor : str, optional
        Who acts; default ``python:<os user>``.
    reviewer : str, optional
        The e-mail of who reviews; default ``SDML_REVIEWER``.

    Raises
    ------
    UnknownTenant
        No tenant has this slug.
    DatabaseUnavailable
        There is no database at that place.
    CheckFailed
        Its migrations are pending.
    """
    from sdml.steps.open_session import open_session

    if not tenant:
        raise UnknownTenant(
            "no tenant was named: set tenant to a slug such as 'aurora'"
        )
    settings = read_settings(db, data)
    session = open_session(settings, tenant, actor or f"python:{getpass.getuser()}")
    return Workbench(session, reviewer)
