"""Mapping files: the ready ones hold, and each mistake is named before any work."""

from pathlib import Path

import pytest

from sdml.errors import MappingError
from sdml.files.mapping_files import load_mapping, parse_mapping, ready_mappings
from sdml.records.mapping import Entity, ValueKind

GOOD = """
[mapping]
name = "desk"
entity = "tickets"
source = "old_desk"
timezone = "America/Sao_Paulo"
missing = ["-", "n/d"]

[columns]
external_id = "Chamado"
title = { column = "Assunto", cut = 80 }
priority = { column = "Prioridade", values = { Alta = "High" } }
status = { constant = "Novo" }
created_at = { column = "Aberto em", kind = "datetime", format = "%d/%m/%Y %H:%M" }

[fields]
custo = { column = "Custo", kind = "decimal", decimal = "," }

[priorities]
High = 3

[statuses]
Novo = { pauses_sla = true }
"""


def test_a_mapping_says_what_it_says() -> None:
    mapping = parse_mapping(GOOD, "desk.toml")
    assert mapping.entity is Entity.TICKETS
    assert mapping.columns["external_id"].columns == ("Chamado",)
    assert mapping.columns["title"].cut == 80
    assert mapping.columns["title"].missing == ("-", "n/d")
    assert mapping.columns["created_at"].formats == ("%d/%m/%Y %H:%M",)
    assert mapping.fields["custo"].kind is ValueKind.DECIMAL
    assert mapping.fields["custo"].thousands == "."
    assert mapping.priorities == {"High": 3}
    assert mapping.statuses["Novo"].pauses_sla


def test_the_hash_is_of_the_content_not_of_its_form() -> None:
    spaced = "# a comment\n" + GOOD.replace("\n\n", "\n\n\n")
    assert parse_mapping(spaced, "a").sha256 == parse_mapping(GOOD, "b").sha256
    assert (
        parse_mapping(GOOD.replace("80", "81"), "c").sha256
        != parse_mapping(GOOD, "b").sha256
    )


MISTAKES = {
    "unknown part": ("[priorities]", "[prioritys]", "did you mean 'priorities'"),
    "unknown key": ("timezone =", "timzone =", "did you mean 'timezone'"),
    "unknown target": ("title =", "titel =", "did you mean 'title'"),
    "unknown rule": ("cut = 80", "cutt = 80", "did you mean 'cut'"),
    "no TOML": ("[fields]", "[fields", "no TOML"),
    "no source": ('source = "old_desk"', "", "'source' is needed"),
    "unknown entity": ('"tickets"', '"ticket"', "did you mean 'tickets'"),
    "no external id": ('external_id = "Chamado"', "", "'external_id' is needed"),
    "unknown kind": ('"decimal"', '"decimals"', "did you mean 'decimal'"),
    "text at a time": ('kind = "datetime",', "", "expected kind = 'date' or"),
    "a time at a text": ("cut = 80", 'kind = "date"', "expected kind = 'text'"),
    "wrong type": ("cut = 80", 'cut = "80"', "a whole number from 1"),
    "wrong level": ("High = 3", "High = 5", "a whole number from 1 to 4"),
    "wrong flag": ("pauses_sla = true", "pauses_sla = 1", "true or false"),
    "two fillings": ("cut = 80", 'constant = "x"', "exactly one of"),
    "no filling": ('{ constant = "Novo" }', "{ optional = true }", "exactly one of"),
    "metadata of a ticket": ("[fields]", "[metadata]", "only events keep metadata"),
    "a list of numbers": ('["-", "n/d"]', "[1]", "a list of texts"),
}


@pytest.mark.parametrize(("old", "new", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(old: str, new: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(MappingError) as caught:
        parse_mapping(GOOD.replace(old, new), "desk.toml")
    assert words in str(caught.value)
    assert str(caught.value).startswith("desk.toml")


FILE_MISTAKES = {
    "unknown key": ("encodin = 'utf-8'", "did you mean 'encoding'"),
    "a long delimiter": ("delimiter = ';;'", "one character"),
    "unknown format": ("format = 'xls'", "did you mean 'xlsx'"),
}


@pytest.mark.parametrize(("line", "words"), FILE_MISTAKES.values(), ids=FILE_MISTAKES)
def test_a_mistake_about_the_file_is_named(line: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        parse_mapping(f"{GOOD}\n[file]\n{line}\n", "desk.toml")


@pytest.mark.parametrize("name", ready_mappings())
def test_a_ready_mapping_is_named_like_its_file(name: str) -> None:
    mapping = load_mapping(name)
    assert mapping.name == mapping.source == name


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_text(GOOD, "utf-8")
    assert load_mapping(path).name == "desk"
    path.write_text(GOOD, "utf-8-sig")  # as Windows editors write it
    assert load_mapping(path).name == "desk"
    path.write_bytes(GOOD.replace("Aberto", "Início").encode("latin-1"))
    with pytest.raises(MappingError, match="UTF-8"):
        load_mapping(str(path))


def test_an_unknown_name_lists_the_ready_ones() -> None:
    with pytest.raises(MappingError, match="banking77, bcb_faq_ptbr"):
        load_mapping("no_such_mapping")
