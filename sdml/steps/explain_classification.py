"""Explain one decision: its data, model, promise, reviewers, and why it was made."""

from dataclasses import replace
from datetime import datetime

from sdml.analytics.decision_reasons import explain_mode
from sdml.errors import Forbidden
from sdml.files.catalogues import read_language
from sdml.files.decision_page import write_decision_page
from sdml.ml.text import ticket_text, words
from sdml.privacy.pii import mask
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.decision_file import DecisionFile, ExplainOrder, LookedAt
from sdml.records.enterprise import AuditAction
from sdml.records.explanation import Neighbours
from sdml.records.review import Reviewer
from sdml.steps.find_training_neighbours import find_training_neighbours
from sdml.steps.read_decision_facts import DecisionFacts, read_decision_facts
from sdml.steps.recompute_answer import RecomputedAnswer, recompute_answer
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.database_clock import read_clock

__all__ = ["explain_classification"]

COLUMNS = ("title", "description")
CLOSE = 1e-4  # of two probabilities of the same text


def explain_classification(
    session: Session,
    order: ExplainOrder,
    *,
    reader: Reviewer | None = None,
    origin: RequestOrigin | None = None,
) -> DecisionFile:
    """The file of one decision; who asked for it stands in the audit first.

    Names of people are for approvers and administrators alone, and never in a
    file for the person it is about; nor are texts of other people's tickets.

    Stages: read what is recorded -> write the line of the audit -> ask the same
    model again and take its score apart -> the nearest texts that it learnt ->
    say why the mode was what it was -> write the page, where one is asked for.

    Parameters
    ----------
    session : Session
        Whose decision.
    order : ExplainOrder
        Which one, and for whom.
    reader : Reviewer, optional
        Who asks, where a person of the workbench does.
    origin : RequestOrigin, optional
        Where the request came from.

    Raises
    ------
    Forbidden
        The person who asks may not review, or holds the card of this ticket.
    NotFound
        The tenant has no such classification.
    ParameterError
        The tenant has no such ticket.
    """
    if reader is not None and not reader.may_review:
        raise Forbidden("an explanation takes the role reviewer, approver or admin")
    names = reader is not None and reader.may_adjudicate and not order.for_subject
    facts = read_decision_facts(session, order, reader, shows_names=names)
    made_at = _log(session, facts, order, reader, origin)
    again = recompute_answer(session, facts.case)
    neighbours = Neighbours((), "none", 0, 0)
    if facts.model is not None:
        neighbours = find_training_neighbours(session, facts.case, facts.model.training)
    if order.for_subject:
        hidden = tuple(replace(one, text=None) for one in neighbours.nearest)
        neighbours = replace(neighbours, nearest=hidden)
    made = _file(session, facts, again, neighbours, order, made_at)
    if order.out is None:
        return made
    language = read_language(session.tenant.locale, session.tenant.timezone)
    write_decision_page(made, language, order.out)
    return replace(made, html=order.out)


def _file(
    session: Session,
    facts: DecisionFacts,
    again: RecomputedAnswer,
    neighbours: Neighbours,
    order: ExplainOrder,
    made_at: datetime,
) -> DecisionFile:
    case = facts.case
    text = ticket_text(case.title, case.description)
    return DecisionFile(
        tenant=session.tenant.name,
        decision=case.said,
        data=_looked_at(facts, again),
        model=facts.model,
        outside=case.outside,
        calibrator=again.calibrator,
        promise=facts.promise,
        mode=explain_mode(
            case.said,
            facts.promise,
            () if facts.model is None else facts.model.moves,
            facts.ground,
            has_words=bool(words(text)),
        ),
        reviewers=facts.reviewers,
        explanation=again.explanation,
        neighbours=neighbours,
        objections=facts.objections,
        for_subject=order.for_subject,
        made_at=made_at,
    )


def _looked_at(facts: DecisionFacts, again: RecomputedAnswer) -> LookedAt:
    case = facts.case
    after = None if again.calibrator is None else again.calibrator.after
    return LookedAt(
        columns=COLUMNS,
        title=_masked_title(case.title, case.description),
        description=mask(case.description),
        opened_at=case.opened_at,
        updated_at=case.updated_at,
        language=case.language,
        learnt_label=facts.learnt_label,
        probability_again=after,
        is_same=None if after is None else abs(after - case.said.probability) <= CLOSE,
        why_not=again.why_not,
    )


def _masked_title(title: str, description: str) -> str:
    """A title that is the text's beginning may end inside what is to be masked."""
    head = title.strip().removesuffix("…").rstrip()
    if head and description.strip().startswith(head):
        return mask(description.strip())[: len(title)]
    return mask(title)


def _log(
    session: Session,
    facts: DecisionFacts,
    order: ExplainOrder,
    reader: Reviewer | None,
    origin: RequestOrigin | None,
) -> datetime:
    """Say in the audit who asked, and give the instant."""
    origin = origin or RequestOrigin(
        session.request_id, None, "explain_classification", None
    )
    entry = AccessEntry(
        AuditAction.VIEW,
        "ai_classifications",
        facts.case.said.classification_id,
        "explain_classification",
        {"for": "subject" if order.for_subject else "desk"},
    )
    who = (
        (session.actor, session.user_id)
        if reader is None
        else (reader.email, reader.user_id)
    )
    with session.write("explain_classification") as connection:
        now = read_clock(connection)
        add_access_entry(connection, session.tenant, entry, origin, who, now)
    return now
