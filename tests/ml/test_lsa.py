"""LSA: fitted on few texts or many, without a readable vocabulary."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import NotEnoughData
from sdml.ml.lsa import LsaEmbedder, fit_lsa

TEXTS = [
    "impressora sem papel no terceiro andar",
    "impressora com papel preso",
    "senha expirou e não consigo entrar",
    "preciso trocar minha senha",
    "rede lenta na filial",
    "rede caiu na filial de Belém",
]


@pytest.fixture(scope="module")
def embedder() -> LsaEmbedder:
    return LsaEmbedder(fit_lsa(TEXTS))


def test_texts_about_one_thing_are_nearer(embedder: LsaEmbedder) -> None:
    vectors = embedder.encode(TEXTS, "passage")
    (query,) = embedder.encode(["a senha nao funciona"], "query")
    assert set(np.argsort(-(vectors @ query))[:2].tolist()) == {2, 3}


@given(st.lists(st.text(max_size=60), max_size=5))
@settings(max_examples=50, deadline=None)
def test_any_text_gets_a_finite_vector_of_unit_length(
    embedder: LsaEmbedder, texts: list[str]
) -> None:
    vectors = embedder.encode(texts, "query")
    assert vectors.shape == (len(texts), embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_accents_and_case_do_not_count(embedder: LsaEmbedder) -> None:
    one, two = embedder.encode(["NÃO Belém", "nao belem"], "query")
    assert one @ two == pytest.approx(1, abs=1e-5)


def test_personal_data_does_not_count(embedder: LsaEmbedder) -> None:
    one, two = embedder.encode(
        [
            "senha de ana@a.com CPF 529.982.247-25",
            "senha de rui@b.org CPF 111.444.777-35",
        ],
        "query",
    )
    assert one @ two == pytest.approx(1, abs=1e-5)


def test_same_texts_give_the_same_version() -> None:
    assert LsaEmbedder(fit_lsa(TEXTS)).version == LsaEmbedder(fit_lsa(TEXTS)).version
    assert (
        LsaEmbedder(fit_lsa(TEXTS)).version != LsaEmbedder(fit_lsa(TEXTS[:4])).version
    )


def test_many_texts_are_reduced_to_256_dimensions() -> None:
    texts = [f"{TEXTS[n % 6]} sala {n} bloco {n % 17}" for n in range(400)]
    many = [
        f"{text} {chr(97 + n % 26)}{chr(97 + n % 25)}x" for n, text in enumerate(texts)
    ]
    assert LsaEmbedder(fit_lsa(many)).dimension == 256


@pytest.mark.parametrize(
    "texts", [[], ["rede"], ["", " "]], ids=["none", "one", "blank"]
)
def test_too_few_texts_are_refused(texts: list[str]) -> None:
    with pytest.raises(NotEnoughData, match="expected two"):
        fit_lsa(texts)
