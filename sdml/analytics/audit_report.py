"""The audit report: is it whole, what does it lack, who acted unlike himself."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sdml.analytics.section_tables import table_rows
from sdml.records.audit_gaps import AuditGaps
from sdml.records.audit_removal import RemovalDay
from sdml.records.audit_seal import AuditCheck, FindingKind
from sdml.records.language import Language
from sdml.records.report import Chart, Check, Column, Section, Table
from sdml.records.unusual import Habit, UnusualDays

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "show_activity",
    "show_gaps",
    "show_lost_events",
    "show_seals",
    "show_unusual_days",
    "summarise_audit",
]

SHOWN_DAYS, MOST_ROWS, MOST_REMOVALS = 42, 15, 5


def summarise_audit(
    check: AuditCheck, gaps: AuditGaps, unusual: UnusualDays, language: Language
) -> Section:
    """The report's headline: whole or not, how much is missing, who stands out.

    Parameters
    ----------
    check : AuditCheck
        The audit against its seals.
    gaps : AuditGaps
        What it lacks.
    unusual : UnusualDays
        Days that habits do not explain.
    language : Language
        The page's language.
    """
    say = language
    kept = {gap.kind: gap.found for gap in gaps.gaps}
    traceless = kept["no_row"] + kept["no_actor"] + kept["out_of_order"]
    finding = " ".join(
        (
            _whole_words(check, say),
            _trace_words(traceless, say),
            _unusual_words(unusual, say),
        )
    )
    return Section(
        title=say.gettext("Audit"),
        finding=finding,
        figures={
            "rows": check.checked,
            "sealed": check.sealed,
            "found": check.found,
            "gaps": traceless,
            "lost_events": kept["lost_events"],
            "unusual_days": len(unusual.days),
        },
        checks=(
            _seal_check(check, say),
            Check(
                say.gettext("Every change has a row, a name and its order."),
                not traceless,
            ),
        ),
        is_headline=True,
    )


def show_seals(check: AuditCheck, language: Language) -> Section:
    """What the check of the seals counted, and where something is wrong.

    Parameters
    ----------
    check : AuditCheck
        The audit against its seals.
    language : Language
        The page's language.
    """
    say = language
    counts = (
        (say.gettext("as they were sealed"), check.sealed),
        (say.gettext("of people who were erased"), check.erased),
        (say.gettext("removed past their retention"), check.purged),
        (say.gettext("older than the first seal"), check.unsealed),
        (say.gettext("altered, lost or added"), check.found),
    )
    columns = (Column(say.gettext("Rows")), Column(say.gettext("Count"), "integer"))
    note = None
    if check.findings:
        places = "; ".join(
            say.gettext(
                "{kind}: seal {seq}, row {row}",
                kind=_kind_words(one.kind, say),
                seq="–" if one.seq is None else say.integer(one.seq),
                row="–" if one.audit_id is None else say.integer(one.audit_id),
            )
            for one in check.findings[:MOST_ROWS]
        )
        note = say.gettext("Where: {places}.", places=places)
    elif check.head is not None:
        note = say.gettext(
            "The last seal is {head}. Whoever keeps this page elsewhere can tell "
            "whether the audit was cut or made anew since.",
            head=check.head,
        )
    notes = [*(_removal_words(one, say) for one in check.removals[-MOST_REMOVALS:])]
    notes += [note] if note else []
    return Section(
        say.gettext("Is the audit whole?"),
        _whole_words(check, say),
        table=Table(columns, counts),
        note=" ".join(notes),
        figures={"found": check.found},
    )


def show_activity(days: "pd.DataFrame", language: Language) -> Section:
    """How much was done on each of the last days.

    Parameters
    ----------
    days : DataFrame
        The answer to ``audit_days``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What was done")
    if not len(days):
        return Section(title, say.gettext("The audit has no row yet."))
    last = days["day"].max()
    shown = days[days["day"] > last - timedelta(SHOWN_DAYS)]
    totals = shown.groupby("day")["actions"].sum()
    by_action = shown.groupby("action")["actions"].sum().sort_values(ascending=False)
    finding = say.ngettext(
        "{count} row on the days up to {last}; most often: {action}.",
        "{count} rows on the days up to {last}; most often: {action}.",
        int(totals.sum()),
        count=say.integer(int(totals.sum())),
        last=say.day(last.date()),
        action=str(by_action.index[0]),
    )
    columns = (Column(say.gettext("Action")), Column(say.gettext("Rows"), "integer"))
    rows = table_rows(by_action.reset_index(), ["action", "actions"])
    return Section(
        title,
        finding,
        Chart(
            "columns",
            tuple(say.day(day.date()) for day in totals.index),
            tuple(float(value) for value in totals),
            say.gettext("rows of the audit a day"),
        ),
        Table(columns, rows),
    )


def show_gaps(gaps: AuditGaps, language: Language) -> Section:
    """What changed without a trace, by nobody or out of order.

    Parameters
    ----------
    gaps : AuditGaps
        What the audit lacks.
    language : Language
        The page's language.
    """
    say = language
    words = {
        "no_row": say.gettext("tickets changed without a row"),
        "no_actor": say.gettext("rows that name nobody"),
        "out_of_order": say.gettext("rows older than the one before them"),
    }
    found = [gap for gap in gaps.gaps if gap.kind in words]
    rows = tuple(
        (words[gap.kind], gap.found, ", ".join(map(str, gap.numbers[:5])) or "–")
        for gap in found
    )
    count = sum(gap.found for gap in found)
    finding = say.gettext("Every change has a row, a name and its order.")
    if count:
        finding = say.ngettext(
            "{count} place where the audit does not say what happened.",
            "{count} places where the audit does not say what happened.",
            count,
            count=say.integer(count),
        )
    columns = (
        Column(say.gettext("Gap")),
        Column(say.gettext("Count"), "integer"),
        Column(say.gettext("The first of them, by number")),
    )
    return Section(say.gettext("Gaps"), finding, table=Table(columns, rows))


def show_lost_events(lost: "pd.DataFrame", language: Language) -> Section:
    """Of which tickets the source lost events, by the numbers it gave them.

    Parameters
    ----------
    lost : DataFrame
        The answer to ``lost_events``.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("Events lost before they were imported")
    if not len(lost):
        return Section(title, say.gettext("No number of an imported event is missing."))
    total = int(lost["lost"].sum())
    finding = say.ngettext(
        "{count} number is missing among the events of {tickets} tickets; the most "
        "of one ticket: {most}.",
        "{count} numbers are missing among the events of {tickets} tickets; the most "
        "of one ticket: {most}.",
        total,
        count=say.integer(total),
        tickets=say.integer(len(lost)),
        most=say.integer(int(lost["lost"].max())),
    )
    columns = (
        Column(say.gettext("Ticket")),
        Column(say.gettext("Events"), "integer"),
        Column(say.gettext("First number"), "integer"),
        Column(say.gettext("Last number"), "integer"),
        Column(say.gettext("Missing"), "integer"),
    )
    keys = ["external_id", "events", "first_number", "last_number", "lost"]
    rows = table_rows(lost.head(MOST_ROWS), keys)
    return Section(
        title,
        finding,
        table=Table(columns, rows),
        figures={"lost_events": total},
    )


def show_unusual_days(unusual: UnusualDays, language: Language) -> Section:
    """Who acted unlike himself, on which day and in what.

    Parameters
    ----------
    unusual : UnusualDays
        Days that habits do not explain.
    language : Language
        The page's language.
    """
    say = language
    columns = (
        Column(say.gettext("Day")),
        Column(say.gettext("Person, by number"), "integer"),
        Column(say.gettext("What stands out")),
        Column(say.gettext("That day"), "integer"),
        Column(say.gettext("Usually"), "integer"),
        Column(say.gettext("As rare as"), "text"),
    )
    rows = tuple(
        (
            say.day(one.day),
            one.person,
            _habit_words(one.habit, say),
            round(one.done),
            round(one.usual),
            say.gettext("1 day in {count}", count=say.integer(1 / one.p_value)),
        )
        for one in unusual.days[:MOST_ROWS]
    )
    note = say.gettext(
        "Each person is compared with his own days before; {new} days of people with "
        "too short a history are not judged.",
        new=say.integer(unusual.too_new),
    )
    return Section(
        say.gettext("Unusual days"),
        _unusual_words(unusual, say),
        table=Table(columns, rows) if rows else None,
        note=note,
        figures={"unusual_days": len(unusual.days), "judged": unusual.looked_at},
    )


def _whole_words(check: AuditCheck, say: Language) -> str:
    if check.found:
        return say.ngettext(
            "The audit was altered: {count} place is not what was sealed.",
            "The audit was altered: {count} places are not what was sealed.",
            check.found,
            count=say.integer(check.found),
        )
    if not check.sealed:
        return say.gettext("Nothing in the audit is sealed yet.")
    return say.ngettext(
        "The audit is whole: {count} row is as it was sealed.",
        "The audit is whole: {count} rows are as they were sealed.",
        check.sealed,
        count=say.integer(check.sealed),
    )


def _removal_words(removal: RemovalDay, say: Language) -> str:
    return say.ngettext(
        "Retention removed {count} row on {day}, on sealed record.",
        "Retention removed {count} rows on {day}, on sealed record.",
        removal.rows,
        count=say.integer(removal.rows),
        day=say.day(date.fromisoformat(removal.day)),
    )


def _seal_check(check: AuditCheck, say: Language) -> Check:
    """A warning where there are rows and no seal: nobody can tell what was altered."""
    if check.checked and not check.sealed and check.is_whole:
        return Check(say.gettext("The audit is sealed."), False, is_grave=False)
    return Check(say.gettext("The audit is as it was sealed."), check.is_whole)


def _trace_words(traceless: int, say: Language) -> str:
    if not traceless:
        return say.gettext("Every change has a row, a name and its order.")
    return say.ngettext(
        "{count} change has no trace, nobody's name or no order.",
        "{count} changes have no trace, nobody's name or no order.",
        traceless,
        count=say.integer(traceless),
    )


def _unusual_words(unusual: UnusualDays, say: Language) -> str:
    if not unusual.is_enough:
        return say.gettext(
            "There is too little history to say which days are unusual: {known} "
            "earlier days of people, and it takes {needed}.",
            known=say.integer(unusual.compared_with),
            needed=say.integer(unusual.needed),
        )
    count = len(unusual.days)
    if not count:
        return say.gettext(
            "No day stands out among {judged} days of people looked at.",
            judged=say.integer(unusual.looked_at),
        )
    return say.ngettext(
        "{count} day of a person is unusual among {judged} looked at; chance alone "
        "would name about {chance}.",
        "{count} days of people are unusual among {judged} looked at; chance alone "
        "would name about {chance}.",
        count,
        count=say.integer(count),
        judged=say.integer(unusual.looked_at),
        chance=say.decimal(unusual.by_chance),
    )


def _habit_words(habit: Habit, say: Language) -> str:
    words = {
        "volume": say.gettext("actions in all"),
        "busiest_hour": say.gettext("actions in one hour"),
        "night": say.gettext("actions from 0 to 6 o'clock"),
        "deletes": say.gettext("deletions"),
        "exports": say.gettext("exports"),
    }
    return words[habit]


def _kind_words(kind: FindingKind, say: Language) -> str:
    words = {
        FindingKind.EDITED: say.gettext("row edited"),
        FindingKind.REORDERED: say.gettext("rows that changed places"),
        FindingKind.DELETED: say.gettext("row deleted"),
        FindingKind.INSERTED: say.gettext("row without a seal"),
        FindingKind.SEAL_EDITED: say.gettext("seal edited"),
        FindingKind.SEAL_MISSING: say.gettext("seal lost"),
        FindingKind.BROKEN: say.gettext("chain broken"),
        FindingKind.REWRITTEN: say.gettext("chain made anew"),
        FindingKind.TRUNCATED: say.gettext("end cut off"),
        FindingKind.UNKNOWN_KEY: say.gettext("sealed with an unknown key"),
    }
    return words[kind]
