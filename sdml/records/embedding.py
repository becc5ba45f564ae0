"""Embedders seen from outside: how they are named, and what they promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError

__all__ = [
    "EMBEDDER_CHAIN",
    "ENTITY_TYPES",
    "Embedder",
    "EmbeddingResult",
    "EntityType",
    "TextKind",
    "VectorIds",
    "Vectors",
    "parse_embedder",
]

Vectors: TypeAlias = NDArray[np.float32]
VectorIds: TypeAlias = NDArray[np.int64]
TextKind = Literal["query", "passage", "symmetric"]
EntityType = Literal["ticket", "comment", "kb_article"]

ENTITY_TYPES: tuple[EntityType, ...] = ("ticket", "comment", "kb_article")
EMBEDDER_CHAIN = ("e5-small-enpt", "use-m3", "minilm-en", "lsa")
"""The named embedders, in the order in which ``auto`` tries them."""


class Embedder(Protocol):
    """Turns texts into unit vectors whose inner product says how near they are."""

    @property
    def name(self) -> str:
        """The choice string that opens it again, such as ``e5-small-enpt``."""

    @property
    def version(self) -> str:
        """Weights, prefixes, window and number format in one short word.

        Vectors of two versions are never compared.
        """

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Unit vectors of shape (n_texts, dimension), in the order of the texts.

        Parameters
        ----------
        texts : sequence of str
            May be empty: the result then has shape (0, dimension).
        kind : {'query', 'passage', 'symmetric'}
            What the texts are: a question, something to be found, or two of a
            kind to be compared. The embedder adds its own prefixes.
        """


@dataclass(frozen=True, slots=True)
class EmbeddingResult:
    """What one embedding run did.

    Attributes
    ----------
    embedder : str
        The one that ran.
    version : str
        Its version.
    reason : str
        Why this one.
    embedded : int
        Texts that got a vector.
    unchanged : int
        Texts whose vector was current.
    empty : int
        Rows without any text; they get no vector.
    seconds : float
        Wall time of the run.
    """

    embedder: str
    version: str
    reason: str
    embedded: int
    unchanged: int
    empty: int
    seconds: float


def parse_embedder(choice: str) -> str:
    """Give the choice string back once it is known to be one.

    Parameters
    ----------
    choice : str
        ``auto``, ``e5-small-enpt``, ``use-m3``, ``minilm-en``, ``lsa``, or
        ``st:`` and the folder or hub name of a sentence-transformers model.

    Raises
    ------
    ParameterError
        It is none of these.

    Examples
    --------
    >>> parse_embedder(" auto ")
    'auto'
    """
    choice = choice.strip()
    named = choice == "auto" or choice in EMBEDDER_CHAIN
    if named or (choice.startswith("st:") and len(choice) > len("st:")):
        return choice
    expected = ", ".join(("auto", *EMBEDDER_CHAIN))
    raise ParameterError(
        f"embedder {choice!r} is not known: expected {expected} or st:FOLDER-OR-NAME"
    )
