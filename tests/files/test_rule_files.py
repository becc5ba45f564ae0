"""Files of weak rules are read whole or refused with their place."""

from pathlib import Path

import pytest

from sdml.errors import MappingError
from sdml.files.rule_files import load_rules
from sdml.records.proposal import WeakRule


def test_rules_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    lines = ("[[rule]]\nname = 'b'\npattern = 'x+'\nlabel = 'Rede'\n", "")
    file.write_text("\n".join([lines[0], lines[0].replace("'b'", "'a'")]), "utf-8")
    assert load_rules(file) == (
        WeakRule("b", "x+", "Rede"),
        WeakRule("a", "x+", "Rede"),
    )


RULE = "[[rule]]\nname = 'a'\npattern = 'b'\n"
BAD = {
    "no TOML": ("[[rule", "rules.toml"),
    "no rule": ("", "no rule in it"),
    "a table instead of a list": ("[rule]\nname = 'a'", "no rule in it"),
    "another table": ("[[regel]]\nname = 'a'", "regel"),
    "an unknown key": (RULE + "labell = 'c'", "did you mean 'label'"),
    "no label": (RULE, "'label' is missing"),
    "a number for a label": (RULE + "label = 3", "text in quotes"),
    "no regular expression": (
        "[[rule]]\nname = 'a'\npattern = '('\nlabel = 'c'",
        "rule 1: the pattern",
    ),
    "a name twice": ((RULE + "label = 'c'\n") * 2, "rule 2: the name 'a'"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_its_place(
    tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(content, "utf-8")
    with pytest.raises(MappingError) as caught:
        load_rules(file)
    assert said in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        load_rules(tmp_path / "none.toml")
