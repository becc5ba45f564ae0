"""Methods of the workbench for questions that SQL alone does not answer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from sdml.steps.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__all__ = ["AnswerMethods"]


class AnswerMethods:
    """Topics, duplicates, indexes and breaches, as DataFrames."""

    session: Session

    def new_topics(
        self, *, dataset: int | None = None, share: float = 0.05, fewest: int = 3
    ) -> "pd.DataFrame":
        """Groups of tickets since a data set that it holds nothing like.

        Parameters
        ----------
        dataset : int, optional
            The data set; default the newest.
        share : float
            Of the data set's own tickets, those that would count as far.
        fewest : int
            Tickets from which a group is a topic.

        Returns
        -------
        DataFrame
            Columns ``topic, tickets, first_at, last_at, category, nearest_known,
            ticket_id``, the largest first.
        """
        from sdml.steps.find_new_topics import find_new_topics

        return find_new_topics(
            self.session, dataset=dataset, share=share, fewest=fewest
        )

    def compare_indexes(
        self,
        *,
        entity: Literal["ticket", "comment", "kb_article"] = "ticket",
        k: int = 10,
    ) -> "pd.DataFrame":
        """Recall, latency and size of kinds of index on the tenant's own vectors.

        Parameters
        ----------
        entity : {'ticket', 'comment', 'kb_article'}
            Whose vectors.
        k : int
            Nearest asked for.

        Returns
        -------
        DataFrame
            Columns ``size, kind, recall, p50_ms, p95_ms, build_seconds, bytes,
            faster_from``.
        """
        from sdml.records.machine_learning import EntityType
        from sdml.steps.compare_indexes import compare_indexes

        return compare_indexes(self.session, entity_type=EntityType(entity), k=k)

    def similarity_threshold(
        self,
        pairs: Iterable[tuple[int, int]] | None = None,
        *,
        field: str = "duplicate_of",
        k: int = 10,
    ) -> "pd.DataFrame":
        """Precision and recall of duplicates by threshold, judged by known pairs.

        Parameters
        ----------
        pairs : iterable of (int, int), optional
            Ids of tickets that are duplicates; default the source's own links.
        field : str
            The field of a ticket that holds such a link.
        k : int
            Nearest tickets of each that are proposed.

        Returns
        -------
        DataFrame
            Columns ``threshold, found, right, precision, recall, f1, is_best``.
        """
        from sdml.steps.find_similarity_threshold import find_similarity_threshold

        return find_similarity_threshold(self.session, pairs=pairs, field=field, k=k)

    def breach_risk(self, *, as_of: "datetime | None" = None) -> "pd.DataFrame":
        """How well breaches are foreseen at each age of a case, beside a simple rule.

        Parameters
        ----------
        as_of : datetime, optional
            As of when; default now.

        Returns
        -------
        DataFrame
            On the latest fifth of the decided cases, by ``percent_used`` of their
            target: ``n, late, auc, auc_low, auc_high, rule_auc, brier, rule_brier,
            calibration_error, mean_probability, lead_hours`` (the median of what
            is left of the target then, of those that came to be late).

        Raises
        ------
        NotEnoughData
            Fewer than 200 late or 200 timely cases to learn from or to judge by.
        """
        import pandas as pd

        from sdml.steps.forecast_breaches import forecast_breaches

        found = forecast_breaches(self.session, as_of=as_of).figures
        columns = ["n", "late", "auc", "auc_low", "auc_high", "rule_auc", "brier"]
        columns += ["rule_brier", "calibration_error", "mean_probability", "lead_hours"]
        rows = [
            [int(used), *(getattr(one, name) for name in columns)]
            for used, one in found.items()
        ]
        return pd.DataFrame(rows, columns=["percent_used", *columns])

    def open_risk(self, *, as_of: "datetime | None" = None) -> "pd.DataFrame":
        """How likely each open case is to be late, the most endangered first.

        Parameters
        ----------
        as_of : datetime, optional
            As of when; default now.

        Returns
        -------
        DataFrame
            Columns ``ticket_id, external_id, used, probability``: the share of the
            target used up, and the calibrated probability, both from 0 on.

        Raises
        ------
        NotEnoughData
            Fewer than 200 late or 200 timely cases to learn from or to judge by.
        """
        import pandas as pd

        from sdml.steps.forecast_breaches import forecast_breaches

        columns = ["ticket_id", "external_id", "used", "probability"]
        found = forecast_breaches(self.session, as_of=as_of).open
        rows = [[getattr(one, name) for name in columns] for one in found]
        return pd.DataFrame(rows, columns=columns)
