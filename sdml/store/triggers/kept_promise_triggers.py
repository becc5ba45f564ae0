"""The guards of stored promises: one ends, and is never altered otherwise."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, wording

__all__ = ["kept_promise_triggers"]

KEPT = "a promise is never altered: end it, and make another"
# All but when it ended, which a way back takes away again, and who made it, whose
# name an erasure replaces.
PROMISED = (
    "id, organization_id, model_id, dataset_id, precision, delta, n, "
    "scope_threshold, facts, made_at, expires_at"
)


def kept_promise_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guards of promises, of their classes and of what was decided by them.

    Rows go with their promise or classification alone.
    """
    words = wording(dialect)
    refuse = (words.refuse(KEPT),)
    is_there = (
        "EXISTS (SELECT 1 FROM model_promises AS promise"
        " WHERE promise.id = OLD.promise_id)"
    )
    behaviours = (
        Behaviour(
            name="model_promises_update",
            event=f"BEFORE UPDATE OF {PROMISED}",
            table="model_promises",
            when="",
            statements=refuse,
        ),
        Behaviour(
            name="class_promises_update",
            event="BEFORE UPDATE",
            table="class_promises",
            when="",
            statements=refuse,
        ),
        Behaviour(
            name="class_promises_delete",
            event="BEFORE DELETE",
            table="class_promises",
            when=is_there,
            statements=refuse,
        ),
        Behaviour(
            name="automatic_decisions_update",
            event="BEFORE UPDATE",
            table="automatic_decisions",
            when="",
            statements=refuse,
        ),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)
