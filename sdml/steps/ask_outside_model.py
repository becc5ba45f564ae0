"""Let an outside model classify tickets, counted, priced and within a budget."""

from dataclasses import dataclass, field

from sdml.analytics.token_cost import cost_in_micros, price_at
from sdml.errors import NoModel, NotEnoughData
from sdml.ml.text import ticket_text
from sdml.privacy.pii import mask
from sdml.records.dataset import TicketFilter, parse_task
from sdml.records.embedding import StoredText
from sdml.records.outside_model import (
    ModelPrice,
    OutsideAnswers,
    OutsideClassification,
    OutsideReply,
    TokenCounts,
)
from sdml.remote.openai_compatible import ChatEndpoint, prompt_version, question_hash
from sdml.steps.open_model import ServingModel, open_model
from sdml.steps.session import Session
from sdml.store.model_prices import read_prices
from sdml.store.outside_classifications import (
    find_outside_answer,
    insert_outside_classifications,
    keep_outside_answer,
    read_unasked,
)
from sdml.store.task_labels import read_task_labels

__all__ = ["OutsideOrder", "ask_outside_model"]

PAGE = 50
LONGEST_TEXT = 8_000  # characters of a ticket that are sent


@dataclass(frozen=True, slots=True)
class OutsideOrder:
    """What is asked of an outside model.

    Attributes
    ----------
    url : str
        What stands before ``/chat/completions``.
    model : str
        As the endpoint names it.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    kept : TicketFilter
        Which tickets.
    limit : int
        At most so many tickets.
    budget_micros : int
        No question is sent once a run has cost so much.
    """

    url: str
    model: str
    task: str = "category"
    kept: TicketFilter = field(default_factory=TicketFilter)
    limit: int = 1_000
    budget_micros: int = 1_000_000


@dataclass(slots=True)
class _Run:
    """One run: what is asked, by whom, and what came of it."""

    session: Session
    endpoint: ChatEndpoint
    order: OutsideOrder
    labels: tuple[str, ...]
    prices: tuple[ModelPrice, ...]
    own: ServingModel | None
    said: int = 0
    hits: int = 0
    fallbacks: int = 0
    unanswered: int = 0
    tokens: TokenCounts = field(default_factory=lambda: TokenCounts(0, 0))
    cost: int = 0

    @property
    def prompt(self) -> str:
        """The version of the question."""
        return prompt_version(self.labels)


def ask_outside_model(
    session: Session, order: OutsideOrder, key: str | None = None
) -> OutsideAnswers:
    """What an outside model said of tickets it was not asked about before.

    Stages: read the labels and today's prices -> a ticket: mask its text, take
    the answer of the same question from the cache or ask -> check it -> write
    classification, tokens, cost and cache in one transaction. A reply that names
    no label of the task is replaced by the own model's answer, marked as a
    fallback; its tokens are paid all the same. Run again it goes on with the
    tickets that have no answer to this question.

    Parameters
    ----------
    session : Session
        Whose tickets; personal data in them is masked before it is sent.
    order : OutsideOrder
        Which model, which tickets, how many, for how much.
    key : str, optional
        What the endpoint asks for; sent, and kept nowhere.

    Raises
    ------
    EndpointUnavailable
        It does not answer; what was answered stays.
    NotEnoughData
        The task has fewer than two labels.
    ParameterError
        No price of the model holds today.
    """
    task, endpoint = parse_task(order.task), ChatEndpoint(order.url, order.model, key)
    with session.read() as connection:
        labels = read_task_labels(connection, session.tenant, task)
        prices = read_prices(connection, session.tenant)
    if len(labels) < 2:
        raise NotEnoughData(f"task {task} has {len(labels)} labels: expected 2 or more")
    price_at(prices, endpoint.model, session.now())
    run = _Run(session, endpoint, order, labels, prices, _own_model(session, task))
    try:
        stopped = _ask_all(run, task)
    finally:
        endpoint.close()
    return OutsideAnswers(
        model=endpoint.model,
        task=task,
        classified=run.said,
        cache_hits=run.hits,
        fallbacks=run.fallbacks,
        unanswered=run.unanswered,
        input_tokens=run.tokens.input,
        output_tokens=run.tokens.output,
        cost_micros=run.cost,
        stopped=stopped,
    )


def _ask_all(run: _Run, task: str) -> str | None:
    """Ask until nothing is left, or give why it ended before."""
    session, last, asked = run.session, 0, 0
    question = (task, run.endpoint.model, run.prompt)
    with session.progress(run.order.limit, "tickets", "asking") as bar:
        while asked < run.order.limit:
            size = min(PAGE, run.order.limit - asked)
            with session.read() as connection:
                stored = read_unasked(
                    connection, session.tenant, question, run.order.kept, (last, size)
                )
            if not stored:
                return None
            for text in stored:
                if run.cost >= run.order.budget_micros:
                    return f"the budget of {run.order.budget_micros:,} micros is spent"
                _ask_one(run, task, text)
                bar.advance(1)
            last, asked = stored[-1].id, asked + len(stored)
    return None


def _ask_one(run: _Run, task: str, stored: StoredText) -> None:
    session = run.session
    text = ticket_text(stored.title, stored.body)
    if not text.strip():
        run.unanswered += 1
        return
    sent = mask(text)[:LONGEST_TEXT]
    key = question_hash(session.tenant.slug, run.endpoint.model, run.prompt, sent)
    with session.read() as connection:
        known = find_outside_answer(connection, session.tenant, key)
    reply = known or run.endpoint.ask(sent, run.labels)
    one = _settled(run, stored.id, text, reply, is_hit=known is not None)
    with session.write("ask_outside_model") as connection:
        if known is None:
            keep_outside_answer(connection, session.tenant, key, reply, session.now())
        if one is not None:
            insert_outside_classifications(connection, session.tenant, task, [one])
    run.said += one is not None
    run.unanswered += one is None
    run.hits += one is not None and one.is_cache_hit
    run.fallbacks += one is not None and one.is_fallback


def _settled(
    run: _Run, ticket_id: int, text: str, reply: OutsideReply, *, is_hit: bool
) -> OutsideClassification | None:
    """What is written of a reply, paid for in any case; None where it says nothing."""
    now = run.session.now()
    price = price_at(run.prices, run.endpoint.model, now)
    cost = 0 if is_hit else cost_in_micros(reply.tokens, price)
    run.cost += cost
    run.tokens = TokenCounts(
        run.tokens.input + reply.tokens.input, run.tokens.output + reply.tokens.output
    )
    label, confidence = reply.label, reply.confidence or 0.0
    if label is None and run.own is not None:
        answer = run.own.answer(run.session, [text], [ticket_id])[0]
        label, confidence = answer.label, answer.probability
    if label is None:
        return None
    return OutsideClassification(
        ticket_id=ticket_id,
        label=label,
        confidence=confidence,
        model=run.endpoint.model,
        prompt_version=run.prompt,
        tokens=None if is_hit else reply.tokens,
        cost_micros=cost,
        milliseconds=None if is_hit else reply.milliseconds,
        is_cache_hit=is_hit,
        is_fallback=reply.label is None,
        said_at=now,
    )


def _own_model(session: Session, task: str) -> ServingModel | None:
    try:
        return open_model(session, task)
    except NoModel:
        return None
