"""The fitted LSA model of a tenant on disk: numbers only, no pickle, no words."""

from pathlib import Path

import numpy as np

from sdml.errors import ArtefactDamaged
from sdml.files.artefacts import (
    JsonValue,
    verify_manifest,
    write_artefact,
    write_manifest,
)
from sdml.records.embedding import LsaModel

__all__ = ["read_lsa", "write_lsa"]

_ARRAYS = "lsa.npz"
_MANIFEST = "manifest.json"


def write_lsa(folder: Path, model: LsaModel, version: str) -> None:
    """Write a fitted model and its manifest into a folder of its own.

    Parameters
    ----------
    folder : Path
        Made where it is missing; an older model in it is replaced.
    model : LsaModel
        As fitted.
    version : str
        The embedder's version, kept in the manifest.
    """

    def write(path: Path) -> None:
        np.savez(
            path, columns=model.columns, idf=model.idf, components=model.components
        )

    write_artefact(folder / _ARRAYS, write)
    facts: dict[str, JsonValue] = {
        "embedder": "lsa",
        "version": version,
        "dimension": int(model.components.shape[1]),
        "n_texts": model.n_texts,
    }
    write_manifest(folder / _MANIFEST, facts, [folder / _ARRAYS])


def read_lsa(folder: Path) -> LsaModel | None:
    """Give the model in a folder once its hash is right; None where none is.

    Raises
    ------
    ArtefactDamaged
        The files are not what the manifest says.
    """
    if not (folder / _MANIFEST).exists():
        return None
    manifest = verify_manifest(folder / _MANIFEST)
    n_texts = manifest.facts.get("n_texts")
    if _ARRAYS not in manifest.files or not isinstance(n_texts, int):
        raise ArtefactDamaged(f"{folder / _MANIFEST}: not the manifest of an lsa model")
    with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
        return LsaModel(arrays["columns"], arrays["idf"], arrays["components"], n_texts)
