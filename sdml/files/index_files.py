"""Vector indexes on disk: exact FAISS search over one tenant's vectors of one kind.

An index is derived: everything in it can be rebuilt from the database. Its file
is named by its hash and never changed; the manifest is replaced last and says
which file holds. Reading checks the hash before FAISS parses a byte, because
FAISS answers from a damaged file with other neighbours and no error.

References
----------
Johnson, Douze & Jegou (2019), "Billion-scale similarity search with GPUs".
"""

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from sdml.errors import ArtefactDamaged, IndexMismatch, MisuseError
from sdml.files.artefacts import (
    Manifest,
    file_sha256,
    read_manifest,
    write_artefact,
    write_manifest,
)
from sdml.records.embedding import VectorIds, Vectors, VectorSpace
from sdml.records.machine_learning import EntityType

if TYPE_CHECKING:
    import faiss

__all__ = [
    "IndexFacts",
    "VectorIndex",
    "empty_index",
    "index_folder",
    "read_index",
    "remove_other_versions",
    "write_index",
]

_MANIFEST = "manifest.json"
_READS = 5  # a writer may replace the file between manifest and open


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """What an index was made from.

    Attributes
    ----------
    space : VectorSpace
        Which vectors it holds.
    dimension : int
        Their length.
    watermark : int
        The number of the last entry of the change list that is in it.
    mark : str
        What that entry says: another database says something else there.
    """

    space: VectorSpace
    dimension: int
    watermark: int = 0
    mark: str = ""


class VectorIndex:
    """An index in memory; ids are those of the table ``vector_embeddings``.

    Parameters
    ----------
    facts : IndexFacts
        What it is made from.
    index : faiss.IndexIDMap2
        Over an exact inner-product index.
    """

    def __init__(self, facts: IndexFacts, index: "faiss.IndexIDMap2") -> None:
        self.facts = facts
        self._index = index

    @property
    def count(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    def ids(self) -> VectorIds:
        """Give the ids it holds, in no order."""
        import faiss

        if not self.count:  # FAISS gives no array for an empty vector
            return np.zeros(0, dtype=np.int64)
        held: VectorIds = faiss.vector_to_array(self._index.id_map).astype(np.int64)
        return held

    def replace(self, gone: VectorIds, ids: VectorIds, vectors: Vectors) -> None:
        """Take vectors out by id, then put others in.

        Parameters
        ----------
        gone : ndarray of shape (n_gone,), int64
            Ids to take out; those it does not hold are passed over.
        ids : ndarray of shape (n,), int64
            Ids to put in, each once; one that it holds is replaced.
        vectors : ndarray of shape (n, dimension), float32
            Unit vectors.

        Raises
        ------
        MisuseError
            Wrong shape or type, an id twice, or a vector that is not finite or
            not of unit length; the message gives its id. Nothing was changed.
        """
        _check_vectors(ids, vectors, self.facts.dimension)
        out = np.union1d(gone, ids).astype(np.int64)
        if len(out) and self.count:
            self._index.remove_ids(_import_faiss().IDSelectorBatch(out))
        if len(ids):
            self._index.add_with_ids(vectors, ids)

    def move_to(self, watermark: int, mark: str) -> None:
        """Say up to where in the change list it now is."""
        self.facts = replace(self.facts, watermark=watermark, mark=mark)

    def vectors(self, ids: VectorIds) -> Vectors:
        """Vectors of shape (n_ids, dimension) under ids that it holds."""
        if not len(ids):
            return np.zeros((0, self.facts.dimension), dtype=np.float32)
        held: Vectors = self._index.reconstruct_batch(ids)
        return held

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, VectorIds]:
        """Nearest vectors by inner product, best first.

        Parameters
        ----------
        queries : ndarray of shape (n_queries, dimension), float32
            Unit vectors.
        k : int
            How many to find; fewer come back where fewer are held.

        Returns
        -------
        scores : ndarray of shape (n_queries, min(k, count)), float32
            Cosines, falling.
        ids : ndarray of the same shape, int64
            Whose they are.
        """
        k = min(k, self.count)
        if k == 0 or not len(queries):
            shape = (len(queries), k)
            return np.zeros(shape, np.float32), np.zeros(shape, np.int64)
        with _threads_for(len(queries)):
            scores, ids = self._index.search(np.ascontiguousarray(queries), k)
        return scores, ids


def index_folder(indexes: Path, space: VectorSpace) -> Path:
    """Folder of one index below a tenant's folder of indexes.

    Examples
    --------
    >>> space = VectorSpace(EntityType.TICKET, "st:a/b", "1f")
    >>> index_folder(Path("indexes/aurora"), space).as_posix()
    'indexes/aurora/ticket/st-a-b-1f'
    """
    name = re.sub(r"[^A-Za-z0-9.]+", "-", f"{space.embedder}-{space.version}")
    return indexes / space.entity_type / name


def empty_index(facts: IndexFacts) -> VectorIndex:
    """An index that holds nothing yet."""
    faiss = _import_faiss()
    return VectorIndex(facts, faiss.IndexIDMap2(faiss.IndexFlatIP(facts.dimension)))


def write_index(folder: Path, index: VectorIndex) -> None:
    """Write an index in place of the one that the folder holds.

    Parameters
    ----------
    folder : Path
        A folder for this one index; made where it is missing.
    index : VectorIndex
        Whole and up to its watermark.
    """
    faiss = _import_faiss()
    folder.mkdir(parents=True, exist_ok=True)
    before = _files_of_manifest(folder)
    new = folder / f"{uuid.uuid4().hex}.new"

    def write(path: Path) -> None:
        faiss.write_index(index._index, str(path))

    path = folder / f"{write_artefact(new, write)[:16]}.faiss"
    new.replace(path)
    facts = index.facts
    write_manifest(
        folder / _MANIFEST,
        {
            "entity_type": facts.space.entity_type.value,
            "embedder": facts.space.embedder,
            "version": facts.space.version,
            "dimension": facts.dimension,
            "watermark": facts.watermark,
            "mark": facts.mark,
            "count": index.count,
            "file": path.name,
        },
        [path],
    )
    # Only what the last manifest named: another writer's file may be on its way.
    for name in before - {path.name}:
        (folder / name).unlink(missing_ok=True)


def read_index(folder: Path, space: VectorSpace) -> VectorIndex | None:
    """Give the index in a folder; None where there is none yet.

    Parameters
    ----------
    folder : Path
        As given to `write_index`.
    space : VectorSpace
        Of the vectors that the caller will compare with it.

    Raises
    ------
    IndexMismatch
        It holds vectors of another space.
    ArtefactDamaged
        The manifest or the file is not what was written.
    """
    for attempt in range(_READS):
        if not (folder / _MANIFEST).exists():
            return None
        manifest = read_manifest(folder / _MANIFEST)
        facts, count, path = _parse_facts(manifest, folder)
        if facts.space != space:
            raise IndexMismatch(
                f"{folder}: the index holds {_named(facts.space)}, asked for was "
                f"{_named(space)}: run 'sdml index rebuild'"
            )
        try:
            return _read_checked(path, manifest.files[path.name], facts, count)
        except FileNotFoundError as error:
            if attempt == _READS - 1:
                raise ArtefactDamaged(f"{path}: missing") from error
    return None


def remove_other_versions(indexes: Path, space: VectorSpace) -> None:
    """Remove the indexes of the same texts by other versions of the embedder.

    Parameters
    ----------
    indexes : Path
        A tenant's folder of indexes.
    space : VectorSpace
        The one that stays.
    """
    for manifest in (indexes / space.entity_type).glob(f"*/{_MANIFEST}"):
        try:
            facts, _, _ = _parse_facts(read_manifest(manifest), manifest.parent)
        except ArtefactDamaged:
            continue  # whose it was is not known
        is_other = facts.space.version != space.version
        if facts.space.embedder == space.embedder and is_other:
            shutil.rmtree(manifest.parent, ignore_errors=True)


def _read_checked(
    path: Path, sha256: str, facts: IndexFacts, count: int
) -> VectorIndex:
    found = file_sha256(path)
    if found != sha256:
        raise ArtefactDamaged(
            f"{path}: its SHA-256 is {found[:12]}, its manifest says {sha256[:12]}"
        )
    faiss = _import_faiss()
    try:
        index = faiss.read_index(str(path))
    except RuntimeError as error:
        if not path.exists():  # replaced by a writer just now
            raise FileNotFoundError(path) from error
        raise ArtefactDamaged(f"{path}: FAISS cannot read it") from error
    right = (
        isinstance(index, faiss.IndexIDMap2)
        and index.ntotal == count
        and index.d == facts.dimension
        and index.metric_type == faiss.METRIC_INNER_PRODUCT
    )
    if not right:
        raise ArtefactDamaged(f"{path}: not an index as its manifest describes it")
    return VectorIndex(facts, index)


def _parse_facts(manifest: Manifest, folder: Path) -> tuple[IndexFacts, int, Path]:
    said = manifest.facts
    try:
        space = VectorSpace(
            EntityType(str(said["entity_type"])),
            str(said["embedder"]),
            str(said["version"]),
        )
        dimension, watermark, count = (
            int(str(said[key])) for key in ("dimension", "watermark", "count")
        )
        path = folder / Path(str(said["file"])).name
        if path.name not in manifest.files:
            raise KeyError(path.name)
    except (KeyError, ValueError) as error:
        raise ArtefactDamaged(f"{folder / _MANIFEST}: not of an index") from error
    return IndexFacts(space, dimension, watermark, str(said.get("mark"))), count, path


def _named(space: VectorSpace) -> str:
    return f"{space.entity_type} vectors of {space.embedder} {space.version}"


def _files_of_manifest(folder: Path) -> set[str]:
    try:
        return set(read_manifest(folder / _MANIFEST).files)
    except ArtefactDamaged:  # or there is none yet
        return set()


def _check_vectors(ids: VectorIds, vectors: Vectors, dimension: int) -> None:
    if vectors.dtype != np.float32 or ids.dtype != np.int64:
        raise MisuseError(
            f"an index takes float32 vectors under int64 ids, not {vectors.dtype} "
            f"under {ids.dtype}"
        )
    if vectors.shape != (len(ids), dimension):
        raise MisuseError(
            f"an index of dimension {dimension} was given vectors of shape "
            f"{vectors.shape} for {len(ids)} ids"
        )
    unique, counts = np.unique(ids, return_counts=True)
    if len(unique) != len(ids):
        raise MisuseError(f"vector {unique[counts > 1][0]} was given twice")
    with np.errstate(all="ignore"):
        norms = np.linalg.norm(vectors, axis=1)
    wrong = ids[~(np.abs(norms - 1) < 1e-3)]  # NaN is not less than anything
    if len(wrong):
        raise MisuseError(
            f"vector {wrong[0]} is not finite or not of unit length: run 'sdml embed'"
        )


def _import_faiss() -> ModuleType:
    # libgomp reads this when it is loaded; spinning threads starve a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import faiss

    return faiss


@contextmanager
def _threads_for(n_queries: int) -> Iterator[None]:
    """One thread for one query, all of them for many."""
    faiss = _import_faiss()
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1 if n_queries == 1 else threads)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)
