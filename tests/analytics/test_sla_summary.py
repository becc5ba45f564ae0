"""The headline of service levels is a sentence for every number of cases."""

from datetime import UTC, datetime

import pandas as pd

from sdml.analytics.sla_report import show_groups
from sdml.analytics.sla_summary import summarise_sla
from sdml.files.catalogues import read_language
from sdml.records.language import Language

EN, PT = Language("en", "UTC"), read_language("pt_BR", "UTC")
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def cases(**counts: int) -> pd.DataFrame:
    """So many cases of each state, of high priority but for those of ``low_``."""
    rows = [
        {
            "resolution": state.removeprefix("low_"),
            "response": "met",
            "priority": "Low" if state.startswith("low_") else "High",
            "is_cancelled": state == "cancelled",
            "policy": "P",
        }
        for state, count in counts.items()
        for _ in range(count)
    ]
    frame = pd.DataFrame(rows)
    frame["resolution"] = frame["resolution"].where(frame["resolution"] != "cancelled")
    return frame


def test_what_is_open_is_said_without_noughts() -> None:
    headline = summarise_sla(cases(met=40, late=10), NOW, 90, EN).finding
    assert headline.startswith("80.0% of 50 decided cases were resolved in time")
    assert headline.endswith("100.0% answered in time.")
    headline = summarise_sla(cases(met=40, open=2), NOW, 90, EN).finding
    assert headline.endswith("2 more are open and still in time.")
    headline = summarise_sla(cases(met=40, open=1, at_risk=1), NOW, 90, PT).finding
    assert headline.endswith("ainda no prazo, 1 deles com pouco tempo.")


def test_cases_in_no_share_are_named_where_there_are_any() -> None:
    assert "no share" not in summarise_sla(cases(met=40), NOW, 90, EN).note
    note = summarise_sla(cases(met=40, cancelled=1), NOW, 90, EN).note
    assert note.endswith("1 more was cancelled and is in no share.")


def test_a_group_alone_is_not_called_the_worst() -> None:
    few = show_groups(
        cases(met=30, low_met=9, low_late=1), "priority", "resolution", EN
    )
    assert few.finding.startswith("Only “High” has enough cases to judge: 100.0% of 30")
    assert few.finding.endswith("Most late cases are in “Low”: 1 of 1.")
    spread = cases(met=30, late=5, low_met=30, low_late=5)
    assert "Most late" not in show_groups(spread, "priority", "resolution", EN).finding
