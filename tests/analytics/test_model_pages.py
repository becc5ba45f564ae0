"""What a team lead reads of a model: in the page's language, word by word."""

import json

import numpy as np
import pandas as pd
import pytest

from sdml.analytics.candidate_words import candidate_words, reason_words
from sdml.analytics.confidence_report import show_reliability, show_risk_coverage
from sdml.analytics.metric_words import metric_words
from sdml.analytics.particular_report import show_particulars
from sdml.analytics.reject_words import reject_words
from sdml.analytics.routing_targets_report import show_targets
from sdml.analytics.training_report import list_metrics, select_model
from sdml.analytics.watch_report import show_watch
from sdml.channels.values import CellFault, CellReader
from sdml.files.catalogues import read_language
from sdml.ml.confidence_figures import CONFIDENCE_NAMES
from sdml.ml.contest import CANDIDATES, CandidateScore, choose
from sdml.records.language import Language
from sdml.records.mapping import CellRule, ValueKind
from sdml.records.model_card import METRIC_NAMES
from sdml.records.routing_targets import RoutingTarget, RoutingTargets

EN = Language("en")
PT = read_language("pt_BR")
BIN = {"confidence": 0.9, "accuracy": 0.8, "low": 0.7, "high": 0.88, "n": 100}


def chosen(**facts: object) -> pd.DataFrame:
    return pd.DataFrame({"manifest": [json.dumps(facts)]})


def metrics_frame(**values: float) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name.replace("risk", "%_risk") if "_at_" in name else name, value)
            for name, value in values.items()
        ],
        columns=["name", "value"],
    ).assign(low=0.1, high=0.9, n=300, split="calibration")


@pytest.mark.parametrize("name", [*METRIC_NAMES, *CONFIDENCE_NAMES])
def test_every_metric_has_a_name_in_both_languages(name: str) -> None:
    english, portuguese = metric_words(EN)[name], metric_words(PT)[name]
    assert "_" not in english[0]
    assert english[0] != portuguese[0] or name == "macro_f1"


def test_the_test_of_calibration_is_said_in_words() -> None:
    for p_value, said in (
        (0.4, "no sign that the probabilities are not calibrated (p = 0.400)"),
        (0.01, "not exactly calibrated (p = 0.010)"),
        (1e-9, "(p < 0.001)"),
    ):
        frame = metrics_frame(accuracy=0.9, calibrated_p_value=p_value)
        assert said in list_metrics(frame, EN).finding


def test_before_and_after_stand_side_by_side_with_bars_and_counts() -> None:
    before = {**BIN, "accuracy": 0.7, "low": 0.6, "high": 0.8}
    frame = chosen(
        calibration="sigmoid", reliability=[BIN], reliability_before=[before]
    )
    section = show_reliability(frame, EN)
    assert section.figures == pytest.approx({"mean_gap": 0.1, "mean_gap_before": 0.2})
    assert "Before calibration it was 20.0." in section.finding
    assert "sigmoid" in section.note
    chart = section.chart
    assert chart is not None
    assert chart.before is not None
    assert (chart.low, chart.high, chart.counts) == ((0.7,), (0.88,), (100,))
    assert (chart.before.low, chart.before.counts) == ((0.6,), (100,))
    assert section.table is not None
    assert [row[0] for row in section.table.rows] == ["before", "after"]


def test_where_nothing_was_calibrated_there_is_nothing_before() -> None:
    frame = chosen(calibration="none", reliability=[BIN], reliability_before=[BIN])
    section = show_reliability(frame, EN)
    assert "No calibration is used" in section.note
    assert section.chart is not None
    assert section.chart.before is None
    assert section.table is not None
    assert section.table.rows == ((0.9, 0.8, 0.7, 0.88, 100),)


def test_the_curve_marks_the_coverage_at_each_risk() -> None:
    curve = [{"coverage": 1.0, "risk": 0.2}, {"coverage": 0.5, "risk": 0.04}]
    metrics = metrics_frame(coverage_at_10risk=0.8, coverage_at_5risk=0.55)
    names = ["coverage_at_10%_risk", "coverage_at_5%_risk"]
    section = show_risk_coverage(
        chosen(risk_coverage=curve), metrics.assign(name=names), EN
    )
    assert section.finding.startswith("With at most 5% errors among its answers")
    assert section.chart is not None
    assert section.chart.positions == (0.5, 1.0)
    assert section.chart.marks == ((0.55, 0.05), (0.8, 0.1))
    assert show_risk_coverage(chosen(), metrics, EN).chart is None


def figure(value: float | None, n: int = 1_000) -> dict[str, float | int | None]:
    if value is None:
        return {"value": None, "low": None, "high": None, "n": 0}
    return {"value": value, "low": value - 0.02, "high": value + 0.02, "n": n}


def test_the_aim_that_is_promised_gives_the_finding() -> None:
    aims = [
        RoutingTarget(
            aim,
            0.7,
            figure(routed),
            figure(aim),
            figure(routed * aim),
            2,
            figure(routed / 2),
            figure(None),
        )
        for aim, routed in ((0.9, 0.8), (0.95, 0.6))
    ]
    found = RoutingTargets(1, "category", 1_000, 3, 0.9, tuple(aims))
    section = show_targets(found, 0.95, PT)
    assert section.finding.startswith("Se 95% dos chamados encaminhados")
    assert "60,0% (58,0% a 62,0%)" in section.finding
    assert section.figures == {"routed_at_90": 0.8, "routed_at_95": 0.6}
    assert section.table is not None
    assert [row[4] for row in section.table.rows] == ["2 de 3", "2 de 3"]
    nothing = RoutingTargets(1, "category", 0, 3, 0.9, ())
    assert show_targets(nothing, 0.95, EN).finding.startswith("Not enough data")


def score(name: str, log_loss: float, difference: float) -> CandidateScore:
    candidate = next(one for one in CANDIDATES if one.name == name)
    return CandidateScore(
        candidate, 0.8123, 0.8, log_loss, difference, 0.01, np.full((1_234, 2), 0.5)
    )


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        pytest.param([score("words", 0.5, 0.0)], "o único candidato", id="alone"),
        pytest.param(
            [score("words", 0.5, 0.0), score("embeddings", 0.7, 0.2)],
            "o melhor; em seguida, vetores",
            id="the best",
        ),
        pytest.param(
            [score("words+letters", 0.51, 0.005), score("embeddings", 0.5, 0.0)],
            "empate com vetores",
            id="a tie",
        ),
    ],
)
def test_why_a_candidate_was_kept_is_said_in_portuguese(
    scores: list[CandidateScore], said: str
) -> None:
    _, reason = choose(scores)
    words = reason_words(reason, PT)
    assert said in words
    assert "acurácia 81,2% em 1.234 linhas fora da dobra" in words
    assert "log loss" not in words


def test_every_candidate_has_its_words() -> None:
    for one in CANDIDATES:
        for word in ("words", "embeddings", "network", "pooled"):
            assert word not in candidate_words(one.name, PT)
        assert candidate_words(one.name, EN) == one.name


REJECTS = {
    "a number": (CellRule(kind=ValueKind.DECIMAL, decimal=","), "1.5x"),
    "a whole number": (CellRule(kind=ValueKind.INTEGER), "1.5"),
    "yes or no": (CellRule(kind=ValueKind.BOOLEAN), "maybe"),
    "a date": (CellRule(kind=ValueKind.DATE, formats=("%d/%m/%Y",)), "x"),
    "a day only": (CellRule(kind=ValueKind.DATE), "2026-03-01T10:00:00"),
    "a time": (CellRule(kind=ValueKind.DATETIME), "x"),
    "no zone": (CellRule(kind=ValueKind.DATETIME), "2026-03-01T10:00:00"),
    "a strict word": (CellRule(values={"a": "b"}, strict=True), "c"),
    "a NUL": (CellRule(), "\0"),
    "half a character": (CellRule(), "\ud800"),
}


@pytest.mark.parametrize(("rule", "cell"), REJECTS.values(), ids=REJECTS)
def test_a_reject_s_reason_is_said_in_portuguese(rule: CellRule, cell: str) -> None:
    (fault,) = CellReader(rule).read([cell])
    assert isinstance(fault, CellFault)
    assert reject_words(fault.reason, EN).replace("“", "'").replace("”", "'") == (
        fault.reason
    )
    assert reject_words(fault.reason, PT) != fault.reason


def test_the_newest_model_of_a_period_is_taken() -> None:
    frame = pd.DataFrame(
        {
            "model": [3, 2, 1],
            "task": ["category"] * 3,
            "created_at": pd.to_datetime(
                ["2026-03-01", "2026-02-01", "2026-01-01"], utc=True
            ),
        }
    )
    period = ("2026-01-01", "2026-02-28")
    assert select_model(frame, "category", 0, period)["model"].tolist() == [2]
    assert select_model(frame, "category", 3, period)["model"].tolist() == [3]
    assert select_model(frame, "category", 0, ("2027-01-01", "2027-12-31")).empty


def test_languages_and_levels_stand_where_a_model_has_them() -> None:
    accuracy = {"value": 0.8, "low": 0.7, "high": 0.9, "n": 90}
    spoken = [
        {"language": name, "n": n, "is_enough": n > 99, "metrics": {"accuracy": one}}
        for name, n, one in (
            ("pt", 900, accuracy | {"value": 0.9}),
            ("en", 90, accuracy),
        )
    ]
    figures = {
        name: {"ordinal_mae": {"value": error, "low": 0.1, "high": 0.5, "n": 90}}
        for name, error in (("least_cost", 0.2), ("most_frequent", 0.4))
    }
    levels = {"undercall_percent": 200, "figures": figures}
    frame = chosen(languages=spoken, ordinal=levels)
    languages, priorities = show_particulars(frame, PT)
    assert "inglês: 80,0% de 90" in languages.finding
    assert languages.table is not None
    assert [row[-1] for row in languages.table.rows] == [
        "",
        "poucos chamados: aproximado",
    ]
    assert "0,200 (0,100 a 0,500) níveis" in priorities.finding
    assert "2,0 vezes" in priorities.note
    assert show_particulars(chosen(), PT) == ()


def lane(wrong: bool, n: int) -> dict[str, object]:
    stream = {"crossed_after": 30 if wrong else None}
    share = {"value": 0.8, "low": 0.7, "high": 0.9, "n": n}
    known = share if n else {"value": None, "low": None, "high": None, "n": 0}
    return {"closed": stream, "audited": stream, "kept": known, "precision": known}


def looked(*, wrong: bool = False, n: int = 60, flagged: str = "") -> dict[str, object]:
    week = {
        "starts_at": "2026-03-02T12:00:00Z",
        "n": 400,
        "flagged": [flagged] if flagged else [],
        "accuracy": {"value": 0.9, "low": 0.85, "high": 0.93, "n": 400, "known": 30}
        | {"found": 0.87},
    }
    return {
        "holds": not wrong and not flagged,
        "classes": [{"label": "Rede", "automatic": lane(wrong, n), "suggested": {}}],
        "weeks": [week],
        "drifting": [flagged] if flagged else [],
    }


def test_the_last_look_says_whether_the_promise_is_kept() -> None:
    (nothing,) = show_watch(None, EN)
    assert nothing.finding.startswith("Nobody has looked yet")
    kept, weeks = show_watch(looked(), PT)
    assert kept.finding == "No último exame nada falava contra a promessa."
    assert kept.table is not None
    assert kept.table.rows == (("Rede", *["80,0% (70,0% a 90,0%, n = 60)"] * 2, "não"),)
    assert weeks.table is not None
    assert weeks.table.rows[0][2:] == (
        "90,0% (85,0% a 93,0%, n = 400)",
        30,
        0.87,
        "–",
    )
    broken, _ = show_watch(looked(wrong=True), EN)
    assert broken.finding == "Wrong more often than promised: Rede."
    drifted, week = show_watch(looked(flagged="class_mix", n=0), EN)
    assert "shares of the classes" in drifted.finding
    assert drifted.table is not None
    assert drifted.table.rows[0][1] == "not enough data (n = 0)"
    assert week.finding == "In one week looked at, 1 drifted."
