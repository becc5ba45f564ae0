"""What is derived from a text goes with it: its vectors and training examples."""

from sdml.store.triggers.wording import Behaviour, Dialect, Trigger, Wording, wording

__all__ = ["cleanup_triggers"]

SOURCES = (
    ("ticket", "tickets"),
    ("comment", "comments"),
    ("kb_article", "kb_articles"),
)


def cleanup_triggers(dialect: Dialect) -> tuple[Trigger, ...]:
    """Give ``embedding_cleanup_<entity>`` for what can be embedded."""
    words = wording(dialect)
    return tuple(
        _cleanup(entity, table, words).trigger(words) for entity, table in SOURCES
    )


def _cleanup(entity: str, table: str, words: Wording) -> Behaviour:
    return Behaviour(
        name=f"embedding_cleanup_{entity}",
        event="AFTER DELETE",
        table=table,
        when="",
        statements=(
            "DELETE FROM vector_embeddings"
            "\n    WHERE organization_id = OLD.organization_id"
            f" AND entity_type = '{entity}' AND entity_id = OLD.id",
            # The input's hash stays, so that the same text is known if it comes
            # back; the id keeps two blanked examples of one text apart.
            "UPDATE ai_training_data SET status = 'quarantined', input = '',"
            " output = '[erased ' || id || ']', feedback = NULL,"
            f" reviewed_at = coalesce(reviewed_at, {words.now})"
            "\n    WHERE organization_id = OLD.organization_id"
            f" AND source_entity_type = '{entity}' AND source_entity_id = OLD.id",
        ),
    )
