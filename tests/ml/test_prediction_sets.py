"""The right label is among those shown as often as stated, also where it is hard."""

import numpy as np

from sdml.ml.prediction_sets import (
    COVERAGE,
    Band,
    fit_bands,
    labels_to_show,
    measure_sets,
)
from tests.promise_populations import drawn_population

POPULATION = drawn_population(6, 1.5, 12_000)


def test_sets_cover_what_they_state_in_every_band() -> None:
    answers, labels = POPULATION.probabilities, POPULATION.labels
    bands = fit_bands(answers[:6_000], labels[:6_000])
    assert len(bands) >= 4
    assert bands[0].above == 0.0
    confidence = answers[6_000:].max(axis=1)
    ends = [band.above for band in bands[1:]] + [2.0]
    for band, end in zip(bands, ends, strict=True):
        rows = 6_000 + np.flatnonzero((confidence >= band.above) & (confidence < end))
        shown = [
            labels[at] in labels_to_show(answers[at].tolist(), bands)
            for at in rows.tolist()
        ]
        # 4 standard errors of both parts below.
        slack = 4 * np.sqrt(COVERAGE * (1 - COVERAGE) * (1 / len(rows) + 1 / band.n))
        assert np.mean(shown) >= COVERAGE - slack


def test_where_the_model_is_sure_one_label_is_enough() -> None:
    bands = fit_bands(POPULATION.probabilities, POPULATION.labels)
    assert labels_to_show([0.97, 0.01, 0.01, 0.01, 0.0, 0.0], bands) == [0]
    assert len(labels_to_show([0.3, 0.25, 0.2, 0.1, 0.1, 0.05], bands)) > 2


def test_the_first_label_is_always_shown_and_the_others_in_order() -> None:
    assert labels_to_show([0.2, 0.5, 0.3], [Band(0.0, 0.9, 50)]) == [1]
    assert labels_to_show([0.2, 0.5, 0.3], [Band(0.0, 0.1, 50)]) == [1, 2, 0]
    assert labels_to_show([0.2, 0.8], []) == [1]


def test_few_rows_have_no_sets() -> None:
    answers, labels = POPULATION.probabilities[:49], POPULATION.labels[:49]
    assert fit_bands(answers, labels) == ()
    assert measure_sets(answers, labels, np.ones(49, bool)) is None


def test_a_lane_is_measured_on_rows_that_chose_no_cut_off() -> None:
    answers, labels = POPULATION.probabilities[:2_000], POPULATION.labels[:2_000]
    unsure = answers.max(axis=1) < 0.8
    found = measure_sets(answers, labels, unsure)
    assert found is not None
    assert found["n"] == unsure.sum()
    assert 0.85 <= found["coverage"] <= 0.95
    assert 1 < found["size"] < 6
