"""The headline of the SLA report: the share in time, and what is open."""

from datetime import datetime
from typing import TYPE_CHECKING

from sdml.analytics.sla_compliance import total_compliance
from sdml.records.language import Language
from sdml.records.report import Check, Section
from sdml.records.sla_figures import ComplianceLine

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["share_words", "summarise_sla"]


def summarise_sla(
    cycles: "pd.DataFrame",
    now: datetime,
    wanted_percent: float,
    language: Language,
) -> Section:
    """The report's headline: the share resolved in time, and what is urgent.

    Parameters
    ----------
    cycles : DataFrame
        From `measure_sla`.
    now : datetime
        As of when.
    wanted_percent : float
        What share is to be resolved in time.
    language : Language
        The page's language.
    """
    say = language
    solved = total_compliance(cycles, "resolution")
    answered = total_compliance(cycles, "response")
    claim = say.gettext(
        "At least {share} of decided cases are resolved in time.",
        share=say.percent(wanted_percent / 100, 0),
    )
    finding = _headline(solved, answered, say)
    return Section(
        title=say.gettext("Service levels"),
        finding=finding,
        note=_what_counts(cycles, say),
        figures={
            "decided": solved.decided,
            "met": solved.met,
            "late": solved.late,
            "open": solved.open,
            "at_risk": solved.at_risk,
            "response_met": answered.met,
            "response_decided": answered.decided,
        },
        checks=(Check(claim, (solved.share or 0.0) >= wanted_percent / 100),),
        facts=((say.gettext("As of"), say.time(now)),),
        is_headline=True,
    )


def _headline(solved: ComplianceLine, answered: ComplianceLine, say: Language) -> str:
    if solved.share is None:
        return say.gettext(
            "No case is decided yet: there is nothing to say of compliance."
        )
    decided = say.gettext(
        "{share} of {decided} decided cases were resolved in time ({range}), "
        "{answered} answered in time.",
        share=say.percent(solved.share),
        decided=say.integer(solved.decided),
        range=say.percent_range(solved.low, solved.high),
        answered=share_words(answered, say),
    )
    return " ".join(filter(None, (decided, _open_words(solved, say))))


def _open_words(solved: ComplianceLine, say: Language) -> str:
    if not solved.open:
        return ""
    if not solved.at_risk:
        return say.ngettext(
            "{open} more is open and still in time.",
            "{open} more are open and still in time.",
            solved.open,
            open=say.integer(solved.open),
        )
    return say.ngettext(
        "{open} more is open and still in time, but short of it.",
        "{open} more are open and still in time, {at_risk} of them short of it.",
        solved.open,
        open=say.integer(solved.open),
        at_risk=say.integer(solved.at_risk),
    )


def _what_counts(cycles: "pd.DataFrame", say: Language) -> str:
    words = [
        say.gettext(
            "A case is decided once it is resolved or its time is used up. A reopened "
            "ticket is a case more."
        )
    ]
    cancelled = int(cycles["is_cancelled"].fillna(False).sum())
    if cancelled:
        words.append(
            say.ngettext(
                "{count} more was cancelled and is in no share.",
                "{count} more were cancelled and are in no share.",
                cancelled,
                count=say.integer(cancelled),
            )
        )
    free = int(cycles["policy"].isna().sum())
    if free:
        words.append(
            say.ngettext(
                "{count} more has no policy and is in no share.",
                "{count} more have no policy and are in no share.",
                free,
                count=say.integer(free),
            )
        )
    return " ".join(words)


def share_words(one: ComplianceLine, say: Language) -> str:
    """The share in time, or a dash where nothing is decided."""
    return "–" if one.share is None else say.percent(one.share)
