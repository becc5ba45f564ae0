"""The guard of the decisions: they are appended, and only erasure removes them."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, wording

__all__ = ["review_triggers"]

KEPT = "a decision is never altered: undo it, and decide again"
RETAINED = "a decision is never deleted: only the erasure of a person removes it"


def review_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guards of the decisions of reviewers."""
    words = wording(dialect)
    erased = (
        f"EXISTS (SELECT 1 FROM {words.context} AS context"
        " WHERE context.purpose = 'erase_person')"
    )
    behaviours = (
        Behaviour(
            name="review_decisions_update",
            event="BEFORE UPDATE",
            table="review_decisions",
            when="",
            statements=(words.refuse(KEPT),),
        ),
        Behaviour(
            name="review_decisions_delete",
            event="BEFORE DELETE",
            table="review_decisions",
            when=f"NOT {erased}",
            statements=(words.refuse(RETAINED),),
        ),
    )
    return tuple(behaviour.trigger(words) for behaviour in behaviours)
