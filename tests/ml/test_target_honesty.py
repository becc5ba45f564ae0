"""Targets that are not what they seem are noticed, and sound ones left alone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from sdml.ml.target_honesty import inspect_rows
from sdml.ml.target_rows import TargetRows, count_tests
from sdml.records.target import TargetKind, TargetReport, TargetSeverity

SUBJECTS = ("senha login perfil", "papel toner fila", "vpn cabo sinal", "tela mouse")
NAMES = ("acesso", "impressora", "rede", "estacao")
DAY = 86_400


def sound_rows(seed: int = 0, n: int = 600, classes: int = 4) -> TargetRows:
    """Texts tell the class; columns, days and people know nothing of it."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, classes, n)
    spoken = [SUBJECTS[label].split() for label in labels]
    texts = [
        " ".join([*random.choice(words, 2), *random.choice(list("abcdefgh"), 4)])
        for words in spoken
    ]
    return TargetRows(
        labels=labels,
        names=NAMES[:classes],
        columns={"team": random.integers(0, 4, n), "source": random.integers(0, 3, n)},
        values={"team": ["", "t1", "t2", "t3"], "source": ["", "web", "mail"]},
        opened=np.sort(random.integers(0, 400 * DAY, n)),
        requesters=random.integers(0, 80, n),
        groups=np.arange(n),
        titles=texts,
        texts=texts,
        keys=[f"k{number}" for number in range(n)],
    )


def inspect(rows: TargetRows, *names: str) -> TargetReport:
    return inspect_rows(rows, ("category", 1), names or rows.names)


def kinds(report: TargetReport) -> set[tuple[str, str]]:
    return {(one.kind.value, one.severity.value) for one in report.findings}


def with_column(rows: TargetRows, codes: np.ndarray, *values: str) -> TargetRows:
    return replace(
        rows,
        columns={**rows.columns, "form": codes},
        values={**rows.values, "form": ["", *values]},
    )


def with_default(rows: TargetRows, share: float, *, guessed: bool = True) -> TargetRows:
    """Class 0 stands exactly where the form is old; other texts may tell nothing."""
    random = np.random.default_rng(9)
    old = random.random(len(rows.labels)) < share
    rest = random.integers(1, 4, len(rows.labels)) if guessed else rows.labels
    labels = np.where(old, 0, np.where(rest == 0, 1, rest))
    words = [
        "formulario antigo" if is_old else text
        for is_old, text in zip(old, rows.texts, strict=True)
    ]
    rows = replace(rows, labels=labels, texts=words, titles=words)
    return with_column(rows, np.where(old, 1, 2), "old", "new")


def test_a_sound_target_is_clean() -> None:
    report = inspect(sound_rows())
    assert report.status == "clean"
    assert report.findings == ()
    assert report.tests == count_tests(sound_rows())


def test_a_placeholder_for_most_rows_is_refused_with_both_figures() -> None:
    report = inspect(with_default(sound_rows(), 0.8))
    found = report.findings[0]
    assert (found.kind, found.severity) == (
        TargetKind.PLACEHOLDER,
        TargetSeverity.REFUSE,
    )
    assert (found.columns, found.values, found.classes) == (
        ("form",),
        ("old",),
        ("acesso",),
    )
    assert found.share.n == 600
    assert found.share.low < found.share.value < found.share.high
    figures = found.figures
    assert figures is not None
    assert figures.overall.value > 0.8
    assert figures.alone.high < 0.6
    assert figures.guess.n == figures.outside.n == 600 - round(600 * found.share.value)
    for figure in (figures.overall, figures.outside, figures.alone, figures.guess):
        assert f"{figure.value:.3f}" in found.says
    assert report.says_no


CASES: dict[str, tuple[Callable[[], TargetRows], set[tuple[str, str]]]] = {
    "a placeholder of fewer rows warns": (
        lambda: with_default(sound_rows(), 0.4),
        {("placeholder", "warn")},
    ),
    "a column that settles one class does no harm where texts tell the others": (
        lambda: with_default(sound_rows(), 0.6, guessed=False),
        {("placeholder", "warn")},
    ),
    "the target under another name is a note": (
        lambda: with_column(sound_rows(), sound_rows().labels + 1, *NAMES),
        {("copy", "note")},
    ),
    "a finer column is a note": (
        lambda: with_column(
            sound_rows(),
            1 + 2 * sound_rows().labels + np.arange(600) % 2,
            *"abcdefgh",
        ),
        {("parent", "note")},
    ),
    "groups of less than 30 rows say nothing": (
        lambda: with_column(
            sound_rows(), 1 + np.arange(600) // 20, *map(str, range(30))
        ),
        set(),
    ),
}


@pytest.mark.parametrize(("make", "expected"), CASES.values(), ids=CASES)
def test_what_another_column_means(
    make: Callable[[], TargetRows], expected: set[tuple[str, str]]
) -> None:
    assert kinds(inspect(make())) == expected


def test_two_columns_may_settle_a_target_together() -> None:
    rows = sound_rows(n=900)
    random = np.random.default_rng(3)
    impact, urgency = random.integers(1, 4, 900), random.integers(1, 4, 900)
    labels = np.minimum((impact + urgency - 2), 3)
    rows = replace(
        rows,
        labels=labels,
        columns={"impact": impact, "urgency": urgency},
        values={"impact": ["", *"123"], "urgency": ["", *"123"]},
    )
    (found,) = inspect(rows).findings
    assert found.kind is TargetKind.RULE
    assert found.columns == ("impact", "urgency")
    assert found.share.value == 1.0


def test_a_class_that_ends_on_a_day_is_named_with_the_day() -> None:
    rows = sound_rows()
    labels = np.where(rows.opened < 100 * DAY, rows.labels, np.maximum(rows.labels, 1))
    (found,) = inspect(replace(rows, labels=labels)).findings
    assert found.kind is TargetKind.PERIOD
    assert found.classes == ("acesso",)
    assert "before 1970-04" in found.says
    assert found.share.value == 1.0


def test_a_class_that_begins_on_a_day_is_named() -> None:
    rows = sound_rows()
    labels = np.where(rows.opened > 300 * DAY, rows.labels, np.minimum(rows.labels, 2))
    (found,) = inspect(replace(rows, labels=labels)).findings
    assert (found.classes, found.values[0][:5]) == (("estacao",), "after")


def test_one_requester_or_template_that_makes_a_class_is_named() -> None:
    rows = sound_rows()
    mine = rows.labels == 2
    mine[np.flatnonzero(mine)[:8]] = False  # a few have others
    people = np.where(mine, 99, rows.requesters)
    texts = np.where(mine, 7_000, rows.groups)
    assert kinds(inspect(replace(rows, requesters=people))) == {("requester", "warn")}
    assert kinds(inspect(replace(rows, groups=texts))) == {("template", "warn")}


def test_an_answer_that_stands_in_the_text_is_named() -> None:
    rows = sound_rows()
    texts = [
        f"tipo: {NAMES[label]} {text}"
        for label, text in zip(rows.labels, rows.texts, strict=True)
    ]
    found = inspect(replace(rows, texts=texts)).findings
    assert {one.kind for one in found} == {TargetKind.NAME_IN_TEXT}
    assert found[0].classes == ()
    assert found[0].share.value == 1.0
    titles = [NAMES[label].upper() for label in rows.labels]
    (found,) = inspect(replace(rows, titles=titles)).findings
    assert found.columns == ("title",)


def test_a_subject_that_its_tickets_mention_is_no_leak() -> None:
    rows = sound_rows()
    random = np.random.default_rng(2)
    texts = [
        f"{NAMES[label]} {text}" if random.random() < 0.4 else text
        for label, text in zip(rows.labels, rows.texts, strict=True)
    ]
    assert inspect(replace(rows, texts=texts)).status == "clean"


NAME_CASES = {
    "blank": ((" ", "rede"), {"empty_name"}),
    "blanks around": (("vpn ", "rede"), {"empty_name"}),
    "case and accent": (("Configuração", "configuracao"), {"similar_names"}),
    "one letter": (("Impressora", "Impresora"), {"similar_names"}),
    "underscore": (("top_up", "topup"), {"similar_names"}),
    "nothing chosen": (("Não informado", "rede"), {"no_value"}),
    "numbers differ": (("Fila 10", "Fila 11"), set()),
    "short words differ": (("Level I", "Level II"), set()),
    "others is a class": (("Outros", "Miscellaneous"), set()),
    "a question": (("reverted_card_payment?", "Refund_not_showing_up"), set()),
}


@pytest.mark.parametrize(("names", "expected"), NAME_CASES.values(), ids=NAME_CASES)
def test_names_that_are_odd(names: tuple[str, ...], expected: set[str]) -> None:
    found = inspect(sound_rows(), *names).findings
    assert {one.kind.value for one in found} == expected


def test_what_the_data_are_too_few_for_is_said() -> None:
    rows = sound_rows(n=60)
    rows = replace(
        rows,
        columns={},
        values={},
        opened=np.zeros(60, np.int64),
        requesters=np.full(60, -1),
    )
    report = inspect(rows)
    assert report.status == "clean"
    assert {one.check for one in report.not_judged} == {
        "period",
        "requester",
        "class",
        "columns",
    }
    (few,) = (one for one in report.not_judged if one.check == "class")
    assert few.reason.startswith("not enough data")


def test_targets_that_nothing_settles_are_left_alone() -> None:
    """At 1 % for all tests of a target, 60 targets give two alarms at the most."""
    alarms = [inspect(sound_rows(seed, 400, 3)).status != "clean" for seed in range(60)]
    assert sum(alarms) <= 2


def test_the_report_is_json() -> None:
    import json

    facts = inspect(with_default(sound_rows(), 0.8)).as_facts()
    assert json.loads(json.dumps(facts))["findings"][0]["kind"] == "placeholder"
