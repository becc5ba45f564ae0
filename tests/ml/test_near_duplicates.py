"""Groups of texts that say nearly the same."""

from datetime import date
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.text import ticket_text
from sdml.records.sample import SamplePlan
from sdml.samples.made_desk import make_desks
from sdml.samples.made_tickets import make_tickets

TEMPLATE = (
    "dear user your mailbox is almost full please delete old mail of {} thank you"
)


def test_a_template_filled_in_differently_is_one_group() -> None:
    long = TEMPLATE + " and do not forget to empty the bin after that every week"
    groups = group_near_duplicates([long.format("ana"), long.format("rui"), "printer"])
    assert groups.tolist() == [0, 0, 1]


def test_texts_of_other_meaning_stay_apart() -> None:
    groups = group_near_duplicates(["vpn is down", "printer is down", "vpn is up"])
    assert len(set(groups.tolist())) == 3


def test_texts_without_words_are_groups_of_their_own() -> None:
    assert group_near_duplicates(["", "", "?!", "a"]).tolist() == [0, 1, 2, 3]


def test_masked_values_do_not_count() -> None:
    texts = ["pedido 123456 chegou aqui", "Pedido 654321 chegou aqui!"]
    assert group_near_duplicates(texts).tolist() == [0, 0]


WORDS = st.lists(st.sampled_from("abcdefg"), max_size=12).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=25), st.randoms())
def test_groups_do_not_depend_on_the_order(texts: list[str], random: object) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    first = group_near_duplicates(texts)
    second = group_near_duplicates([texts[at] for at in order])
    same = first[order][:, None] == first[order][None, :]
    assert np.array_equal(same, second[:, None] == second[None, :])


def jaccard(one: str, two: str) -> float:
    def pairs(text: str) -> set[tuple[str, str]]:
        padded = ["", *text.split(), ""]
        return set(pairwise(padded))

    both = pairs(one) | pairs(two)
    return len(pairs(one) & pairs(two)) / len(both)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS.filter(bool), min_size=2, max_size=7, unique=True))
def test_every_pair_above_the_threshold_shares_a_group(texts: list[str]) -> None:
    groups = group_near_duplicates(texts)
    for one in range(len(texts)):
        for two in range(one):
            if jaccard(texts[one], texts[two]) >= 0.85:
                assert groups[one] == groups[two]


def test_most_resent_tickets_of_the_sample_share_a_group() -> None:
    plan = SamplePlan(7, 3_000, date(2026, 6, 30))
    made = [
        (desk.tenant.slug, ticket)
        for desk in make_desks(plan)
        for ticket in make_tickets(plan, desk)
    ]
    place = {(slug, ticket.external_id): at for at, (slug, ticket) in enumerate(made)}
    groups = group_near_duplicates(
        [ticket_text(ticket.title, ticket.description) for _, ticket in made]
    )
    pairs = [
        (at, place[slug, ticket.duplicate_of])
        for at, (slug, ticket) in enumerate(made)
        if ticket.duplicate_of
    ]
    together = [groups[one] == groups[other] for one, other in pairs]
    assert len(pairs) > 100
    assert np.mean(together) > 0.6
    # And tickets that only share a topic stay apart.
    assert np.bincount(groups).max() <= 10
