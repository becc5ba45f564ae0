"""The SLA report's page on open cases that are likely to be late."""

from sdml.records.breach_risk import BreachForecast, RiskFigures
from sdml.records.language import Language
from sdml.records.report import Chart, Column, Section, Table

__all__ = ["show_breach_risk", "show_open_risk"]

_SHOWN = 15


def show_breach_risk(forecast: BreachForecast, language: Language) -> Section:
    """How good forecasts of breaches were, against the age and priority alone.

    Parameters
    ----------
    forecast : BreachForecast
        From `forecast_breaches`.
    language : Language
        The page's language.
    """
    say = language
    if not forecast.figures:
        return Section(
            say.gettext("Can breaches be foreseen?"),
            say.gettext(
                "A forecast needs 200 late and 200 timely cases, both among the latest "
                "and the earlier ones: there are too few."
            ),
        )
    first = forecast.figures["0"]
    verdict = (
        say.gettext("That is better than the rule.")
        if first.auc_low > first.rule_auc
        else say.gettext("That is no better than the rule.")
    )
    return Section(
        say.gettext("Can breaches be foreseen?"),
        say.gettext(
            "At the opening, a late case has the higher probability in {auc} of pairs "
            "({range}), by the rule of priority and age in {rule}. {verdict} Expected "
            "were {expected} late, {observed} came.",
            auc=say.percent(first.auc),
            range=say.percent_range(first.auc_low, first.auc_high),
            rule=say.percent(first.rule_auc),
            verdict=verdict,
            expected=say.percent(first.mean_probability),
            observed=say.percent(first.late / first.n),
        ),
        _reliability(first, say),
        _table(forecast, say),
        note=say.gettext(
            "Judged on the latest fifth of the decided cases, by a model of those "
            "before, which knows priority, category, team, status, requester and time "
            "of the opening and the share of the target used. The rule is the share of "
            "late cases of the same priority and age. Cases that are still undecided "
            "are left out."
        ),
        figures={"auc": first.auc, "rule_auc": first.rule_auc},
    )


def show_open_risk(forecast: BreachForecast, language: Language) -> Section:
    """The open cases most likely to be late.

    Parameters
    ----------
    forecast : BreachForecast
        From `forecast_breaches`.
    language : Language
        The page's language.
    """
    say = language
    title = say.gettext("What is likely to be late")
    if not forecast.figures:
        return Section(title, say.gettext("There is no forecast."))
    first = forecast.figures["0"]
    if first.auc_low <= first.rule_auc:
        return Section(
            title,
            say.gettext("No list: past forecasts were no better than the simple rule."),
        )
    if not forecast.open:
        return Section(title, say.gettext("No open case is still in time."))
    expected = sum(one.probability for one in forecast.open)
    return Section(
        title,
        say.gettext(
            "Of {open} open cases that are still in time, {expected} are expected to "
            "be late.",
            open=say.integer(len(forecast.open)),
            expected=say.integer(round(expected)),
        ),
        table=Table(
            (
                Column(say.gettext("Ticket")),
                Column(say.gettext("Target used"), "percent"),
                Column(say.gettext("Probability to be late"), "percent"),
            ),
            tuple(
                (one.external_id or str(one.ticket_id), one.used, one.probability)
                for one in forecast.open[:_SHOWN]
            ),
        ),
        note=say.gettext(
            "The {shown} most endangered.",
            shown=say.integer(min(_SHOWN, len(forecast.open))),
        ),
    )


def _reliability(figures: RiskFigures, say: Language) -> Chart:
    return Chart(
        "reliability",
        (),
        figures.observed,
        say.gettext("came to be late"),
        "percent",
        positions=figures.expected,
        category_axis=say.gettext("probability at the opening, by tenths of the cases"),
    )


def _table(forecast: BreachForecast, say: Language) -> Table:
    columns = (
        Column(say.gettext("Target used")),
        Column(say.gettext("Cases"), "integer"),
        Column(say.gettext("Came to be late"), "percent"),
        Column(say.gettext("Expected"), "percent"),
        Column("AUC", "decimal"),
        Column(say.gettext("AUC of the rule"), "decimal"),
        Column(say.gettext("Brier score"), "decimal"),
        Column(say.gettext("Brier score of the rule"), "decimal"),
    )
    return Table(
        columns,
        tuple(
            (
                f"{used} %",
                one.n,
                one.late / one.n,
                one.mean_probability,
                one.auc,
                one.rule_auc,
                one.brier,
                one.rule_brier,
            )
            for used, one in forecast.figures.items()
        ),
    )
