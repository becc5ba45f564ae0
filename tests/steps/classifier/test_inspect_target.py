"""A target is looked at before it is learnt; what is odd is refused or named."""

import numpy as np
import pytest
from sqlalchemy import update

from sdml.cli.target_lines import target_lines
from sdml.errors import ParameterError, TargetRefused
from sdml.records.target import TargetKind
from sdml.steps.freeze_and_inspect import freeze_and_inspect
from sdml.steps.freeze_dataset import freeze_dataset
from sdml.steps.inspect_target import inspect_target
from sdml.steps.session import Session
from sdml.store.tables.workbench import TicketField


def add_urgency(desk, default_share: float = 0.8) -> None:  # type: ignore[no-untyped-def]
    """A field that is 3 exactly where the kind is request, else a matter of luck."""
    random = np.random.default_rng(4)
    with desk.at_once():
        for ticket in range(1, 151):
            is_request = random.random() < default_share
            kind = "request" if is_request else "incident"
            urgency = "3" if is_request else str(random.integers(1, 3))
            desk.add("ticket_fields", ticket_id=ticket, name="kind", value=kind)
            desk.add("ticket_fields", ticket_id=ticket, name="urgency", value=urgency)


def test_a_sound_target_is_clean_and_names_what_it_could_not_judge(desk) -> None:  # type: ignore[no-untyped-def]
    report = inspect_target(desk.session, task="category")
    assert report.status == "clean"
    assert report.rows == 150
    assert {one.check for one in report.not_judged} == {"period", "requester"}


def test_a_placeholder_is_refused_unless_it_is_accepted(desk) -> None:  # type: ignore[no-untyped-def]
    add_urgency(desk)
    with pytest.raises(TargetRefused, match=r"'3' is a placeholder.*field:kind") as no:
        inspect_target(desk.session, task="field:urgency")
    assert no.value.exit_code == 3
    found = no.value.result.findings[0]
    assert found.kind is TargetKind.PLACEHOLDER
    assert (found.columns, found.values) == (("field:kind",), ("request",))
    report = inspect_target(desk.session, task="field:urgency", accept=True)
    assert report.accepted
    assert report.findings == no.value.result.findings


def test_values_of_columns_are_masked(desk) -> None:  # type: ignore[no-untyped-def]
    add_urgency(desk)
    with desk.at_once() as connection:
        connection.execute(
            update(TicketField)
            .where(TicketField.value == "request")
            .values(value="ana@acme.example")
        )
    report = inspect_target(desk.session, task="field:urgency", accept=True)
    assert report.findings[0].values == ("[EMAIL]",)
    assert "ana@" not in report.findings[0].says


def test_a_version_of_another_tenant_is_not_there(desk, make_session) -> None:  # type: ignore[no-untyped-def]
    frozen = freeze_dataset(desk.session, task="category")
    other: Session = make_session(desk.session.database, "globex")
    with pytest.raises(ParameterError, match="no data set"):
        inspect_target(other, task="category", dataset_id=frozen.dataset_id)


def test_freezing_tells_what_is_odd_and_freezes_all_the_same(desk) -> None:  # type: ignore[no-untyped-def]
    add_urgency(desk)
    frozen = freeze_and_inspect(desk.session, task="field:urgency")
    assert frozen.is_new
    assert frozen.target is not None
    assert frozen.target.dataset_id == frozen.dataset_id
    assert (frozen.target.status, frozen.target.says_no) == ("refuse", True)
    said = target_lines(frozen.target)
    assert "'3' is a placeholder" in said
    assert "training will refuse it" in said
