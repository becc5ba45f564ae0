"""The fitted LSA model comes back as it was, or is refused."""

from pathlib import Path

import numpy as np
import pytest

from sdml.errors import ArtefactDamaged
from sdml.files.lsa_files import read_lsa, write_lsa
from sdml.ml.lsa import LsaEmbedder, fit_lsa

TEXTS = ["impressora sem papel", "senha expirou", "senha bloqueada", "rede caiu"]


def test_model_comes_back_with_its_version(tmp_path: Path) -> None:
    embedder = LsaEmbedder(fit_lsa(TEXTS))
    write_lsa(tmp_path / "lsa", embedder.model, embedder.version)
    model = read_lsa(tmp_path / "lsa")
    assert model is not None
    again = LsaEmbedder(model)
    assert again.version == embedder.version
    assert np.array_equal(again.encode(TEXTS, "query"), embedder.encode(TEXTS, "query"))


def test_files_hold_no_word_of_the_texts(tmp_path: Path) -> None:
    embedder = LsaEmbedder(fit_lsa(TEXTS))
    write_lsa(tmp_path, embedder.model, embedder.version)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for word in " ".join(TEXTS).split():
        assert word.encode() not in content


def test_missing_model_is_none(tmp_path: Path) -> None:
    assert read_lsa(tmp_path) is None


def test_damaged_model_is_refused(tmp_path: Path) -> None:
    embedder = LsaEmbedder(fit_lsa(TEXTS))
    write_lsa(tmp_path, embedder.model, embedder.version)
    path = tmp_path / "lsa.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtefactDamaged, match="SHA-256"):
        read_lsa(tmp_path)
