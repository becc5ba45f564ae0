"""`sdml explain`, `examples object`, `dataset inspect`: keys and exit codes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import sdml
from sdml.cli.main import main
from tests.cli.test_model_commands import MAPPING, ask

__all__ = ["ask"]

Ask = Callable[..., tuple[int, dict]]


def test_a_decision_is_explained_and_objected_to(
    ask: Ask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask("train", "--task", "category")[1]["target"]["status"] == "clean"
    assert ask("model", "promote", "1")[0] == 0
    assert ask("classify")[1]["classified"] == 120
    code, file = ask("explain", "7")
    assert code == 0
    keys = "decision", "data", "model", "outside", "calibrator", "promise", "mode"
    assert {*keys, "reviewers", "explanation", "neighbours", "objections"} <= set(file)
    found = file["explanation"]
    parts = sum(term["weight"] for term in found["terms"])
    assert parts + found["whole"] + found["bias"] == pytest.approx(found["score"])
    key = file["decision"]["key"].removeprefix("small:")
    again = ask("explain", "--ticket", key, "--for-subject")[1]
    assert again["decision"] == file["decision"]
    out = tmp_path / "decision.html"
    assert ask("explain", "7", "--out", str(out))[1]["html"] == str(out)
    assert "Como contestar" in out.read_text("utf-8")
    taken = ask("examples", "object", "7")[1]
    assert set(taken) == {"classification_id", "example_id", "state", "is_new"}
    assert ask("examples", "object", "7")[1]["is_new"] is False
    assert ask("explain", "7")[1]["objections"][0]["is_objection"] is True
    capsys.readouterr()
    assert main(["explain", "7", "--tenant", "acme"]) == 0
    told = capsys.readouterr().out
    assert "to object: sdml examples object 7" in told
    assert "objection, open" in told
    with sdml.open(tenant="acme", data=tmp_path / "data") as wb:
        shown = wb.explain(7)
        assert "Como contestar" in shown._repr_html_()
        terms = wb.terms(shown)
        assert list(terms) == ["term", "weight", "count"]
        assert terms["weight"].sum() == pytest.approx(found["score"])


REFUSED = {
    "nothing named": ((), 2, "misuse"),
    "both named": (("7", "--ticket", "7"), 2, "misuse"),
    "no such decision": (("7",), 2, "not_found"),
    "no such ticket": (("--ticket", "none"), 2, "bad_parameter"),
}


@pytest.mark.parametrize(("words", "code", "name"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_explained_says_why(
    ask: Ask, words: tuple[str, ...], code: int, name: str
) -> None:
    found, answer = ask("explain", *words)
    assert (found, answer["error"]["code"]) == (code, name)


def test_a_target_that_deceives_is_refused_with_exit_3(
    ask: Ask, tmp_path: Path
) -> None:
    random = np.random.default_rng(2)
    lines = ["id,text,label,part,kind,urgency"]
    for number in range(200):
        kind = "request" if number % 5 else "incident"
        urgency = 3 if kind == "request" else random.integers(1, 3)
        words = " ".join(random.choice(list("abcdefghijklm"), 5))
        lines.append(f"{number},{kind} {words},Rede,first,{kind},{urgency}")
    (tmp_path / "urgency.csv").write_text("\n".join(lines) + "\n", "utf-8")
    mapping = tmp_path / "urgency.toml"
    fields = 'part = "part"\nkind = "kind"\nurgency = "urgency"'
    mapping.write_text(
        MAPPING.replace('part = "part"', fields).replace('"small"', '"urgency"'),
        "utf-8",
    )
    rows = str(tmp_path / "urgency.csv")
    assert ask("import", "tickets", rows, "--mapping", str(mapping))[0] == 0
    for words in (("train",), ("dataset", "inspect")):
        code, report = ask(*words, "--task", "field:urgency")
        assert (code, report["status"]) == (3, "refuse")
        finding = report["findings"][0]
        assert (finding["kind"], finding["columns"][0], finding["values"]) == (
            "placeholder",
            "field:kind",
            ["request"],
        )
    code, trained = ask("train", "--task", "field:urgency", "--accept-target")
    assert code == 0
    assert trained["target"]["accepted"] is True
    assert trained["target"]["findings"][0]["figures"]["guess"]["n"] == 40
