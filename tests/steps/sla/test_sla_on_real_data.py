"""A slice of the proof on the log of incidents: breaches and hours foreseen."""

from pathlib import Path

from tests.proofs import sla_figures


def test_breaches_at_creation_are_foreseen_and_calibrated(real_data: Path) -> None:
    events = sla_figures.read_events(real_data)
    found = sla_figures.breach_at_creation(sla_figures.first_events(events))
    assert found["holds"], found
    assert found["auc"] > found["auc_of_priority_alone"] + 0.2


def test_hours_are_foreseen_better_than_by_the_median(real_data: Path) -> None:
    events = sla_figures.read_events(real_data)
    found = sla_figures.resolution_time(sla_figures.first_events(events))
    assert found["holds"], found
