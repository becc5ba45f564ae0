"""Questions about models, reviews and suggestions, with answers computed by hand."""

import pytest

from sdml.analytics.proportion_intervals import Count, wilson_interval
from tests.lake_rows import answer, listed

MODEL = {"model_name": "m", "model_version": "1"}


def said(category, at, confidence, calibrated=None, *, right=None, truth=None, **more):
    """An answer of the model; judged where it says whether it was right."""
    judged = {} if right is None else {"feedback_at": at, "was_accepted": right}
    return {
        **MODEL,
        "suggested_category_id": category,
        "confidence_score": confidence,
        "calibrated_score": calibrated,
        "created_at": at,
        "corrected_category_id": truth,
        **judged,
        **more,
    }


NETWORK, PRINTER = 1, 2
CATEGORIES = [{"name": "Network"}, {"name": "Printer"}]
# Monday is 2 March, 9 March and 30 March.
ANSWERS = [
    said(NETWORK, "2026-03-02 10:00", 0.95, 0.9, right=True, ticket_id=4),
    said(NETWORK, "2026-03-03 10:00", 0.85, 0.7, right=False, truth=PRINTER),
    said(PRINTER, "2026-03-10 10:00", 0.75, 0.8, right=True),
    said(NETWORK, "2026-03-10 11:00", 0.65),
    said(PRINTER, "2026-04-01 10:00", 0.55, right=True, is_fallback=True),
]
TICKETS = [
    {"category_id": PRINTER, "created_at": "2026-02-01 10:00"},
    {"category_id": PRINTER, "created_at": "2026-02-02 10:00"},
    {"category_id": NETWORK, "created_at": "2026-02-03 10:00"},
    {"category_id": NETWORK, "created_at": "2026-03-02 10:00"},
]
DESK = {
    "ai_classifications": ANSWERS,
    "categories": CATEGORIES,
    "tickets": TICKETS,
}


def test_accuracy_stands_by_month_with_the_judged_share_and_wilsons_interval():
    march, april = listed(answer("classifier_accuracy", DESK))
    assert march[:8] == ("m", "1", "2026-03", 4, 3, 2, 0.75, 0.666667)
    interval = wilson_interval(Count(2, 3))
    assert march[8:] == pytest.approx((interval.low, interval.high), abs=1e-4)
    assert april[:8] == ("m", "1", "2026-04", 1, 1, 1, 1.0, 1.0)


def test_an_unjudged_month_has_no_accuracy():
    (row,) = listed(answer("classifier_accuracy", {"ai_classifications": ANSWERS[3:4]}))
    assert row[3:] == (1, 0, 0, 0.0, None, None, None)


def test_f1_of_each_class_counts_what_was_truly_it_and_what_was_called_it():
    assert listed(answer("classifier_f1", DESK)) == [
        ("m", "1", "Network", 1, 2, 1, 0.666667),
        ("m", "1", "Printer", 3, 2, 2, 0.8),
    ]


def test_the_baseline_says_what_was_most_frequent_before_the_week():
    # Printer leads 2:1 before both weeks of March, and 2:2 is settled by its id
    # before the last: Network, number 1, comes first.
    assert listed(answer("baseline_weeks", DESK)) == [
        ("m", "1", "2026-03-02", 2, 1, 1),
        ("m", "1", "2026-03-09", 1, 1, 0),
        ("m", "1", "2026-03-30", 1, 1, 0),
    ]


def test_confused_pairs_say_the_share_of_the_true_class():
    assert listed(answer("confused_pairs", DESK)) == [
        ("m", "1", "Printer", "Network", 1, 0.333333)
    ]


def test_reliability_stands_before_and_after_calibration():
    assert listed(answer("reliability_bins", DESK)) == [
        ("m", "1", "raw", 5, 1, 0.55, 1.0, 0.2025),
        ("m", "1", "raw", 7, 1, 0.75, 1.0, 0.0625),
        ("m", "1", "raw", 8, 1, 0.85, 0.0, 0.7225),
        ("m", "1", "raw", 9, 1, 0.95, 1.0, 0.0025),
        ("m", "1", "calibrated", 7, 1, 0.7, 0.0, 0.49),
        ("m", "1", "calibrated", 8, 1, 0.8, 1.0, 0.04),
        ("m", "1", "calibrated", 9, 1, 0.9, 1.0, 0.01),
    ]


def test_risk_and_coverage_go_down_from_the_surest_answer():
    assert [row[2:] for row in listed(answer("risk_coverage_steps", DESK))] == [
        (0.9, 1, 0.25, 1.0),
        (0.8, 2, 0.5, 1.0),
        (0.7, 3, 0.75, 0.666667),
        (0.55, 4, 1.0, 0.75),
    ]


def test_fallback_rules_stand_apart_from_their_model():
    assert listed(answer("confidence_by_origin", DESK)) == [
        ("fallback", "1", 1, 0.55, 1.0, -0.45),
        ("m", "1", 3, 0.85, 0.666667, 0.183333),
    ]


def test_a_priority_called_too_low_weighs_more():
    levels = [{"level": level} for level in (1, 2, 3, 4)]

    def called(level, right, truth=None):
        return {
            "model_version": "1",
            "suggested_priority_id": level,
            "corrected_priority_id": truth,
            "was_accepted": right,
            "feedback_at": "2026-03-02",
        }

    rows = [called(2, True), called(1, False, 4), called(3, False, 2)]
    desk = {"priorities": levels, "ai_classifications": rows}
    assert listed(answer("priority_costs", desk, undercall=2.0)) == [
        ("1", 3, 1, 1, 4, 7.0, 2.333333)
    ]


def test_judged_answers_are_compared_with_the_others():
    assert listed(answer("judged_profile", DESK)) == [
        ("category", "Network", 2, 1, 0.666667),
        ("category", "Printer", 2, 0, 1.0),
        ("confidence", "5", 1, 0, 1.0),
        ("confidence", "6", 0, 1, 0.0),
        ("confidence", "7", 1, 0, 1.0),
        ("confidence", "8", 1, 0, 1.0),
        ("confidence", "9", 1, 0, 1.0),
        ("hour", "10", 4, 0, 1.0),
        ("hour", "11", 0, 1, 0.0),
    ]


def test_lengths_of_a_week_stand_beside_the_models_confidence():
    tickets = [
        {"title_length": 10, "description_length": 30, "created_at": "2026-03-03"},
        {"title_length": 10, "description_length": 50, "created_at": "2026-03-04"},
        {"title_length": 5, "description_length": 5, "created_at": "2026-03-10"},
    ]
    sure = [
        {"ticket_id": 1, "confidence_score": 0.8},
        {"ticket_id": 1, "confidence_score": 0.6},
        {"ticket_id": 2, "confidence_score": 0.9},
    ]
    desk = {"tickets": tickets, "ai_classifications": sure}
    assert listed(answer("weekly_lengths", desk)) == [
        ("2026-03-02", 2, 50.0, 10.0, 0.8),
        ("2026-03-09", 1, 10.0, 0.0, None),
    ]


def test_the_mix_of_a_week_is_measured_against_the_week_before():
    tickets = [
        *[{"category_id": 1, "created_at": "2026-03-03"}] * 3,
        {"category_id": 2, "created_at": "2026-03-03"},
        {"category_id": 1, "created_at": "2026-03-10"},
        *[{"category_id": 2, "created_at": "2026-03-10"}] * 3,
    ]
    tickets = [{"id": n, **row} for n, row in enumerate(tickets)]
    # Shares, half a ticket added to each class: 3.5/5 and 1.5/5, then turned
    # about; PSI = 2 * 0.4 * ln(7/3).
    assert listed(answer("weekly_category_mix", {"tickets": tickets})) == [
        ("2026-03-02", 4, 2, None),
        ("2026-03-09", 4, 2, 0.677838),
    ]


def test_tickets_after_a_dataset_are_those_it_did_not_hold():
    tickets = [
        {"created_at": "2026-02-01", "category_id": 1},
        {"created_at": "2026-03-03", "category_id": 1},
        {"created_at": "2026-03-04", "category_id": None},
        {"created_at": "2026-03-05", "category_id": 1},
    ]
    desk = {
        "tickets": tickets,
        "categories": CATEGORIES,
        "dataset_versions": [{"created_at": "2026-03-01"}],
        "dataset_items": [{"dataset_id": 1, "ticket_id": 4}],
        "ai_classifications": [{"ticket_id": 2, "confidence_score": 0.5}],
    }
    assert listed(answer("tickets_after_training", desk, dataset=1)) == [
        (3, "2026-03-04", None, None),
        (2, "2026-03-03", "Network", 0.5),
    ]


def test_a_version_stands_beside_the_one_before_it():
    def of(version, at, right, cost, milliseconds):
        return {
            "model_name": "m",
            "model_version": version,
            "created_at": at,
            "was_accepted": right,
            "feedback_at": at,
            "cost_micros": cost,
            "processing_time_ms": milliseconds,
        }

    rows = [
        of("1", "2026-03-01", True, 100, 20),
        of("1", "2026-03-02", False, 300, 40),
        of("2", "2026-03-03", True, 50, 10),
    ]
    first, second = listed(answer("version_switches", {"ai_classifications": rows}))
    assert first[1:] == (
        *("1", "", "2026-03-01", 2, 2),
        *(0.5, None, 200.0, None, 30.0, None),
    )
    assert second[6:] == (1.0, 0.5, 50.0, 200.0, 10.0, 30.0)


DECISIONS = [
    {"example_id": 1, "user_id": 7, "kind": "approve", "label": "A", "seconds": 10.0},
    {"example_id": 2, "user_id": 7, "kind": "reject", "seconds": 30.0},
    {"example_id": 3, "user_id": 7, "kind": "edit", "label": "B", "seconds": 20.0},
    {"example_id": 1, "user_id": 8, "kind": "edit", "label": "B", "seconds": 5.0},
    {"example_id": 3, "user_id": 8, "kind": "approve", "label": "A", "seconds": 9.0},
    {"example_id": 3, "user_id": 8, "kind": "undo", "undoes_id": 5},
    {"example_id": 3, "user_id": 8, "kind": "approve", "label": "B", "seconds": 7.0},
]
for place, row in enumerate(DECISIONS):
    row |= {"decided_at": f"2026-03-02 10:0{place}", "claim_kind": "review"}


def test_a_reviewers_output_leaves_out_what_was_taken_back():
    assert listed(answer("reviewer_output", {"review_decisions": DECISIONS})) == [
        (7, 3, 2, 0.666667, 20.0, "2026-03-02 10:00:00", "2026-03-02 10:02:00"),
        (8, 2, 2, 1.0, 6.0, "2026-03-02 10:03:00", "2026-03-02 10:06:00"),
    ]


def test_pairs_of_reviewers_are_counted_by_what_both_said():
    queue = [{"example_id": n, "task": "category"} for n in (1, 2, 3)]
    desk = {"review_decisions": DECISIONS, "review_queue": queue}
    assert listed(answer("reviewer_pairs", desk)) == [
        ("category", 7, 8, "A", "B", 1),
        ("category", 7, 8, "B", "B", 1),
    ]


QUEUE = [
    {
        "proposed_at": "2026-02-27 10:00",
        "completed_at": "2026-03-02 09:00",
        "reason": "label_issue",
        "state": "completed",
        "given_label": "A",
        "decided_label": "B",
    },
    {
        "proposed_at": "2026-02-27 11:00",
        "completed_at": "2026-03-02 10:00",
        "reason": "label_issue",
        "state": "completed",
        "given_label": "A",
        "decided_label": "A",
    },
    {
        "proposed_at": "2026-03-02 12:00",
        "reason": "label_issue",
        "state": "open",
        "given_label": "A",
    },
    {
        "proposed_at": "2026-03-02 13:00",
        "completed_at": "2026-04-01 10:00",
        "reason": "contradiction",
        "state": "completed",
        "given_label": "B",
        "decided_label": None,
    },
]
QUEUE = [{"example_id": number, **row} for number, row in enumerate(QUEUE, 1)]


def test_the_backlog_is_what_came_less_what_was_completed():
    assert listed(answer("review_backlog", {"review_queue": QUEUE})) == [
        ("2026-02-27", 2, 0, 2),
        ("2026-03-02", 2, 2, 2),
        ("2026-04-01", 0, 1, 1),
    ]


def test_a_contradicted_label_is_wrong_where_it_was_changed_or_dropped():
    assert listed(answer("label_issue_outcomes", {"review_queue": QUEUE})) == [
        ("contradiction", "B", 1, 1, 1, 1.0),
        ("label_issue", "A", 3, 2, 1, 0.5),
    ]


def test_approved_examples_add_up_by_reason():
    assert listed(answer("approved_over_time", {"review_queue": QUEUE})) == [
        ("2026-03", "label_issue", 2, 2)
    ]


def item(group, split, label, dataset=1):
    return {"dataset_id": dataset, "group_no": group, "split": split, "label": label}


ITEMS = [
    item(1, "train", "A"),
    item(1, "test", "A"),
    item(2, "train", "A"),
    item(2, "train", "B"),
    item(2, "train", "B"),
    item(None, "train", "A"),
]


def test_leakage_counts_groups_in_two_parts_and_under_two_labels():
    assert listed(answer("groups_across_parts", {"dataset_items": ITEMS})) == [
        (1, 2, 5, 1, 2, 1)
    ]


def test_groups_of_near_duplicates_stand_by_size():
    assert listed(answer("near_duplicate_groups", {"dataset_items": ITEMS})) == [
        (1, 2, 1, 1, 1.0),
        (1, 3, 1, 0, 0.0),
    ]


def test_quality_scores_are_held_against_the_outcome():
    examples = [
        {"quality_score": 0.95, "status": "approved"},
        {"quality_score": 1.0, "status": "rejected"},
        {"quality_score": 0.9, "status": "pending"},
        {"quality_score": 0.15, "status": "rejected"},
        {"quality_score": None, "status": "approved"},
    ]
    assert listed(answer("quality_score_outcomes", {"ai_training_data": examples})) == [
        (1, 1, 1, 0, 0.0),
        (9, 3, 2, 1, 0.5),
    ]


def test_examples_without_a_consent_that_holds_are_counted_with_their_models():
    desk = {
        "dataset_examples": [{"dataset_id": 5, "example_id": n} for n in range(1, 6)],
        "ai_training_data": [
            {"consent_id": 1, "input_length": 9},
            {"consent_id": 2, "input_length": 9},
            {"consent_id": 3, "input_length": 9},
            {"consent_id": None, "input_length": 9},
            {"consent_id": 1, "input_length": 0},
        ],
        "lgpd_consents": [
            {"is_given": True},
            {"is_given": True, "withdrawn_at": "2026-03-01"},
            {"is_given": False, "expires_at": "2026-02-01"},
        ],
        "model_versions": [{"dataset_id": 5}, {"dataset_id": 5}],
    }
    found = answer("examples_without_consent", desk, as_of="2026-03-02 00:00:00")
    assert listed(found) == [(5, 2, 5, 2, 1, 1, 1)]


def test_suggestions_are_counted_by_where_they_come_from_and_their_rank():
    suggestion = {"suggestion_type": "solution", "source_type": "knowledge_base"}
    rows = [
        {**suggestion, "rank": 1, "was_used": True, "was_helpful": True},
        {**suggestion, "rank": 1, "was_used": True, "was_helpful": False},
        {**suggestion, "rank": 1},
        {**suggestion, "rank": 2},
    ]
    assert listed(answer("suggestion_use", {"ai_suggestions": rows})) == [
        ("solution", "knowledge_base", 1, 3, 2, 0.666667, 2, 1, 0.5),
        ("solution", "knowledge_base", 2, 1, 0, 0.0, 0, 0, None),
    ]


def test_the_effect_of_suggestions_is_read_within_category_and_priority():
    def ticket(hours):
        at = f"2026-03-02 {hours:02d}:00"
        row = {"category_id": 1, "priority_id": 1, "created_at": "2026-03-02"}
        return {**row, "resolved_at": at}

    desk = {
        "tickets": [ticket(2), ticket(4), ticket(10), ticket(20)],
        "categories": CATEGORIES,
        "priorities": [{"name": "Low"}],
        "ai_suggestions": [
            {"ticket_id": 1, "was_used": True},
            {"ticket_id": 2, "was_used": True},
            {"ticket_id": 2, "was_used": True},
            {"ticket_id": 3},
        ],
        "satisfaction_surveys": [
            {"ticket_id": 1, "rating": 5},
            {"ticket_id": 4, "rating": 2},
        ],
    }
    assert listed(answer("suggestion_effect", desk)) == [
        ("Network", "Low", 2, 3.0, 5.0, 2, 15.0, 2.0)
    ]


def test_texts_to_search_stand_by_kind_and_language():
    desk = {
        "tickets": [
            {"language": "pt", "title_length": 10, "description_length": 10},
            {"language": "pt", "title_length": 20, "description_length": 20},
        ],
        "kb_articles": [{"language": None, "content_length": 100}],
        "comments": [{"content_length": 7}],
    }
    assert listed(answer("searchable_texts", desk)) == [
        ("comment", "unknown", 1, 7.0, 7.0),
        ("kb_article", "unknown", 1, 100.0, 100.0),
        ("ticket", "pt", 2, 30.0, 39.0),
    ]


def test_costs_of_a_month_are_set_against_what_was_accepted_and_saved():
    def call(cost, *, hit=False, right=None):
        return {
            **MODEL,
            "created_at": "2026-03-02",
            "input_tokens": 100,
            "output_tokens": 10,
            "cost_micros": cost,
            "cache_hit": hit,
            "was_accepted": right,
        }

    rows = [call(40, right=True), call(60, right=False), call(0, hit=True, right=True)]
    assert listed(answer("model_costs", {"ai_classifications": rows})) == [
        ("2026-03", "m", "1", 3, 300, 30, 100, 2, 50.0, 1, 50.0)
    ]


def test_the_month_is_projected_from_what_it_has_cost_so_far():
    rows = [
        {"model_name": "m", "created_at": "2026-02-28", "cost_micros": 999},
        {"model_name": "m", "created_at": "2026-03-01", "cost_micros": 10},
        {"model_name": "m", "created_at": "2026-03-10", "cost_micros": 20},
        {"model_name": "m", "created_at": "2026-03-11", "cost_micros": 999},
    ]
    found = answer(
        "cost_projection", {"ai_classifications": rows}, as_of="2026-03-11 00:00:00"
    )
    assert listed(found) == [("m", 30, 10.0, 31, 93.0)]


def test_latency_is_read_at_its_median_and_its_95th_percentile():
    rows = [
        {**MODEL, "processing_time_ms": ms, "cost_micros": ms, "mode": mode}
        for ms, mode in ((10, "auto"), (20, "auto"), (30, "recommend"), (110, "auto"))
    ]
    rows.append({**MODEL, "processing_time_ms": None, "mode": "auto"})
    assert listed(answer("model_latency", {"ai_classifications": rows})) == [
        ("m", "1", 4, 25.0, 98.0, 42.5, 0.75)
    ]
