"""Training and prediction against bare scikit-learn that reaches the same accuracy.

The bare pipeline is what one would write by hand: TF-IDF of words and of letter
groups, two linear models averaged, cross-validated once to know what it is worth,
then fitted on all rows. sdml compares three candidates, calibrates the winner and
chooses a threshold in the time it is given. Both are timed by the processor in one
run, one thread each, since other work on the machine changes wall times.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from sdml.ml.classifier import TrainingRows, predict_probabilities, train_classifier
from sdml.ml.contest import quiet_single_threads

AIM = 1.2
ROWS, HELD = 9_000, 3_000


def cpu_seconds(work: Callable[[], object]) -> tuple[float, object]:
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def bare_pipeline(n: int):
    word = {
        "sublinear_tf": True,
        "min_df": 2,
        "ngram_range": (1, 2),
        "dtype": np.float32,
    }
    letters = word | {"analyzer": "char_wb", "ngram_range": (3, 6)}
    log = SGDClassifier(loss="log_loss", alpha=0.1 / n, average=True, random_state=0)
    margin = CalibratedClassifierCV(LinearSVC(C=0.5, tol=1e-2), cv=3)
    return VotingClassifier(
        [
            ("words", make_pipeline(TfidfVectorizer(**word), log)),
            (
                "letters",
                make_pipeline(
                    make_union(TfidfVectorizer(**word), TfidfVectorizer(**letters)),
                    margin,
                ),
            ),
        ],
        voting="soft",
    )


@pytest.mark.slow
def test_training_and_answering_cost_at_most_a_fifth_more_than_bare_scikit_learn(
    real_data: Path, record_property
) -> None:
    tickets = pd.read_parquet(
        real_data / "it_service_tickets/tickets_train_tune_calibration.parquet"
    ).iloc[: ROWS + HELD]
    texts = tickets.document.to_numpy(str)
    names, labels = np.unique(tickets.topic_group.to_numpy(str), return_inverse=True)
    train, held = slice(0, ROWS), slice(ROWS, None)
    rows = TrainingRows(
        texts[train].tolist(),
        labels[train],
        tuple(names.tolist()),
        np.arange(ROWS),
        tickets.ticket_id.iloc[train].astype(str).tolist(),
    )
    model = bare_pipeline(ROWS)

    def bare():
        folds = StratifiedKFold(5, shuffle=True, random_state=0)
        cross_val_predict(
            clone(model), texts[train], labels[train], cv=folds, method="predict_proba"
        )
        return model.fit(texts[train], labels[train])

    with quiet_single_threads():
        bare_seconds, fitted = cpu_seconds(bare)
        single_seconds, _ = cpu_seconds(
            lambda: clone(model).fit(texts[train], labels[train])
        )
    our_seconds, trained = cpu_seconds(lambda: train_classifier(rows))
    asked = texts[held].tolist()
    with quiet_single_threads():
        bare_answering, said = cpu_seconds(lambda: fitted.predict_proba(asked))
        our_answering, answers = cpu_seconds(
            lambda: predict_probabilities(trained.model, asked)
        )
    theirs = (said.argmax(axis=1) == labels[held]).mean()
    ours = (answers.argmax(axis=1) == labels[held]).mean()
    record_property("ratio", our_seconds / bare_seconds)
    record_property("answering_ratio", our_answering / bare_answering)
    print(
        f"\nsdml {our_seconds:.1f} s, accuracy {ours:.4f}; bare with 5 folds "
        f"{bare_seconds:.1f} s ({our_seconds / bare_seconds:.2f}x), one bare fit "
        f"{single_seconds:.1f} s ({our_seconds / single_seconds:.2f}x), accuracy "
        f"{theirs:.4f}; answering {HELD:,} texts {our_answering:.2f} s, bare "
        f"{bare_answering:.2f} s ({our_answering / bare_answering:.2f}x)"
    )
    assert ours >= theirs - 0.005
    assert our_seconds / bare_seconds <= AIM
    assert our_answering / bare_answering <= AIM
