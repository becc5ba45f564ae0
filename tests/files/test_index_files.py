"""Index files: exact, checked before they are parsed, replaced whole."""

import json
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sdml.errors import ArtefactDamaged, IndexMismatch, MisuseError
from sdml.files.artefacts import write_artefact, write_manifest
from sdml.files.index_files import (
    IndexFacts,
    VectorIndex,
    empty_index,
    read_index,
    write_index,
)
from sdml.records.embedding import VectorIds, Vectors, VectorSpace
from sdml.records.machine_learning import EntityType

DIMENSION = 16
SPACE = VectorSpace(EntityType.TICKET, "e5-small-enpt", "v1")
NO_IDS = np.zeros(0, dtype=np.int64)


def unit(n: int, seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).standard_normal((n, DIMENSION))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def filled(ids: VectorIds, vectors: Vectors, watermark: int = 0) -> VectorIndex:
    index = empty_index(IndexFacts(SPACE, DIMENSION, watermark))
    index.replace(NO_IDS, ids, vectors)
    return index


def numbered(n: int) -> VectorIndex:
    return filled(np.arange(100, 100 + n), unit(n))


def test_written_index_answers_like_the_one_in_memory(tmp_path: Path) -> None:
    index, queries = numbered(50), unit(7, seed=1)
    index.move_to(42, "vector 7 insert")
    write_index(tmp_path, index)
    read = read_index(tmp_path, SPACE)
    assert read is not None
    assert read.facts == index.facts
    assert read.facts.watermark == 42
    for ours, theirs in zip(
        index.search(queries, 5), read.search(queries, 5), strict=True
    ):
        assert np.array_equal(ours, theirs)
    assert np.array_equal(read.vectors(read.ids()), index.vectors(index.ids()))


def test_search_is_exact(tmp_path: Path) -> None:
    vectors, queries = unit(200), unit(9, seed=2)
    scores, ids = filled(np.arange(200), vectors).search(queries, 10)
    every = queries @ vectors.T
    assert np.array_equal(ids, np.argsort(-every, axis=1)[:, :10])
    assert np.allclose(scores, -np.sort(-every, axis=1)[:, :10], atol=1e-6)


@pytest.mark.parametrize(("held", "k", "width"), [(3, 10, 3), (0, 10, 0), (5, 2, 2)])
def test_no_more_is_found_than_is_held(held: int, k: int, width: int) -> None:
    scores, ids = numbered(held).search(unit(2), k)
    assert scores.shape == ids.shape == (2, width)


def test_missing_index_is_none(tmp_path: Path) -> None:
    assert read_index(tmp_path / "nowhere", SPACE) is None


def test_index_of_another_embedder_version_is_refused(tmp_path: Path) -> None:
    write_index(tmp_path, numbered(3))
    other = VectorSpace(EntityType.TICKET, "e5-small-enpt", "v2")
    with pytest.raises(IndexMismatch, match=r"v1.*v2"):
        read_index(tmp_path, other)


@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40))),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_after_any_removals_every_id_answers_with_its_own_vector(
    changes: list[tuple[set[int], set[int]]],
) -> None:
    vectors = unit(41)
    index = empty_index(IndexFacts(SPACE, DIMENSION))
    present: set[int] = set()
    for gone, new in changes:
        index.replace(
            np.array(sorted(gone), dtype=np.int64),
            np.array(sorted(new), dtype=np.int64),
            vectors[sorted(new)],
        )
        present = (present - gone) | new
    assert sorted(index.ids().tolist()) == sorted(present)
    for id_ in present:
        scores, ids = index.search(vectors[id_ : id_ + 1], 1)
        assert (ids[0, 0], round(float(scores[0, 0]), 4)) == (id_, 1.0)


def with_row(value: float) -> Vectors:
    vectors = unit(3)
    vectors[1] = value
    return vectors


REFUSED = {
    "not a number": (np.arange(3), with_row(np.nan), "vector 1 "),
    "infinite": (np.arange(3), with_row(np.inf), "vector 1 "),
    "zero": (np.arange(3), with_row(0), "vector 1 "),
    "not of unit length": (np.arange(3), unit(3) * 2, "vector 0 "),
    "an id twice": (np.array([5, 6, 5]), unit(3), "vector 5 was given twice"),
    "wrong dimension": (np.arange(3), unit(3)[:, :8], "dimension 16"),
    "one id too few": (np.arange(2), unit(3), "for 2 ids"),
    "double precision": (np.arange(3), unit(3).astype(np.float64), "float64"),
    "ids of 32 bits": (np.arange(3, dtype=np.int32), unit(3), "int32"),
}


@pytest.mark.parametrize(
    ("ids", "vectors", "message"), REFUSED.values(), ids=REFUSED.keys()
)
def test_wrong_vectors_are_refused_by_id_and_change_nothing(
    ids: VectorIds, vectors: Vectors, message: str
) -> None:
    index = numbered(2)
    with pytest.raises(MisuseError, match=message):
        index.replace(np.array([100]), ids, vectors)
    assert index.count == 2


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    write_index(tmp_path, numbered(5))
    (path,) = tmp_path.glob("*.faiss")
    raw = path.read_bytes()
    for at in range(0, len(raw), 7):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        with pytest.raises(ArtefactDamaged, match="SHA-256"):
            read_index(tmp_path, SPACE)


def lie(folder: Path, content: bytes, **facts: object) -> None:
    """Put any content under a manifest whose hashes are right."""
    manifest = folder / "manifest.json"
    known = json.loads(manifest.read_text())["facts"]
    path = folder / known["file"]

    def write(new: Path) -> None:
        new.write_bytes(content)

    write_artefact(path, write)
    write_manifest(manifest, {**known, **facts}, [path])


def test_header_that_claims_endless_vectors_is_refused(tmp_path: Path) -> None:
    write_index(tmp_path, numbered(5))
    (path,) = tmp_path.glob("*.faiss")
    raw = bytearray(path.read_bytes())
    count = (5).to_bytes(8, "little")
    at = raw.index(count)
    raw[at : at + 8] = (2**60).to_bytes(8, "little")
    lie(tmp_path, bytes(raw))
    with pytest.raises(ArtefactDamaged):
        read_index(tmp_path, SPACE)


LIES = {
    "another count": {"count": 4},
    "another dimension": {"dimension": 8},
    "a word for a number": {"count": "many"},
    "a file outside": {"file": "../../etc/passwd"},
    "an unknown entity": {"entity_type": "person"},
}


@pytest.mark.parametrize("facts", LIES.values(), ids=LIES.keys())
def test_manifest_that_does_not_fit_is_refused(
    tmp_path: Path, facts: dict[str, object]
) -> None:
    write_index(tmp_path, numbered(5))
    (path,) = tmp_path.glob("*.faiss")
    lie(tmp_path, path.read_bytes(), **facts)
    with pytest.raises(ArtefactDamaged):
        read_index(tmp_path, SPACE)


def test_junk_under_a_right_hash_is_refused(tmp_path: Path) -> None:
    write_index(tmp_path, numbered(5))
    lie(tmp_path, b"not an index at all")
    with pytest.raises(ArtefactDamaged, match="cannot read"):
        read_index(tmp_path, SPACE)


def test_file_that_is_gone_is_named(tmp_path: Path) -> None:
    write_index(tmp_path, numbered(5))
    for path in tmp_path.glob("*.faiss"):
        path.unlink()
    with pytest.raises(ArtefactDamaged, match="missing"):
        read_index(tmp_path, SPACE)


def test_readers_never_see_a_mixture_while_the_file_is_replaced(
    tmp_path: Path,
) -> None:
    write_index(tmp_path, filled(np.arange(1), unit(1), watermark=1))
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                index = read_index(tmp_path, SPACE)
            except Exception as error:
                wrong.append(error)
                return
            if index is None or index.count != index.facts.watermark:
                wrong.append("mixed")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(2, 42):
        write_index(tmp_path, filled(np.arange(n), unit(n), watermark=n))
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
