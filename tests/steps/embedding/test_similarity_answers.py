"""What SQL alone does not answer: new topics, duplicates by threshold, indexes."""

from datetime import UTC, datetime

import pytest

from sdml.errors import NotEnoughData
from sdml.records.machine_learning import EntityType
from sdml.steps.embed_entities import embed_entities
from sdml.workbench import Workbench
from tests.steps.embedding.conftest import Desk, WordEmbedder

FROZEN = datetime(2026, 3, 1, tzinfo=UTC)
LEARNT = ("papel preso na impressora", "impressora sem papel", "papel na impressora")


def later(day: int) -> dict[str, object]:
    return {"created_at": datetime(2026, 3, day, tzinfo=UTC)}


@pytest.fixture
def wb(desk: Desk, words: WordEmbedder) -> Workbench:
    """A data set of three tickets about printers, and six that came after it."""
    before = {"created_at": datetime(2026, 2, 1, tzinfo=UTC)}
    tickets = [desk.ticket(title, **before) for title in LEARNT]
    dataset = desk.add(
        "dataset_versions",
        task="category",
        source="tickets",
        filter={},
        hash="0" * 64,
        classes=["Impressora"],
        sizes={"rows": 3},
        created_at=FROZEN,
        created_by="test",
    )
    for ticket in tickets:
        desk.add(
            "dataset_items",
            dataset_id=dataset,
            ticket_id=ticket,
            label="Impressora",
            split="train",
            group_no=1,
            text_hash="0" * 64,
        )
    kind = desk.add("categories", name="Rede")
    for day in (4, 2, 3):
        desk.ticket("drone voa alto demais", **later(day), category_id=kind)
    desk.ticket("papel preso na impressora", **later(5))
    desk.ticket("ferias de verao", **later(6))
    embed_entities(desk.session, entity_type=EntityType.TICKET)
    return Workbench(desk.session)


def test_a_topic_that_nothing_was_learnt_from_is_found(wb: Workbench) -> None:
    (topic,) = wb.new_topics(share=0.0).to_dict("records")
    assert (topic["tickets"], topic["category"]) == (3, "Rede")
    assert (topic["first_at"].day, topic["last_at"].day) == (2, 4)
    assert topic["nearest_known"] < 0.5
    assert wb.new_topics(share=0.0, fewest=4).empty


def test_duplicates_are_judged_by_the_sources_links_or_by_given_pairs(
    wb: Workbench, desk: Desk
) -> None:
    with pytest.raises(NotEnoughData, match="duplicate_of"):
        wb.similarity_threshold()
    rows = {row.external_id: row.id for row in desk.rows("tickets")}
    names = {row.id: row.external_id for row in desk.rows("tickets")}
    drones = [row.id for row in desk.rows("tickets") if "drone" in row.title]
    for one in drones[1:]:
        desk.add(
            "ticket_fields",
            ticket_id=one,
            name="duplicate_of",
            value=names[drones[0]],
        )
    found = wb.similarity_threshold(k=2)
    best = found[found["is_best"]].iloc[0]
    # Of the pairs at cosine 1 three are of drones, two of them linked, and one is
    # of the ticket that was sent again.
    assert (best["found"], best["right"], best["recall"]) == (4, 2, 1.0)
    given = [(drones[0], drones[1]), (drones[0], drones[2]), (drones[1], drones[2])]
    again = wb.similarity_threshold([*given, (rows["T1"], rows["T7"])], k=3)
    assert again.iloc[0][["precision", "recall", "f1"]].tolist() == [1, 1, 1]


def test_indexes_are_compared_on_the_tenants_own_vectors(wb: Workbench) -> None:
    (exact,) = wb.compare_indexes(k=3).to_dict("records")
    assert (exact["size"], exact["kind"], exact["recall"]) == (8, "flat", 1.0)
    with pytest.raises(NotEnoughData, match="more than k"):
        wb.compare_indexes(k=8)
    with pytest.raises(NotEnoughData, match="sdml embed --entity comment"):
        wb.compare_indexes(entity="comment")
