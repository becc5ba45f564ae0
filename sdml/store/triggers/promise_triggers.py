"""The guards of what the registry and the promises record: appended only."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, wording

__all__ = ["promise_triggers"]

GUARDED = ("mode_changes", "model_moves")
KEPT = "a record of a change is never altered: append another"


def promise_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guards of the moves of models and of classes' modes.

    Rows go with their model or promise alone.
    """
    words = wording(dialect)
    return tuple(
        Behaviour(
            name=f"{table}_update",
            event="BEFORE UPDATE",
            table=table,
            when="",
            statements=(words.refuse(KEPT),),
        ).trigger(words)
        for table in GUARDED
    )
