"""Weak rules held against tickets: hits, conflicts and what a rule was worth so far."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sdml.records.proposal import Proposal, TaskTicket, WeakRule
from sdml.records.review_words import ProposalReason

__all__ = ["RuleRecord", "judge_rules", "propose_rule_hits"]


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """How a rule did on examples whose label was decided.

    Attributes
    ----------
    right, n : int
        Hits whose decided label was the rule's, and all hits.
    """

    right: int
    n: int

    @property
    def precision(self) -> float | None:
        """The share of right hits; None where nothing was decided yet."""
        return self.right / self.n if self.n else None

    @property
    def belief(self) -> float:
        """That share as far as so few hits allow: one right and one wrong more."""
        return (self.right + 1) / (self.n + 2)


def judge_rules(
    rules: Iterable[WeakRule], decided: Sequence[tuple[str, str]]
) -> dict[str, RuleRecord]:
    """Each rule's record on decided examples, by the rule's name.

    Parameters
    ----------
    rules : iterable of WeakRule
        Their patterns compile.
    decided : sequence of tuple of str
        Text and decided label of each approved example.

    Examples
    --------
    >>> rule = WeakRule("vpn", "vpn", "Rede")
    >>> judge_rules([rule], [("VPN caiu", "Rede"), ("vpn", "Acesso")])["vpn"].precision
    0.5
    """
    found = {}
    for rule in rules:
        pattern = re.compile(rule.pattern, re.IGNORECASE)
        hits = [label for text, label in decided if pattern.search(text)]
        found[rule.name] = RuleRecord(hits.count(rule.label), len(hits))
    return found


def propose_rule_hits(
    tickets: Sequence[TaskTicket],
    texts: Mapping[int, str],
    rules: Sequence[WeakRule],
    records: Mapping[str, RuleRecord],
) -> list[Proposal]:
    """Tickets that a rule's pattern is found in.

    Parameters
    ----------
    tickets : sequence of TaskTicket
        Any.
    texts : mapping of int to str
        Their texts, by ticket id.
    rules : sequence of WeakRule
        Their patterns compile.
    records : mapping of str to RuleRecord
        From `judge_rules`.

    Returns
    -------
    list of Proposal
        The label of the most hits, of equals the best record, is suggested;
        its probability is the best rule's precision. Each hit is a fact
        ``rule:NAME`` beside the parts. Where rules hint at several labels,
        the part ``rule_conflict`` is the share that hints at another one.
    """
    compiled = [(rule, re.compile(rule.pattern, re.IGNORECASE)) for rule in rules]
    found = []
    for ticket in tickets:
        text = texts[ticket.ticket_id]
        hits = [rule for rule, pattern in compiled if pattern.search(text)]
        if hits:
            found.append(_proposal(ticket, hits, records))
    return found


def _proposal(
    ticket: TaskTicket, hits: Sequence[WeakRule], records: Mapping[str, RuleRecord]
) -> Proposal:
    best = {
        label: max(records[rule.name].belief for rule in hits if rule.label == label)
        for label in {rule.label for rule in hits}
    }
    counts = Counter(rule.label for rule in hits)
    label = min(best, key=lambda name: (-counts[name], -best[name], name))
    strongest = max(
        (rule for rule in hits if rule.label == label),
        key=lambda rule: records[rule.name].belief,
    )
    belief = best[label]
    doubt = 1.0 - belief
    if ticket.label is not None:
        doubt = doubt / 2 if ticket.label == label else belief
    parts = {"weak_rule": doubt}
    if len(best) > 1:
        parts["rule_conflict"] = 1.0 - counts[label] / len(hits)
    parts |= {f"rule:{rule.name}": 1.0 for rule in hits}
    parts[f"rule_n:{strongest.name}"] = float(records[strongest.name].n)
    return Proposal(
        ticket_id=ticket.ticket_id,
        reason=ProposalReason.WEAK_RULE,
        suggestion=label,
        given_label=ticket.label,
        parts=parts,
        probability=records[strongest.name].precision,
    )
