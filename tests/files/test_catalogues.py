"""No message is missing, fuzzy, left over or differently shaped in a catalogue."""

import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import sdml
from sdml.errors import MisuseError
from sdml.files.catalogues import LOCALES, catalogue_path, read_language

ROOT = Path(__file__).parents[2]
PACKAGE = Path(sdml.__file__).parent
HOW = "run pybabel extract, pybabel update and translate"


@pytest.fixture(scope="module")
def in_code() -> dict[str, tuple[str, ...]]:
    """Each message of code and templates, by its singular, with all its forms."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    mappings = settings["tool"]["babel"]["mappings"]
    methods = [(one["pattern"], one["method"]) for one in mappings]
    found = {}
    for _, _, message, _, _ in extract_from_dir(PACKAGE, methods):
        forms = (message,) if isinstance(message, str) else tuple(message)
        found[forms[0]] = forms
    return found


def catalogue(locale: str) -> Catalog:
    with catalogue_path(locale).open("rb") as file:
        return read_po(file, locale=locale)


def entries(locale: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], bool]]:
    for message in catalogue(locale):
        if message.id:
            asked = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = message.string
            given = (said,) if isinstance(said, str) else tuple(said or ())
            yield asked, given, message.fuzzy


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_message_is_translated(
    locale: str, in_code: dict[str, tuple[str, ...]]
) -> None:
    known = {asked[0]: asked for asked, _, _ in entries(locale)}
    assert set(in_code) - set(known) == set(), HOW
    assert set(known) - set(in_code) == set(), f"left over: {HOW}"
    for singular, forms in in_code.items():
        assert known[singular] == forms


@pytest.mark.parametrize("locale", LOCALES)
def test_no_translation_is_empty_fuzzy_or_names_other_values(locale: str) -> None:
    for asked, given, fuzzy in entries(locale):
        assert not fuzzy, asked
        assert given, asked
        assert all(given), asked
        assert len(given) == len(asked), asked
        named = set().union(*map(fields, asked))
        for form in given:
            assert fields(form) <= named, asked
        assert set().union(*map(fields, given)) == named, asked


def test_the_english_catalogue_says_what_the_code_says() -> None:
    for asked, given, _ in entries("en"):
        assert given == asked


def test_a_portuguese_page_has_no_english_left() -> None:
    same = [asked[0] for asked, given, _ in entries("pt_BR") if asked == given]
    assert same == ["E-mail", "F1", "Macro-F1", "Notebook", "macro-F1"]


def test_a_message_takes_the_form_of_its_count() -> None:
    for locale, one, many in (
        ("pt_BR", "Uma métrica foi medida.", "2 métricas foram medidas."),
        ("en", "One metric was measured.", "2 metrics were measured."),
    ):
        language = read_language(locale)
        said = [
            language.ngettext(
                "One metric was measured.",
                "{count} metrics were measured.",
                count,
                count=language.integer(count),
            )
            for count in (1, 2)
        ]
        assert said == [one, many]


def test_an_unknown_locale_is_refused() -> None:
    with pytest.raises(MisuseError, match="expected one of pt_BR, en"):
        read_language("fr")
