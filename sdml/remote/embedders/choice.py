"""From a choice string to a loaded embedder, or to why there is none.

``lsa`` is not loaded here: it is fitted on a tenant's own texts (`sdml.ml.lsa`).
"""

from sdml.errors import ParameterError
from sdml.records.embedding import Embedder
from sdml.remote.embedders.e5_weights import E5_INSTALL, E5_PACKAGE
from sdml.remote.embedders.sentence_transformer import (
    MINILM_INSTALL,
    MINILM_PACKAGE,
    Precision,
    load_e5,
    load_minilm,
    load_named,
)
from sdml.remote.embedders.use_m3 import USE_M3_INSTALL, USE_M3_PACKAGE, load_use_m3
from sdml.remote.embedders.weights import has_package

__all__ = ["load_embedder", "why_unavailable"]

_LIBRARY = (("torch", "torch"), ("sentence_transformers", "sentence-transformers"))
_NEEDS = {
    "e5-small-enpt": ((E5_PACKAGE, E5_INSTALL), *_LIBRARY),
    "use-m3": ((USE_M3_PACKAGE, USE_M3_INSTALL),),
    "minilm-en": ((MINILM_PACKAGE, MINILM_INSTALL), *_LIBRARY),
    "lsa": (("sklearn", "scikit-learn"),),
}


def why_unavailable(name: str) -> str | None:
    """Say what is missing for an embedder of the chain; None where nothing is.

    Only asks whether packages are installed: nothing is imported or hashed.

    Examples
    --------
    >>> why_unavailable("lsa") is None
    True
    """
    missing = [install for package, install in _NEEDS[name] if not has_package(package)]
    if not missing:
        return None
    return f"{name} is not installed: pip install {' '.join(missing)}"


def load_embedder(name: str, version: str | None = None) -> Embedder:
    """Load a named embedder, checked against its pinned hashes.

    Parameters
    ----------
    name : str
        ``e5-small-enpt``, ``use-m3``, ``minilm-en`` or ``st:...``.
    version : str, optional
        The version of vectors to be compared with: its number format is then
        used on any processor. Without it, bfloat16 where that is fast.

    Raises
    ------
    EmbedderUnavailable
        It is not installed; the message names the command that installs it.
    ParameterError
        It is not a name that can be loaded.
    """
    precision: Precision | None = None
    if version is not None:
        precision = "bf16" if version.endswith("-bf16") else "fp32"
    if name == "e5-small-enpt":
        return load_e5(precision)
    if name == "minilm-en":
        return load_minilm(precision)
    if name == "use-m3":
        return load_use_m3()
    if name.startswith("st:"):
        return load_named(name, precision)
    raise ParameterError(f"embedder {name!r} cannot be loaded by name")
