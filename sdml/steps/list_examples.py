"""List examples of the queue, a page at a time."""

from dataclasses import replace

from sdml.errors import ParameterError
from sdml.privacy.pii import mask
from sdml.records.example_card import ExampleLine, ExamplePage
from sdml.records.queue_item import HeldClaim
from sdml.records.review import QueueFilter, Reviewer
from sdml.records.review_words import ClaimKind
from sdml.steps.session import Session
from sdml.store.database_clock import read_clock
from sdml.store.review_claims import read_open_claim
from sdml.store.review_lists import count_lines, parse_cursor, read_lines

__all__ = ["list_examples"]

MOST_LINES, SHOWN = 200, 300
_DISGUISED = frozenset({ClaimKind.GOLD, ClaimKind.REPEAT})


def list_examples(
    session: Session,
    reviewer: Reviewer,
    kept: QueueFilter | None = None,
    *,
    cursor: str | None = None,
    most: int = 50,
) -> ExamplePage:
    """A page of the queue, most urgent first; nothing twice while rows change.

    The line of the reader's own card says no more than the card: no suggestion
    where the card is blind, and nothing where its answer is known already.

    Stages: read the lines after the cursor and count all in one snapshot ->
    leave out what would give an answer away -> mask and cut the texts.

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
        claim = read_open_claim(connection, session.tenant, reviewer.user_id)
        if claim is not None and claim.expires_at <= read_clock(connection):
            claim = None
    more = len(lines) > most
    shown = tuple(
        replace(
            line,
            text=mask(line.text)[:SHOWN],
            is_gold=line.is_gold and reviewer.may_adjudicate,
        )
        for line in _as_the_card_shows(lines[:most], claim)
    )
    last = lines[most - 1] if more else None
    return ExamplePage(
        shown, total, None if last is None else f"{last.priority!r}:{last.id}"
    )


def _as_the_card_shows(
    lines: list[ExampleLine], claim: HeldClaim | None
) -> list[ExampleLine]:
    if claim is None:
        return lines
    held = [line for line in lines if line.id == claim.example_id]
    others = [line for line in lines if line.id != claim.example_id]
    if not held or claim.kind in _DISGUISED:
        return others
    label = claim.shown_label
    card = replace(
        held[0],
        suggestion=label,
        probability=None if label is None else held[0].probability,
        given_label=None if claim.is_blind else held[0].given_label,
    )
    return [card if line.id == card.id else line for line in lines]
