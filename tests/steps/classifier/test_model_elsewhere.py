"""A stored model answers alike elsewhere; one that is not as recorded is refused."""

import pickle
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from sdml.errors import ArtefactDamaged
from sdml.files.artefacts import write_manifest
from sdml.files.model_files import library_versions, read_model, write_model
from sdml.ml.classifier import (
    TextClassifier,
    TrainingRows,
    predict_probabilities,
    train_classifier,
)
from sdml.ml.classifier_arrays import classifier_to_arrays
from tests.steps.classifier.conftest import SUBJECTS, made_text

ASKED = ["a vpn caiu na sala", "impressora sem toner", "perfil bloqueio token", ""]
ANSWER = """
import sys
from pathlib import Path
import numpy as np
from sdml.files.model_files import read_model
from sdml.ml.classifier import predict_probabilities
from sdml.ml.classifier_arrays import classifier_from_arrays
folder, digest, out, *texts = sys.argv[1:]
model = classifier_from_arrays(read_model(Path(folder), digest)[0])
np.save(out, predict_probabilities(model, texts))
"""


@dataclass
class Stored:
    """Two models on disk, and the first in memory."""

    model: TextClassifier
    folder: Path
    digest: str
    other: Path


@pytest.fixture(scope="module")
def trained() -> list[TextClassifier]:
    """The same texts under two seeds of their making."""
    return [_train(seed) for seed in (5, 6)]


def _train(seed: int) -> TextClassifier:
    random = np.random.default_rng(seed)
    names = tuple(SUBJECTS)
    labels = np.arange(120) % 3
    texts = [made_text(random, names[label]) for label in labels]
    keys = [f"T{number}" for number in range(120)]
    rows = TrainingRows(texts, labels, names, np.arange(120), keys)
    return train_classifier(rows).model


@pytest.fixture
def stored(tmp_path: Path, trained: list[TextClassifier]) -> Stored:
    digests = [
        write_model(tmp_path / name, classifier_to_arrays(model), {})
        for name, model in zip(("mine", "other"), trained, strict=True)
    ]
    mine, other = tmp_path / "mine", tmp_path / "other"
    return Stored(trained[0], mine, digests[0], other)


def test_another_process_in_another_folder_gives_the_same_probabilities(
    stored: Stored, tmp_path: Path
) -> None:
    moved = tmp_path / "somewhere" / "else"
    moved.parent.mkdir()
    stored.folder.rename(moved)
    out = tmp_path / "answers.npy"
    words = [str(moved), stored.digest, str(out), *ASKED]
    subprocess.run([sys.executable, "-c", ANSWER, *words], check=True, cwd=tmp_path)
    expected = predict_probabilities(stored.model, ASKED)
    assert np.abs(np.load(out) - expected).max() <= 1e-6


def test_a_swapped_model_is_refused(stored: Stored) -> None:
    shutil.rmtree(stored.folder)
    stored.other.rename(stored.folder)
    with pytest.raises(ArtefactDamaged, match="recorded was"):
        read_model(stored.folder, stored.digest)


def test_swapped_arrays_are_refused(stored: Stored) -> None:
    shutil.copy(stored.other / "model.skops", stored.folder / "model.skops")
    with pytest.raises(ArtefactDamaged, match=r"manifest\.json says"):
        read_model(stored.folder, stored.digest)


def test_an_edited_model_is_refused_though_its_manifest_fits(stored: Stored) -> None:
    arrays, _ = read_model(stored.folder, stored.digest)
    arrays["biases"] = np.asarray(arrays["biases"], np.float64) + 1.0
    shutil.rmtree(stored.folder)
    write_model(stored.folder, arrays, {})
    with pytest.raises(ArtefactDamaged, match="recorded was"):
        read_model(stored.folder, stored.digest)


class Trap:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


def test_a_pickle_is_refused_unopened_though_its_hashes_fit(
    stored: Stored, tmp_path: Path
) -> None:
    trace = tmp_path / "opened"
    path = stored.folder / "model.skops"
    path.write_bytes(pickle.dumps(Trap(trace)))
    facts = {"libraries": library_versions()}
    digest = write_manifest(stored.folder / "manifest.json", facts, [path])
    with pytest.raises(ArtefactDamaged, match="not a skops file"):
        read_model(stored.folder, digest)
    assert not trace.exists()


@pytest.mark.parametrize("library", ["sdml", "numpy", "scipy", "scikit-learn", "skops"])
def test_a_file_of_a_newer_library_is_refused(stored: Stored, library: str) -> None:
    newer = {**library_versions(), library: "99.1rc1"}
    path = stored.folder / "model.skops"
    digest = write_manifest(
        stored.folder / "manifest.json", {"libraries": newer}, [path]
    )
    with pytest.raises(ArtefactDamaged, match=f"{library} 99.1rc1") as refused:
        read_model(stored.folder, digest)
    assert f"installed is {version(library)}" in str(refused.value)


def test_a_file_of_older_libraries_is_read(stored: Stored) -> None:
    older = dict.fromkeys(library_versions(), "0.0.1")
    path = stored.folder / "model.skops"
    digest = write_manifest(
        stored.folder / "manifest.json", {"libraries": older}, [path]
    )
    assert read_model(stored.folder, digest)[0].keys()
