"""Text made fit to learn from."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.ml.text import MASKS, mask_personal, text_hash, ticket_text, words

PERSONAL = {
    "CPF": "meu CPF 529.982.247-25 não funciona",
    "CPF with blanks": "cpf 529 982 247 25",
    "CPF plain": "cpf 52998224725",
    "CNPJ": "empresa 11.222.333/0001-81",
    "CNPJ with letters": "empresa 12.abc.345/01de-35",
    "e-mail": "fale com maria.silva+ti@exemplo.com.br",
    "mobile phone": "ligar (11) 98765-4321",
    "phone with country": "ligar +55 11 98765-4321",
    "card": "cartão 4111 1111 1111 1111",
    "ticket number": "INC0012345 aberto",
    "address of the web": "veja https://exemplo.com/u/maria?id=7",
}


@pytest.mark.parametrize("text", PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_values_become_mask_words(text: str) -> None:
    found = words(text)
    assert set(found) & set(MASKS)
    assert not re.search(r"\d{3}", " ".join(found))
    assert "maria" not in found


@given(st.text())
def test_masking_what_is_masked_changes_nothing(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once) == once


@given(st.text())
def test_no_word_holds_five_digits_in_a_row(text: str) -> None:
    assert not any(re.search(r"\d{5}", word) for word in words(text))


def test_accents_and_case_do_not_count() -> None:
    assert words("CONFIGURAÇÃO") == words("configuracao")


def test_a_title_that_begins_the_description_stands_once() -> None:
    assert ticket_text("A rede caiu", "A rede caiu hoje") == "A rede caiu hoje"
    assert ticket_text("Rede", "caiu hoje") == "Rede\ncaiu hoje"


def test_hash_ignores_outer_blanks_alone() -> None:
    assert text_hash(" a b ") == text_hash("a b") != text_hash("a  b")
