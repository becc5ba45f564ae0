"""Topics are what is near each other and far from what is known."""

import numpy as np
import pytest

from sdml.ml.new_topics import find_topics, nearest_similarity, usual_similarity


def turned(*degrees: float) -> np.ndarray:
    """Unit vectors of a plane, by their angle."""
    angles = np.deg2rad(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def test_the_usual_similarity_is_that_of_known_rows_to_their_nearest() -> None:
    known = turned(0, 10, 30)  # nearest: 10, 10 and 20 degrees away
    assert usual_similarity(known, 0.0) == pytest.approx(np.cos(np.deg2rad(20)))
    assert usual_similarity(known, 0.5) == pytest.approx(np.cos(np.deg2rad(10)))


def test_a_topic_is_found_with_its_leader_and_its_distance() -> None:
    known = turned(0, 10, 20, 30)
    # Near means within 10 degrees; 35 is near to what is known, 150 is alone.
    recent = turned(90, 35, 95, 150, 85, 98)
    (topic,) = find_topics(known, recent, share=0.0)
    assert topic.rows == (0, 2, 4, 5)
    assert topic.leader == 0
    away = np.cos(np.deg2rad([60, 65, 55, 68])).mean()
    assert topic.nearest_known == pytest.approx(away, abs=1e-6)
    assert find_topics(known, recent, share=0.0, fewest=5) == []


def test_nothing_far_and_nothing_recent_are_no_topics() -> None:
    known = turned(0, 10, 20)
    assert find_topics(known, turned(5, 15)) == []
    assert find_topics(known, turned()) == []


def test_a_row_is_not_compared_with_itself() -> None:
    known = turned(0, 60)
    found = nearest_similarity(known, known, np.array([0, 1]))
    assert found == pytest.approx([0.5, 0.5], abs=1e-6)
