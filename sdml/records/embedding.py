"""Embedders seen from outside: how they are named, and what they promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ParameterError
from sdml.records.machine_learning import EntityType

__all__ = [
    "EMBEDDER_CHAIN",
    "SEARCHABLE",
    "Embedder",
    "EmbeddingResult",
    "EncodedTexts",
    "HeldVectors",
    "LsaModel",
    "StoredText",
    "TextKind",
    "VectorIds",
    "VectorSpace",
    "Vectors",
    "parse_embedder",
]

Vectors: TypeAlias = NDArray[np.float32]
VectorIds: TypeAlias = NDArray[np.int64]
TextKind = Literal["query", "passage", "symmetric"]

SEARCHABLE = (EntityType.TICKET, EntityType.KB_ARTICLE, EntityType.COMMENT)
"""What is embedded and searched."""

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
class VectorSpace:
    """Vectors that may be compared: one kind of text, one embedder version.

    Attributes
    ----------
    entity_type : EntityType
        Of what the texts are.
    embedder : str
        The choice string that opens the embedder.
    version : str
        Its version.
    """

    entity_type: EntityType
    embedder: str
    version: str


@dataclass(frozen=True, slots=True)
class HeldVectors:
    """How many vectors a tenant has in one space.

    Attributes
    ----------
    space : VectorSpace
        Which space.
    count : int
        How many.
    """

    space: VectorSpace
    count: int


@dataclass(frozen=True, slots=True)
class StoredText:
    """One row's text, as it stands in the database.

    Attributes
    ----------
    id : int
        Of the ticket, comment or article.
    title : str
        Empty for a comment.
    body : str
        The rest.
    """

    id: int
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """Vectors on their way into the database.

    Attributes
    ----------
    ids : list of int
        Of the tickets, comments or articles, each once.
    vectors : ndarray of shape (n, dimension), float32
        Unit vectors, in the order of the ids.
    hashes : list of str
        Of the texts that were encoded, in the same order.
    """

    ids: list[int]
    vectors: Vectors
    hashes: list[str]


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


@dataclass(frozen=True, slots=True)
class LsaModel:
    """A fitted LSA reduction; all that is needed to embed further texts.

    Attributes
    ----------
    columns : ndarray of shape (n_columns,), int64
        The hash buckets that are kept, ascending; those of characters lie
        above those of words.
    idf : ndarray of shape (n_columns,), float32
        Inverse document frequencies.
    components : ndarray of shape (n_columns, dimension), float32
        Right singular vectors.
    n_texts : int
        How many texts it was fitted on.
    """

    columns: NDArray[np.int64]
    idf: NDArray[np.float32]
    components: NDArray[np.float32]
    n_texts: int


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
