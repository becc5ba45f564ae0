"""What the modes of a model's classes follow from, read in one go."""

from sqlalchemy import Connection

from sdml.records.model_card import ModelCard
from sdml.records.promise import ModeRules
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import ModelStatus
from sdml.store.promises import (
    read_class_settings,
    read_mode_changes,
    read_open_promise,
)

__all__ = ["read_mode_rules"]


def read_mode_rules(
    connection: Connection, tenant: Tenant, card: ModelCard
) -> ModeRules:
    """The model's open promise if it is champion, ceilings and step-downs."""
    promise = None
    if card.status is ModelStatus.CHAMPION:
        promise = read_open_promise(connection, tenant, card.model_id)
    changes = (
        ()
        if promise is None
        else tuple(read_mode_changes(connection, tenant, card.task, promise.promise_id))
    )
    settings = read_class_settings(connection, tenant, card.task)
    return ModeRules(promise, settings, changes)
