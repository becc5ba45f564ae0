"""Model files: whole or refused, and never code."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from skops.io import dump

from sdml.errors import ArtefactDamaged
from sdml.files.artefacts import write_manifest
from sdml.files.model_files import read_model, remove_strays, write_model

ARRAYS = {
    "names": np.array(["Ação", "b"]),
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3),
    "empty": np.empty(0, np.int64),
}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    digest = write_model(tmp_path / "m", ARRAYS, {"labels": ["Ação", "b"], "seed": 0})
    arrays, manifest = read_model(tmp_path / "m", digest)
    assert arrays.keys() == ARRAYS.keys()
    assert all(np.array_equal(arrays[name], ARRAYS[name]) for name in ARRAYS)
    assert all(arrays[name].dtype == ARRAYS[name].dtype for name in ARRAYS)
    assert manifest.facts["labels"] == ["Ação", "b"]
    assert set(manifest.facts["libraries"]) >= {
        "python",
        "numpy",
        "scikit-learn",
        "skops",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


def test_any_flipped_bit_or_cut_is_refused(tmp_path: Path) -> None:
    digest = write_model(tmp_path / "m", ARRAYS, {})
    random = np.random.default_rng(0)
    for name in ("model.skops", "manifest.json"):
        path = tmp_path / "m" / name
        whole = path.read_bytes()
        for _ in range(60):
            broken = bytearray(whole)
            broken[random.integers(len(whole))] ^= 1 << int(random.integers(8))
            path.write_bytes(broken)
            with pytest.raises(ArtefactDamaged):
                read_model(tmp_path / "m", digest)
        for _ in range(10):
            path.write_bytes(whole[: random.integers(len(whole))])
            with pytest.raises(ArtefactDamaged):
                read_model(tmp_path / "m", digest)
        path.unlink()
        with pytest.raises(ArtefactDamaged):
            read_model(tmp_path / "m", digest)
        path.write_bytes(whole)


FOREIGN = {
    "an estimator": lambda: LogisticRegression(),
    "an object array": lambda: {"a": np.array([{}, None], dtype=object)},
    "a list": lambda: [np.zeros(1)],
    "a nested dict": lambda: {"a": {"b": np.zeros(1)}},
    "a matrix with masked values": lambda: {"a": np.ma.zeros(2)},
    "a random generator": lambda: {"a": np.random.default_rng(0)},
    "a function": lambda: {"a": np.linalg.norm},
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN.keys())
def test_anything_but_plain_arrays_is_refused(tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "m" / "model.skops"
    path.parent.mkdir()
    dump(make(), path)
    digest = write_manifest(path.with_name("manifest.json"), {}, [path])
    with pytest.raises(ArtefactDamaged):
        read_model(path.parent, digest)


def test_a_schema_that_names_a_function_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m" / "model.skops"
    path.parent.mkdir()
    schema = {
        "__class__": "system",
        "__module__": "os",
        "__loader__": "FunctionNode",
        "content": {"module_path": "os", "function": "system"},
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("schema.json", json.dumps(schema))
    digest = write_manifest(path.with_name("manifest.json"), {}, [path])
    with pytest.raises(ArtefactDamaged, match="FunctionNode"):
        read_model(path.parent, digest)


def test_a_model_without_its_arrays_in_the_manifest_is_refused(tmp_path: Path) -> None:
    digest = write_manifest(tmp_path / "manifest.json", {}, [])
    with pytest.raises(ArtefactDamaged, match="manifest of a model"):
        read_model(tmp_path, digest)


def test_only_old_unknown_folders_are_strays(tmp_path: Path) -> None:
    for name in ("known", "stray"):
        (tmp_path / name).mkdir()
    now = datetime.now(UTC)
    assert remove_strays(tmp_path, {"known"}, now) == 0
    assert remove_strays(tmp_path, {"known"}, now + timedelta(days=2)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["known"]
    assert remove_strays(tmp_path / "missing", set(), now) == 0
