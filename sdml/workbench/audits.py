"""What the workbench asks of the audit: who did what, is it whole, what stands out."""

from typing import TYPE_CHECKING

from sdml.steps.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from sdml.records.audit_gaps import AuditGaps
    from sdml.records.audit_seal import AuditCheck

__all__ = ["AuditMethods"]


class AuditMethods:
    """Methods of `Workbench` about the audit; each has one step behind it."""

    session: Session

    def history(self, entity: str, number: int) -> "pd.DataFrame":
        """What happened to one record, oldest first.

        Parameters
        ----------
        entity : str
            Such as ``ticket`` or ``user``.
        number : int
            Its id.

        Returns
        -------
        DataFrame
            ``row_id, happened, action, person, actor, purpose, request, before,
            after``; the last two are JSON of the changed columns.
        """
        from sdml.steps.run_named_query import run_named_query

        asked: dict[str, int | float | str] = {"entity": entity, "number": number}
        return run_named_query(self.session, "audit_history", asked)

    def check_audit(self) -> "AuditCheck":
        """Whether the audit is as it was sealed; it says what is wrong, and where."""
        from sdml.steps.check_seals import check_seals

        return check_seals(self.session)

    def audit_gaps(self) -> "AuditGaps":
        """What changed without a trace, by nobody or out of order, and what is lost."""
        from sdml.steps.find_audit_gaps import find_audit_gaps

        return find_audit_gaps(self.session)

    def unusual_days(
        self, *, days: int = 14, alarm_rate: float = 0.001
    ) -> "pd.DataFrame":
        """Days on which people acted unlike themselves, the least probable first.

        Parameters
        ----------
        days : int
            Judged: the last so many days.
        alarm_rate : float
            The share of usual days that may be named, in (0, 1).

        Returns
        -------
        DataFrame
            ``person, day, habit, done, usual, score, p_value``; empty too where
            there is too little history.
        """
        import pandas as pd

        from sdml.steps.find_unusual_actors import find_unusual_actors

        names = ["person", "day", "habit", "done", "usual", "score", "p_value"]
        found = find_unusual_actors(self.session, days=days, alarm_rate=alarm_rate)
        rows = [[getattr(one, name) for name in names] for one in found.days]
        return pd.DataFrame(rows, columns=names)
