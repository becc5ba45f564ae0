"""Statements that run with every card are planned once: no parameter asks for more."""

import re

import pytest
from sqlalchemy import event

from sdml.records.review import QueueFilter
from sdml.records.review_words import QueueState
from sdml.steps.claim_example import claim_example
from sdml.steps.decide_and_claim import decide_and_claim
from sdml.steps.read_desk import read_desk
from sdml.steps.session import Session
from sdml.steps.take_card import CardWish
from sdml.store.literals import literal_number, literal_word
from tests.review_desk import add_examples, add_people, plain_review
from tests.steps.review.test_decide_and_claim import NEXT, order

# Where SQLite looks at a parameter's value to plan: LIMIT, and what the condition of a
# partial index compares.
PLANNED_ANEW = re.compile(r"LIMIT \?|vacancies [<>=]+ \?|review_claims\.status = \?")


def test_a_literal_stands_in_the_text() -> None:
    assert str(literal_number(200)) == "200"
    assert str(literal_word(QueueState.OPEN)) == "'open'"


@pytest.mark.parametrize("wish", [NEXT, CardWish(QueueFilter(task="category"), "web")])
def test_a_decision_with_its_next_card_is_planned_once(
    sqlite_database, make_session, wish: CardWish
) -> None:
    session: Session = make_session(sqlite_database)
    plain_review(session)
    add_examples(session, 2)
    [ana] = add_people(session, 1)
    said: list[str] = []

    def listen(_c, _cursor, statement, _values, _context, _many) -> None:
        said.append(" ".join(statement.split()))

    card = claim_example(session, ana)
    for engine in (session.database.engine, session.database.reader):
        event.listen(engine, "before_cursor_execute", listen)
    decide_and_claim(session, ana, order(card), wish)
    read_desk(session, ana)
    assert any("LIMIT 1" in one for one in said)
    assert [one for one in said if PLANNED_ANEW.search(one)] == []
