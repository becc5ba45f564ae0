"""Make an approved example one whose answer is known, to test reviewers with."""

from sdml.errors import Forbidden, MisuseError, ParameterError
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.enterprise import AuditAction
from sdml.records.machine_learning import ExampleStatus
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock
from sdml.store.review_assignments import write_gold
from sdml.store.review_queue import lock_item
from sdml.store.task_labels import read_task_labels

__all__ = ["set_gold"]


def set_gold(
    session: Session, reviewer: Reviewer, example_id: int, label: str | None
) -> None:
    """Set the known answer of an approved example, or take it away with None.

    Gold is shown to reviewers among ordinary cards and stays out of data sets.

    Stages: check the role -> lock the example -> check -> write, and the audit.

    Raises
    ------
    Forbidden
        Without the role approver or admin.
    MisuseError
        The example is not approved.
    ParameterError
        There is no such example (`NotFound`) or label.
    """
    if not reviewer.may_adjudicate:
        raise Forbidden("setting gold takes the role approver or admin")
    origin = RequestOrigin(session.request_id, None, "set_gold", None)
    entry = AccessEntry(AuditAction.UPDATE, "ai_training_data", example_id, "set_gold")
    with session.write("set_gold") as connection:
        tenant = session.tenant
        item = lock_item(connection, tenant, example_id)
        assert item is not None  # noqa: S101 - it waits
        if label is not None and item.status is not ExampleStatus.APPROVED:
            raise MisuseError(f"example {example_id} is not approved: review it first")
        labels = read_task_labels(connection, tenant, item.task)
        if label is not None and label not in labels:
            raise ParameterError(f"there is no label {label[:80]!r} of {item.task}")
        write_gold(connection, tenant, example_id, label)
        now = read_clock(connection)
        who = (reviewer.email, reviewer.user_id)
        add_access_entry(connection, tenant, entry, origin, who, now)
