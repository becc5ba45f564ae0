"""How seldom a kept promise steps down, how soon a broken one does, and what is said.

Streams are made, and drawn from real tickets of `it_service_tickets` that the model
never saw. Agents close tickets and find only a part of the errors; reviewers settle
some of those that were drawn by lot, the doubtful ones first where they pick by hand.
"""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from sdml.analytics.case_streams import audited_stream, audited_turns, kept_and_right
from sdml.ml.classifier import TrainingRows, predict_probabilities, train_classifier
from sdml.ml.drift import (
    adjust_p_values,
    compare_classes,
    compare_numbers,
    compare_texts,
    compare_vectors,
)
from sdml.ml.near_duplicates import group_near_duplicates
from sdml.ml.promise import promise_thresholds
from sdml.ml.risk_monitor import log_wealth, tickets_to_detect
from sdml.ml.unlabelled_accuracy import calibration_gap, expect
from sdml.records.decided_case import AuditLot, DecidedCase
from sdml.records.machine_learning import DecisionMode
from sdml.records.promise import PromiseTerms

RUNS, CASES = 1_000, 600
PROMISED, ALPHA, AUDITED = 0.95, 0.05, 0.1
CLASSES = (1, 5, 20)
TOLERATED = 0.05
TRAINED = 6_000
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def prove() -> dict:
    """All figures, and whether each is what was promised."""
    parts = {
        "false_steps": false_steps(RUNS, CASES),
        "detection": detection(RUNS),
        "picked_by_hand": picked_by_hand(RUNS),
        "audited_precision": audited_precision(RUNS),
        "drift_by_chance": drift_by_chance(RUNS),
        "expected_accuracy": expected_accuracy(RUNS),
    }
    root = os.environ.get("SDML_REAL_DATA")
    if root:
        stream = real_stream(Path(root), TRAINED)
        parts |= {
            "real_false_steps": real_false_steps(stream, RUNS),
            "real_detection": real_detection(stream, RUNS),
            "real_drift": real_drift(stream, RUNS // 5),
            "real_expected_accuracy": real_expected_accuracy(stream, RUNS),
        }
    else:
        parts["real"] = {"not run": "SDML_REAL_DATA names no folder of real data sets"}
    return {"holds": all(part.get("holds", True) for part in parts.values()), **parts}


def is_not_above(events: int, runs: int, rate: float) -> bool:
    """Whether a one-sided binomial test at 1 % lets the rate stand."""
    return bool(binomtest(events, runs, rate, alternative="greater").pvalue >= 0.01)


def steps(closed: np.ndarray, audited: np.ndarray, classes: int) -> np.ndarray:
    """After how many closed tickets each column steps down; 0 for never.

    The audited ones are spread evenly among the closed; what they find counts
    from the closed ticket beside them.
    """
    limit = np.log(2 * classes / ALPHA)
    found = []
    for wrong in (closed, audited):
        hit = log_wealth(wrong, TOLERATED) >= limit
        first = np.where(hit.any(axis=0), hit.argmax(axis=0) + 1, np.inf)
        found.append(np.ceil(first * len(closed) / len(wrong)))
    best = np.minimum(*found)
    return np.where(np.isfinite(best), best, 0).astype(int)


def false_steps(runs: int, n: int, seed: int = 0) -> dict:
    """Classes that are exactly as right as promised: any step is false.

    The chance is alpha over all classes of a run, whatever agents find.
    """
    random, found = np.random.default_rng(seed), {}
    for classes in CLASSES:
        for caught in (1.0, 0.5):
            wrong = random.random((n, runs * classes)) < TOLERATED
            seen = wrong & (random.random(wrong.shape) < caught)
            drawn = random.random((int(n * AUDITED), runs * classes)) < TOLERATED
            stepped = steps(seen, drawn, classes).reshape(runs, classes).any(axis=1)
            found[f"{classes} classes, {caught:.0%} caught"] = int(stepped.sum())
    return {
        "holds": all(is_not_above(one, runs, ALPHA) for one in found.values()),
        "runs": runs,
        "cases_a_class": n,
        "alpha": ALPHA,
        "false": found,
    }


def detection(runs: int, seed: int = 1) -> dict:
    """After good cases, a share becomes wrong: found within the stated tickets."""
    random, found, holds = np.random.default_rng(seed), {}, True
    classes = 10
    for seen in (0, 500):
        for share in (0.15, 0.2, 0.3, 0.5):
            stated = tickets_to_detect(
                TOLERATED, share, ALPHA / classes / 2, seen=seen, chance=0.95
            )
            assert stated is not None
            before = random.random((seen, runs)) < 0.02
            after = random.random((stated, runs)) < share
            wealth = log_wealth(np.concatenate([before, after]), TOLERATED)
            hit = wealth >= np.log(2 * classes / ALPHA)
            delay = hit.argmax(axis=0) + 1 - seen
            late = int((~hit.any(axis=0)).sum())
            early = int((hit.any(axis=0) & (delay < 1)).sum())
            holds &= is_not_above(late, runs, 0.05)
            found[f"{1 - share:.0%} right after {seen}"] = {
                "stated": stated,
                "found_in_time": 1 - late / runs,
                "median": float(np.median(np.where(hit.any(axis=0), delay, stated))),
                "before_the_shift": early,
            }
    return {"holds": holds, "runs": runs, "classes": classes, "within": found}


def made_case(
    number: int, *, is_wrong: bool, kept: bool, reviewed: bool
) -> DecidedCase:
    truth = "b" if is_wrong else "a"
    return DecidedCase(
        classification_id=number,
        ticket_id=number,
        label="a",
        probability=0.97,
        mode=DecisionMode.AUTO,
        said_at=NOON,
        promise_id=1,
        agent_label="a" if kept else "b",
        closed_at=NOON + timedelta(minutes=number),
        reviewed_label=truth if reviewed else None,
        reviewed_at=NOON + timedelta(days=9) if reviewed else None,
    )


def picked_by_hand(runs: int, n: int = 150, seed: int = 2) -> dict:
    """Reviewers settle half of the lots in turn, and pick some doubtful ones first.

    Read as they come in, the answers would break a promise that is kept.
    """
    random = np.random.default_rng(seed)
    limit, false, naive = np.log(1 / ALPHA), 0, 0
    for _ in range(runs):
        wrong = random.random(n) < TOLERATED
        numbers = random.random(n)
        picked = np.argsort(wrong + random.random(n) / 2)[-n // 10 :]
        settled = np.where(numbers >= 0.5, NOON.day + 2, 0)
        settled[picked] = NOON.day + 1
        cases = [
            made_case(k, is_wrong=bool(wrong[k]), kept=True, reviewed=settled[k] > 0)
            for k in range(n)
        ]
        lots = [
            AuditLot(
                k,
                "a",
                float(numbers[k]),
                NOON,
                NOON.replace(day=int(settled[k])) if settled[k] else None,
            )
            for k in range(n)
        ]
        read = audited_stream(cases, audited_turns(lots))
        false += bool((log_wealth(read, TOLERATED) >= limit).any())
        as_they_came = wrong[np.lexsort((-numbers, settled))][np.sum(settled == 0) :]
        naive += bool((log_wealth(as_they_came, TOLERATED) >= limit).any())
    return {
        "holds": is_not_above(false, runs, ALPHA)
        and not is_not_above(naive, runs, ALPHA),
        "runs": runs,
        "false_in_the_order_of_lots": false,
        "false_as_they_come": naive,
    }


def audited_precision(runs: int, n: int = 800, seed: int = 3) -> dict:
    """Agents find part of the errors; the audited share says how many there are."""
    random, found, holds = np.random.default_rng(seed), {}, True
    for share in (0.03, 0.1, 0.3):
        inside, kept_values, right_values = 0, [], []
        for _ in range(runs):
            wrong = random.random(n) < share
            caught = random.random(n) < 0.4
            drawn = random.random(n) < AUDITED
            cases = [
                made_case(
                    k,
                    is_wrong=bool(wrong[k]),
                    kept=not (wrong[k] and caught[k]),
                    reviewed=bool(drawn[k]),
                )
                for k in range(n)
            ]
            lots = [
                AuditLot(k, "a", random.random(), NOON, NOON)
                for k in np.flatnonzero(drawn).tolist()
            ]
            kept, right = kept_and_right(cases, audited_turns(lots))
            kept_values.append(kept.value)
            right_values.append(right.value)
            inside += bool(right.low <= 1 - wrong.mean() <= right.high)
        holds &= is_not_above(runs - inside, runs, 0.05)
        found[f"{1 - share:.0%} right"] = {
            "closed_unchanged": float(np.mean(kept_values)),
            "by_the_audited": float(np.mean(right_values)),
            "inside_95_percent_interval": inside / runs,
        }
    return {"holds": holds, "runs": runs, "audited_share": AUDITED, "figures": found}


def drift_by_chance(runs: int, seed: int = 4) -> dict:
    """Weeks that are like the reference: any flag is false, two in a row worse."""
    random = np.random.default_rng(seed)
    mix, flagged = np.arange(1, 9) / 36, []
    for week in range(runs):
        pairs = [random.choice(8, size, p=mix) for size in (800, 200)]
        sure = [random.beta(8, 1, size) for size in (800, 200)]
        length = [random.lognormal(4, 1, size) for size in (800, 200)]
        vectors = [
            random.normal(size=(size, 32)).astype(np.float32) for size in (500, 200)
        ]
        figures = adjust_p_values(
            [
                compare_classes("class_mix", *pairs, 8, week),
                compare_numbers("confidence", *sure, week),
                compare_numbers("text_length", *length, week),
                compare_vectors("vectors", *vectors, week),
            ]
        )
        flagged.append(any((one.p_adjusted or 1) <= ALPHA for one in figures))
    flags = np.array(flagged)
    twice = int((flags[0::2][: runs // 2] & flags[1::2][: runs // 2]).sum())
    return {
        "holds": is_not_above(int(flags.sum()), runs, ALPHA)
        and is_not_above(twice, runs // 2, ALPHA**2),
        "weeks": runs,
        "flagged": int(flags.sum()),
        "pairs_of_weeks_flagged": twice,
    }


def expected_accuracy(runs: int, seed: int = 5) -> dict:
    """How often the interval holds the accuracy that is found."""
    random, inside = np.random.default_rng(seed), 0
    for _ in range(runs):
        known, new = random.beta(6, 1, 500), random.beta(6, 1, 200)
        gap = calibration_gap(known, random.random(500) < known - 0.03)
        found = expect(new, gap, (random.random(200) < new - 0.03).astype(float))
        inside += bool(found.low <= found.found <= found.high)
    return {
        "holds": is_not_above(runs - inside, runs, 0.05),
        "weeks": runs,
        "inside": inside / runs,
    }


@dataclass(frozen=True)
class RealStream:
    """Predictions on tickets no fit has seen, and which the promise lets through."""

    texts: np.ndarray
    predicted: np.ndarray
    probability: np.ndarray
    right: np.ndarray
    is_automatic: np.ndarray
    is_reference: np.ndarray
    names: tuple[str, ...]

    def classes(self) -> list[np.ndarray]:
        """Outcomes of each promised class that keeps its promise on these tickets."""
        found = []
        for number in range(len(self.names)):
            mine = self.is_automatic & ~self.is_reference & (self.predicted == number)
            if mine.sum() >= 50 and self.right[mine].mean() >= PROMISED:
                found.append(self.right[mine])
        return found


def real_stream(root: Path, trained: int, seed: int = 6) -> RealStream:
    """A model of the training part, promised on one half of another, judged on it."""
    path = root / "it_service_tickets" / "tickets_train_tune_calibration.parquet"
    table = pd.read_parquet(path)
    names, numbers = np.unique(table["topic_group"].to_numpy(str), return_inverse=True)
    split = table["split"].to_numpy(str)
    random = np.random.default_rng(seed)
    learnt = random.permutation(np.flatnonzero(split == "train"))[:trained]
    texts = table["document"].to_numpy(object)
    rows = TrainingRows(
        texts[learnt].tolist(),
        numbers[learnt],
        tuple(names.tolist()),
        group_near_duplicates(texts[learnt].tolist()),
        [str(one) for one in table["ticket_id"].to_numpy()[learnt]],
    )
    model = train_classifier(rows, seed).model
    held = random.permutation(np.flatnonzero(split != "train"))
    sure = predict_probabilities(model, texts[held].tolist(), None)
    is_reference = np.arange(len(held)) < len(held) // 3
    proved = promise_thresholds(
        sure[is_reference], numbers[held][is_reference], rows.names, PromiseTerms()
    )
    limits = np.array(
        [np.inf if one.threshold is None else one.threshold for one in proved.classes]
    )
    predicted = sure.argmax(axis=1)
    return RealStream(
        texts=texts[held],
        predicted=predicted,
        probability=sure.max(axis=1),
        right=predicted == numbers[held],
        is_automatic=sure.max(axis=1) >= limits[predicted],
        is_reference=is_reference,
        names=rows.names,
    )


def real_false_steps(stream: RealStream, runs: int, seed: int = 7) -> dict:
    """Real outcomes of classes that keep their promise, drawn again and again."""
    random = np.random.default_rng(seed)
    outcomes = stream.classes()
    stepped = np.zeros(runs, bool)
    for right in outcomes:
        closed, drawn = (
            ~right[random.integers(0, len(right), (size, runs))]
            for size in (CASES, int(CASES * AUDITED))
        )
        stepped |= steps(closed, drawn, len(outcomes)) > 0
    return {
        "holds": bool(outcomes) and is_not_above(int(stepped.sum()), runs, ALPHA),
        "runs": runs,
        "classes": len(outcomes),
        "precision": [round(float(one.mean()), 4) for one in outcomes],
        "false": int(stepped.sum()),
    }


def real_detection(stream: RealStream, runs: int, seed: int = 8) -> dict:
    """A part of what a class gets belongs elsewhere from a day on."""
    random, found, holds = np.random.default_rng(seed), {}, True
    outcomes = stream.classes()
    seen = 300
    for moved in (0.15, 0.3):
        late = 0
        stated = None
        for right in outcomes:
            share = 1 - float(right.mean()) * (1 - moved)
            stated = tickets_to_detect(
                TOLERATED, share, ALPHA / len(outcomes) / 2, seen=seen, chance=0.95
            )
            assert stated is not None
            drawn = ~right[random.integers(0, len(right), (seen + stated, runs))]
            drawn[seen:] |= random.random((stated, runs)) < moved
            hit = log_wealth(drawn, TOLERATED) >= np.log(2 * len(outcomes) / ALPHA)
            late += int((~hit.any(axis=0)).sum())
        holds &= is_not_above(late, runs * len(outcomes), 0.05)
        found[f"{moved:.0%} moved"] = {
            "stated_for_the_last_class": stated,
            "found_in_time": 1 - late / (runs * len(outcomes)),
        }
    return {"holds": holds, "runs": runs, "after": seen, "within": found}


def real_drift(stream: RealStream, weeks: int, seed: int = 9) -> dict:
    """Weeks of real tickets: as they are, and with one class three times as often."""
    random = np.random.default_rng(seed)
    old = np.flatnonzero(stream.is_reference)
    new = np.flatnonzero(~stream.is_reference)
    weight = np.where(stream.predicted[new] == stream.predicted[new[0]], 6.0, 1.0)
    found = {"same": 0, "other mix": 0}
    for week in range(weeks):
        half = old[week % 2 :: 2]
        for name, shares in (("same", None), ("other mix", weight / weight.sum())):
            rows = random.choice(new, 250, replace=False, p=shares)
            figures = adjust_p_values(real_figures(stream, half, rows, week))
            found[name] += any((one.p_adjusted or 1) <= ALPHA for one in figures)
    return {
        "holds": is_not_above(found["same"], weeks, ALPHA)
        and found["other mix"] / weeks >= 0.95,
        "weeks": weeks,
        "flagged": found,
    }


def real_figures(
    stream: RealStream, old: np.ndarray, new: np.ndarray, seed: int
) -> list:
    """What a look at a week compares, but for vectors, which this model has not."""
    length = np.array([len(text) for text in stream.texts], float)
    return [
        compare_texts(
            "words", stream.texts[old].tolist(), stream.texts[new].tolist(), seed
        ),
        compare_numbers("text_length", length[old], length[new], seed),
        compare_classes(
            "class_mix",
            stream.predicted[old],
            stream.predicted[new],
            len(stream.names),
            seed,
        ),
        compare_numbers(
            "confidence", stream.probability[old], stream.probability[new], seed
        ),
    ]


def real_expected_accuracy(stream: RealStream, weeks: int, seed: int = 10) -> dict:
    """Weeks of 250 real tickets: what was expected of them, and what was found.

    Each week has a calibration part of its own, drawn anew: the interval is meant
    for whichever was drawn.
    """
    random = np.random.default_rng(seed)
    known = int(stream.is_reference.sum())
    inside, errors = 0, []
    for _ in range(weeks):
        order = random.permutation(len(stream.right))
        old, rows = order[:known], order[known : known + 250]
        gap = calibration_gap(stream.probability[old], stream.right[old])
        found = expect(stream.probability[rows], gap, stream.right[rows].astype(float))
        inside += bool(found.low <= found.found <= found.high)
        errors.append(found.error)
    return {
        "holds": is_not_above(weeks - inside, weeks, 0.05),
        "weeks": weeks,
        "inside": inside / weeks,
        "mean_absolute_error": float(np.abs(errors).mean()),
        "accuracy": float(stream.right.mean()),
    }
