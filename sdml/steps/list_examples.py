"""List examples of the queue, a page at a time."""

from dataclasses import replace

from sdml.errors import ParameterError
from sdml.privacy.pii import mask
from sdml.records.example_card import ExamplePage
from sdml.records.review import QueueFilter, Reviewer
from sdml.steps.session import Session
from sdml.store.review_lists import count_lines, parse_cursor, read_lines

__all__ = ["list_examples"]

MOST_LINES, SHOWN = 200, 300


def list_examples(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter | None = None,
    *,
    cursor: str | None = None,
    most: int = 50,
) -> ExamplePage:
    """A page of the queue, most urgent first; nothing twice while rows change.

    Stages: read the lines after the cursor and count all in one snapshot ->
    mask and cut the texts.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        Whose assignments count; who may not settle disagreements is not told
        which examples have a known answer.
    kept : QueueFilter, optional
        Which examples; pending ones unless it names a state.
    cursor : str, optional
        ``next_cursor`` of the page before.
    most : int
        Lines of a page, from 1 to 200.

    Raises
    ------
    ParameterError
        A cursor that is none, or a length out of range.
    """
    if not 1 <= most <= MOST_LINES:
        raise ParameterError(f"a page has {most} lines: expected 1 to {MOST_LINES}")
    kept = kept or QueueFilter()
    after = None if cursor is None else parse_cursor(cursor)
    with session.read() as connection:
        lines = read_lines(
            connection, session.tenant, kept, (after, most + 1), reviewer.user_id
        )
        total = count_lines(connection, session.tenant, kept, reviewer.user_id)
    more = len(lines) > most
    shown = tuple(
        replace(
            line,
            text=mask(line.text)[:SHOWN],
            is_gold=line.is_gold and reviewer.may_adjudicate,
        )
        for line in lines[:most]
    )
    last = shown[-1] if more else None
    return ExamplePage(
        shown, total, None if last is None else f"{last.priority!r}:{last.id}"
    )
