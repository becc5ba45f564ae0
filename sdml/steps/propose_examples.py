"""Propose tickets for review, each with its reason, into the queue of examples."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from sdml.errors import ParameterError
from sdml.records.dataset import TicketFilter, parse_task
from sdml.records.proposal import (
    PROPOSABLE,
    NewExample,
    ProposalOptions,
    ProposalResult,
)
from sdml.records.review_words import ProposalReason
from sdml.steps.choose_proposals import ChosenProposals, choose_proposals
from sdml.steps.collect_proposals import collect_proposals
from sdml.steps.read_proposal_material import read_proposal_material
from sdml.steps.session import Session
from sdml.store.proposals import insert_examples, raise_examples
from sdml.store.review_policies import read_review_policy

__all__ = ["propose_examples"]

_BATCH = 250  # one transaction: reviewers at work wait for no more


def propose_examples(
    session: Session,
    *,
    task: str = "category",
    reasons: Collection[ProposalReason] | None = None,
    most: int = 1_000,
    kept: TicketFilter | None = None,
    seed: int = 0,
    options: ProposalOptions | None = None,
) -> ProposalResult:
    """Give the review queue what is most worth a look, and say why of each.

    Stages: read tickets, predictions, changes, the queue and vectors -> collect
    the proposals of every source -> choose without repeats, every reason in turn
    -> write, a short transaction a batch. ``most`` is what ought to be pending:
    the same call again proposes nothing new until something was reviewed;
    killed, the same call goes on. Nothing that is proposed is a label: it takes
    a reviewer, and never the person whose label it is.

    Parameters
    ----------
    session : Session
        Whose tickets.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    reasons : collection of ProposalReason, optional
        Which sources; without it, all, and what one of them lacks is a note in
        the result instead of an error.
    most : int
        At most so many examples, pending ones counted in.
    kept : TicketFilter, optional
        Which tickets; without it, all.
    seed : int
        Of every choice by lot.
    options : ProposalOptions, optional
        The random share, and a file of weak rules.

    Raises
    ------
    ParameterError
        The task, a reason, the number or the share cannot be.
    NoModel
        A named reason needs a model, or two, that are not there.
    NotEnoughData
        Label issues were named, and too few labels are there.
    MappingError
        The file of rules cannot be read.
    """
    task, options = parse_task(task), options or ProposalOptions()
    wanted = _check(reasons, most, options)
    material = read_proposal_material(
        session, task, kept or TicketFilter(), seed, options
    )
    collected = collect_proposals(
        session, material, wanted, most, is_explicit=reasons is not None
    )
    chosen = choose_proposals(material, collected.proposals, most)
    written = _write(session, task, chosen)
    by_reason = Counter(one.proposal.reason.value for one in written)
    return ProposalResult(
        task=task,
        proposed=len(written),
        duplicates=chosen.duplicates + len(chosen.new) - len(written),
        raised=chosen.further_reasons,
        by_reason={reason.value: by_reason[reason.value] for reason in wanted},
        grouped=sum(one.cluster is not None for one in written),
        model_id=collected.model_id,
        notes=tuple(collected.notes),
    )


def _check(
    reasons: Collection[ProposalReason] | None, most: int, options: ProposalOptions
) -> tuple[ProposalReason, ...]:
    for reason in reasons or ():
        if reason not in PROPOSABLE:
            raise ParameterError(
                f"the reason {reason!r} is not looked for: expected one of "
                f"{', '.join(PROPOSABLE)}"
            )
    if most < 1:
        raise ParameterError(f"at most {most} examples: expected 1 or more")
    if not 0 <= (options.sample_percent or 0) <= 100:
        raise ParameterError(
            f"a sample of {options.sample_percent} %: expected 0 to 100"
        )
    named = reasons is not None and ProposalReason.WEAK_RULE in reasons
    if named and options.rules is None:
        raise ParameterError("the reason weak_rule needs a file of rules: --rules FILE")
    return tuple(
        reason for reason in PROPOSABLE if reasons is None or reason in reasons
    )


def _write(session: Session, task: str, chosen: ChosenProposals) -> list[NewExample]:
    """Write in batches; numbers of groups that span several are carried along."""
    with session.read() as connection:
        answers = read_review_policy(connection, session.tenant).answers
    # Leaders of groups first: killed after this, no member is without its leader.
    for at in range(0, len(chosen.raised), _BATCH):
        with session.write("propose_examples") as connection:
            raise_examples(connection, session.tenant, chosen.raised[at : at + _BATCH])
    written: list[NewExample] = []
    numbers: dict[int, int] = {}
    with session.progress(len(chosen.new), "examples", "propose") as bar:
        for at in range(0, len(chosen.new), _BATCH):
            part = [_numbered(one, numbers) for one in chosen.new[at : at + _BATCH]]
            with session.write("propose_examples") as connection:
                ids = insert_examples(
                    connection, session.tenant, part, task, answers, session.now()
                )
            for one, id_ in zip(part, ids, strict=True):
                if id_ is not None:
                    written.append(one)
                    if one.cluster is not None:
                        numbers.setdefault(one.cluster, one.group_no or id_)
            bar.advance(len(part))
    return written


def _numbered(one: NewExample, numbers: dict[int, int]) -> NewExample:
    number = None if one.cluster is None else numbers.get(one.cluster)
    return one if number is None else replace(one, group_no=number)
