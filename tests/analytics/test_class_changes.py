"""Which changes of classes can be, and what they do to names and settings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.analytics.class_changes import PlannedClasses, plan_classes, plan_settings
from sdml.errors import ParameterError
from sdml.records.promise_words import ClassMode, TaxonomyKind
from sdml.records.taxonomy import ClassChange, ClassMarks, LabelHistory, TaxonomyOrder
from tests.class_orders import order

CURRENT = ("Acesso", "Impressora", "Rede")
KNOWN = (*CURRENT, "Antiga")
REFUSED = {
    "no such class": (order("rename", "Redes", "X"), "did you mean 'Rede'"),
    "a name in use": (order("rename", "Rede", "Acesso"), "merge the two"),
    "a name that ended": (order("rename", "Rede", "Antiga"), "which ended"),
    "merge of one into nothing": (order("merge", "Rede", "X"), "is to rename"),
    "a class twice": (order("merge", "Rede Rede", "X"), "named twice"),
    "split into one": (order("split", "Rede", "X"), "two or more"),
    "a part of the same name": (order("split", "Rede", "Rede X"), "another name"),
    "retired into itself": (order("retire", "Rede", "Rede"), "own place"),
    "retired into nothing known": (order("retire", "Rede", "X"), "no class 'X'"),
    "priorities merged": (
        order("merge", "Acesso Rede", "X", task="priority"),
        "levels in an order",
    ),
    "a blank name": (
        TaxonomyOrder("category", TaxonomyKind.RENAME, ("Rede",), (" ",)),
        "no name",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_is_refused(name: str) -> None:
    wanted, message = REFUSED[name]
    with pytest.raises(ParameterError, match=message):
        plan_classes(wanted, CURRENT, KNOWN)


def test_a_class_that_ended_can_be_merged_into() -> None:
    planned = plan_classes(order("merge", "Rede", "Antiga"), CURRENT, KNOWN)
    assert planned == PlannedClasses({"Rede": "Antiga"}, ("Antiga",), ())


@given(
    st.dictionaries(st.sampled_from("abcd"), st.sampled_from(list(ClassMode))),
)
def test_no_change_of_classes_allows_more_than_people_did(
    settings: dict[str, ClassMode],
) -> None:
    planned = PlannedClasses({"a": "c", "b": "c"}, ("c",), ())
    _, after = plan_settings(settings, planned)
    modes = list(ClassMode)
    for label in "abc":
        if label in settings and "c" in after:
            assert modes.index(after["c"]) >= modes.index(settings[label])


def change(
    number: int,
    kind: str,
    became: dict[str, str | None],
    targets: tuple[str, ...],
    begun: int,
    ended: int | None = None,
) -> ClassChange:
    marks = ClassMarks(begun, begun, begun)
    return ClassChange(
        change_id=number,
        task="category",
        kind=TaxonomyKind(kind),
        became=became,
        targets=targets,
        made=(),
        begun=marks,
        ended=None if ended is None else ClassMarks(ended, ended, ended),
        applied_at=None,  # type: ignore[arg-type] # nothing here asks when
        applied_by="x",
    )


MERGED = change(1, "merge", {"a": "c", "b": "c"}, ("c",), 10)
RENAMED = change(2, "rename", {"c": "a"}, ("a",), 20)
SPLIT = change(3, "split", {"a": None}, ("x", "y"), 30)
TODAY = {
    "before all": ((MERGED, RENAMED), "a", 5, "a"),
    "between": ((MERGED, RENAMED), "c", 15, "a"),
    "a name that came again, before": ((MERGED,), "a", 5, "c"),
    "a name that came again, after": ((MERGED, RENAMED), "a", 25, "a"),
    "people have to say": ((MERGED, RENAMED, SPLIT), "b", 5, None),
    "a part": ((MERGED, RENAMED, SPLIT), "x", 35, "x"),
    "of a change that was undone": (
        (change(1, "merge", {"a": "c"}, ("c",), 10, ended=20),),
        "c",
        15,
        None,
    ),
    "of a rename that was undone": (
        (change(1, "rename", {"a": "c"}, ("c",), 10, ended=20),),
        "c",
        15,
        "a",
    ),
    "of a split that was undone": (
        (change(1, "split", {"a": None}, ("x", "y"), 10, ended=20),),
        "y",
        15,
        "a",
    ),
    "after an undo": (
        (change(1, "rename", {"a": "c"}, ("c",), 10, ended=20),),
        "a",
        25,
        "a",
    ),
}


@pytest.mark.parametrize("name", TODAY)
def test_a_label_is_read_as_what_it_is_called_today(name: str) -> None:
    changes, label, number, expected = TODAY[name]
    history = LabelHistory(changes)
    assert history.today(label, "decision", number) == expected


def test_a_name_in_use_again_is_not_gone() -> None:
    history = LabelHistory((MERGED, RENAMED))
    assert history.former == {"b": "a", "c": "a"}
    assert history.added == {"a"}


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_shares_of_merged_classes_add_up(shares: list[float]) -> None:
    history = LabelHistory((MERGED,))
    found = history.shares_today(
        dict(zip("abz", shares, strict=True)), "classification", 1
    )
    assert sum(found.values()) == pytest.approx(sum(shares))
    assert set(found) == {"c", "z"}
