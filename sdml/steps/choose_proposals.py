"""Choose which proposals enter the queue: without repeats, in groups, on one scale."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from sdml.analytics.proposal_choice import (
    merge_parts,
    merge_proposals,
    priority,
    take_turns,
)
from sdml.analytics.quality_score import quality_score
from sdml.ml.near_groups import (
    follow_leaders,
    leaders_by_text,
    repeats_of_known,
    same_words,
)
from sdml.ml.text import text_hash
from sdml.records.proposal import (
    ExistingExample,
    NewExample,
    Proposal,
    RaisedExample,
)
from sdml.steps.read_proposal_material import ProposalMaterial

__all__ = ["ChosenProposals", "choose_proposals"]

_POOL_SHARE = 4  # so many candidates are compared for each that is wanted
_NEIGHBOURS = 5


@dataclass(frozen=True, slots=True)
class ChosenProposals:
    """What is to be written.

    Attributes
    ----------
    new : list of NewExample
        Groups of near-duplicates stand together, their leader first.
    raised : list of RaisedExample
        Pending examples with a further reason, or a group they did not have.
    duplicates : int
        Candidates that are in the queue already, or nearly so.
    further_reasons : int
        How many of the raised ones got a further reason.
    """

    new: list[NewExample]
    raised: list[RaisedExample]
    duplicates: int
    further_reasons: int


def choose_proposals(
    material: ProposalMaterial, proposals: Sequence[Proposal], most: int
) -> ChosenProposals:
    """Give the examples to write, and the pending ones to raise.

    Stages: one proposal a ticket -> every reason in turn -> drop what repeats a
    pending or approved example, or an earlier candidate, with the same
    suggestion and given label -> the first ``most``, those that are pending
    already counted in -> groups of near-duplicates -> quality.

    Parameters
    ----------
    material : ProposalMaterial
        The tickets and what is in the queue.
    proposals : sequence of Proposal
        From every source.
    most : int
        At most so many examples; the same call again finds them all there.
    """
    ranked = take_turns(merge_proposals(proposals))[: most * _POOL_SHARE]
    known = _Known(material)
    fresh = [one for one in ranked if known.find(one) is None]
    repeated = _repeated(material, fresh, known)
    chosen: list[Proposal] = []
    raised: list[RaisedExample] = []
    duplicates = count = 0
    for one in ranked:
        if count >= most:
            break
        pending = known.find(one)
        if one.ticket_id in repeated:
            duplicates += 1
            continue
        count += 1
        if pending is None:
            chosen.append(one)
            continue
        duplicates += 1
        if not one.parts.keys() <= pending.score_parts.keys():
            parts = merge_parts(pending.score_parts, one.parts)
            raised.append(
                RaisedExample(pending.id, priority(parts), parts, pending.group_no)
            )
    new, headed = _grouped(material, chosen)
    whole = _with_groups(raised, headed)
    return ChosenProposals(new, whole, duplicates, len(raised))


class _Known:
    """Pending examples by what a proposal may share with them."""

    def __init__(self, material: ProposalMaterial) -> None:
        self._hashes = material.hashes
        pending = [one for one in material.existing if one.is_pending]
        self._by_hash = {one.input_hash: one for one in pending}
        # A ticket that was reworded keeps its example, which takes the new text.
        self._by_ticket = {one.ticket_id: one for one in pending}
        self.blocking = [
            one
            for one in material.existing
            if one.is_pending or one.decided_label is not None
        ]

    def find(self, proposal: Proposal) -> ExistingExample | None:
        digest = self._hashes[proposal.ticket_id]
        return self._by_hash.get(digest) or self._by_ticket.get(proposal.ticket_id)


def _repeated(
    material: ProposalMaterial, fresh: Sequence[Proposal], known: _Known
) -> set[int]:
    """Tickets whose text says the same, with the same question, as a known one."""
    words = same_words([one.text for one in known.blocking])
    seen: set[Hashable] = {
        (_question(one), text) for one, text in zip(known.blocking, words, strict=True)
    }
    left: list[Proposal] = []
    found: set[int] = set()
    texts = same_words([material.texts[one.ticket_id] for one in fresh])
    for one, text in zip(fresh, texts, strict=True):
        key = ((one.suggestion, one.given_label), text)
        if key in seen:
            found.add(one.ticket_id)
        else:
            seen.add(key)
            left.append(one)
    if material.vectors is None or not left:
        return found
    blocking = [one for one in known.blocking if one.ticket_id in material.vectors.rows]
    ids = [one.ticket_id for one in blocking if one.ticket_id is not None]
    vectors = material.vectors.of(ids + [one.ticket_id for one in left])
    kinds = [_question(one) for one in blocking]
    kinds += [(one.suggestion, one.given_label) for one in left]
    flags = repeats_of_known(vectors, kinds, len(ids), material.vectors.identical)
    flagged = flags[len(ids) :].tolist()
    return found | {
        one.ticket_id for one, is_repeat in zip(left, flagged, strict=True) if is_repeat
    }


def _question(one: ExistingExample) -> tuple[str | None, str | None]:
    label = one.suggestion if one.is_pending else one.decided_label
    return label, one.given_label


def _grouped(
    material: ProposalMaterial, chosen: Sequence[Proposal]
) -> tuple[list[NewExample], dict[int, ExistingExample]]:
    """New examples with their groups, and pending ones that now lead a group."""
    if not chosen:
        return [], {}
    pending = [one for one in material.existing if one.is_pending]
    if material.vectors is not None:
        pending = [one for one in pending if one.ticket_id in material.vectors.rows]
        ids = [one.ticket_id for one in pending if one.ticket_id is not None]
        ids += [one.ticket_id for one in chosen]
        leaders = follow_leaders(material.vectors.of(ids), material.vectors.near)
    else:
        texts = [one.text for one in pending]
        texts += [material.texts[one.ticket_id] for one in chosen]
        leaders = leaders_by_text(texts)
    sizes = np.bincount(leaders, minlength=len(leaders))
    quality = _quality_parts(material, chosen)
    headed: dict[int, ExistingExample] = {}
    new: list[tuple[int, NewExample]] = []
    for place, one in enumerate(chosen):
        leader = int(leaders[len(pending) + place])
        group = None
        if leader < len(pending):
            head = pending[leader]
            group = head.group_no or head.id
            headed[head.id] = head
        cluster = leader if sizes[leader] > 1 else None
        example = _new_example(material, one, quality[place], cluster, group)
        new.append((leader, example))
    new.sort(key=lambda pair: pair[0])
    return [example for _, example in new], headed


def _new_example(
    material: ProposalMaterial,
    proposal: Proposal,
    parts: dict[str, float | None],
    cluster: int | None,
    group: int | None,
) -> NewExample:
    text = material.texts[proposal.ticket_id]
    return NewExample(
        proposal=proposal,
        text=text,
        input_hash=material.hashes[proposal.ticket_id],
        text_hash=text_hash(text),
        priority=priority(proposal.parts),
        quality_parts=parts,
        quality=quality_score(parts),
        cluster=cluster,
        group_no=group,
    )


def _quality_parts(
    material: ProposalMaterial, chosen: Sequence[Proposal]
) -> list[dict[str, float | None]]:
    """What is known of each suggestion before anybody has reviewed it."""
    neighbours: list[float | None] = [None] * len(chosen)
    approved = [
        (one.ticket_id, one.decided_label)
        for one in material.existing
        if not one.is_pending
        and one.decided_label is not None
        and one.ticket_id is not None
        and material.vectors is not None
        and one.ticket_id in material.vectors.rows
    ]
    if material.vectors is not None and approved:
        known = material.vectors.of([id_ for id_, _ in approved])
        asked = material.vectors.of([one.ticket_id for one in chosen])
        nearest = np.argsort(-(asked @ known.T), axis=1)[:, :_NEIGHBOURS]
        for place, one in enumerate(chosen):
            labels = [approved[at][1] for at in nearest[place].tolist()]
            if one.suggestion is not None:
                neighbours[place] = labels.count(one.suggestion) / len(labels)
    return [
        {
            "model": None if one.suggestion is None else one.probability,
            "neighbours": share,
        }
        for one, share in zip(chosen, neighbours, strict=True)
    ]


def _with_groups(
    raised: Sequence[RaisedExample], headed: dict[int, ExistingExample]
) -> list[RaisedExample]:
    """Leaders that had no group number get their own id."""
    done = []
    for one in raised:
        head = headed.pop(one.id, None)
        number = one.group_no if head is None else head.group_no or head.id
        done.append(RaisedExample(one.id, one.priority, one.score_parts, number))
    done += [
        RaisedExample(head.id, head.priority, head.score_parts, head.id)
        for head in headed.values()
        if head.group_no is None
    ]
    return sorted(done, key=lambda one: one.id)
