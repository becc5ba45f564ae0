"""List the examples whose answer is known."""

from dataclasses import replace

from sdml.errors import Forbidden
from sdml.privacy.pii import mask
from sdml.records.gold_example import GoldPage
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.gold_examples import count_gold, read_gold

__all__ = ["list_gold"]

SHOWN = 300


def list_gold(
    session: Session, reviewer: Reviewer, *, after: int = 0, most: int = 50
) -> GoldPage:
    """A page of gold examples with their answers.

    Stages: check the role -> read a page and the count in one snapshot -> mask.

    Parameters
    ----------
    session : Session
        The tenant's.
    reviewer : Reviewer
        An approver or admin: others must not know which they are.
    after : int
        ``next_after`` of the page before.
    most : int
        Examples of a page.

    Raises
    ------
    Forbidden
        Without the role.
    """
    if not reviewer.may_adjudicate:
        raise Forbidden("to see gold takes the role approver or admin")
    with session.read() as connection:
        found = read_gold(connection, session.tenant, after, most + 1)
        total = count_gold(connection, session.tenant)
    shown = tuple(
        replace(one, line=replace(one.line, text=mask(one.line.text)[:SHOWN]))
        for one in found[:most]
    )
    return GoldPage(shown, total, shown[-1].line.id if len(found) > most else None)
