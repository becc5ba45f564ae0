"""The SLA report's page on where time went: by status, team, owner, to and fro."""

from sdml.analytics.section_tables import share_of
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table
from sdml.records.sla_figures import TimeShares

__all__ = ["show_time_shares"]

_MOST_PARTS = 12


def show_time_shares(shares: TimeShares, part: str, language: Language) -> Section:
    """Where tickets' time went, by status, by team or by owner.

    Parameters
    ----------
    shares : TimeShares
        From `measure_time_shares`.
    part : {'status', 'team', 'owner'}
        By what. A person is named by number alone.
    language : Language
        The page's language.
    """
    say = language
    title, heading = _headings(part, say)
    spent = _spent(shares, part, say)
    if not shares.seconds:
        return Section(title, say.gettext("No time has passed yet."))
    if set(spent) == {None}:
        return Section(title, say.gettext("Nothing is recorded about this."))
    rows = [
        (
            _unknown(say, part) if name is None else name,
            share_of(seconds, shares.seconds),
            round(seconds / 3600),
        )
        for name, seconds in list(spent.items())[:_MOST_PARTS]
    ]
    return Section(
        title,
        _finding(rows[0], shares, say, part),
        Chart(
            "bars",
            tuple(row[0] for row in rows),
            tuple(row[1] for row in rows),
            say.gettext("share of the time between opening and end"),
            "percent",
        ),
        Table(
            (
                Column(heading),
                Column(say.gettext("Share"), "percent"),
                Column(say.gettext("Hours"), "integer"),
            ),
            tuple(rows),
        ),
        note=_note(spent, shares, say),
    )


def _headings(part: str, say: Language) -> tuple[str, str]:
    """The section's title, and the first column's."""
    if part == "status":
        return say.gettext("Time by status"), say.gettext("Status")
    if part == "team":
        return say.gettext("Time by team"), say.gettext("Team")
    return say.gettext("Time by owner"), say.gettext("Owner")


def _spent(shares: TimeShares, part: str, say: Language) -> dict[str | None, int]:
    if part != "owner":
        return shares.by_status if part == "status" else shares.by_team
    return {
        None if one is None else say.gettext("person {number}", number=str(one)): n
        for one, n in shares.by_owner.items()
    }


def _unknown(say: Language, part: str) -> str:
    if part == "status":
        return say.gettext("(unknown)")
    return say.gettext("(none)") if part == "team" else say.gettext("(nobody)")


def _finding(
    longest: tuple[str, float, int],
    shares: TimeShares,
    say: Language,
    part: str,
) -> str:
    most = say.gettext(
        "“{name}” takes the most: {share} of {hours} hours.",
        name=longest[0],
        share=say.percent(longest[1]),
        hours=say.integer(round(shares.seconds / 3600)),
    )
    if part != "team":
        return most
    moved = say.gettext(
        "{moved} of {tickets} tickets went to another team, {returned} came back to "
        "one they had been with; {reopened} were reopened.",
        moved=say.integer(shares.moved),
        tickets=say.integer(shares.tickets),
        returned=say.integer(shares.returned),
        reopened=say.integer(shares.reopened),
    )
    return f"{most} {moved}"


def _note(spent: dict[str | None, int], shares: TimeShares, say: Language) -> str:
    parts = [
        say.gettext(
            "Hours on the wall's clock, nights and weekends too. Every second of a "
            "ticket belongs to one status, one team and one owner, or none; all "
            "parts add up to {all} seconds exactly.",
            all=say.integer(shares.seconds),
        )
    ]
    if len(spent) > _MOST_PARTS:
        parts.append(
            say.gettext(
                "The {shown} largest of {all}.",
                shown=say.integer(_MOST_PARTS),
                all=say.integer(len(spent)),
            )
        )
    return " ".join(parts)
