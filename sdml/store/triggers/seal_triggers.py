"""The guards of the audit's seals: each follows the last, and none is altered."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, wording

__all__ = ["seal_triggers"]

KEPT = "a seal is never altered or removed: verify the audit to see what was"
IN_ORDER = "a seal must follow the last one of its tenant"


def seal_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give the guards of seals and anchors.

    ``INSERT OR REPLACE`` is held back by the order: a number that is there is
    not the next one.
    """
    words = wording(dialect)
    last = (
        "(SELECT coalesce(max(seal.seq), 0) FROM audit_seals AS seal"
        " WHERE seal.organization_id = NEW.organization_id)"
    )
    behaviours = [
        Behaviour(
            name="audit_seals_insert",
            event="BEFORE INSERT",
            table="audit_seals",
            when=f"NEW.seq <> {last} + 1",
            statements=(words.refuse(IN_ORDER),),
        )
    ]
    behaviours += [
        Behaviour(
            name=f"{table}_{event.split()[1].lower()}",
            event=event,
            table=table,
            when="",
            statements=(words.refuse(KEPT),),
        )
        for table in ("audit_seals", "audit_anchors")
        for event in ("BEFORE UPDATE", "BEFORE DELETE")
    ]
    return tuple(behaviour.trigger(words) for behaviour in behaviours)
