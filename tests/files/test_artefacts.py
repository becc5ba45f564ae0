"""Files that are whole or absent, and manifests that vouch for them."""

import json
import threading
from pathlib import Path

import pytest

from sdml.errors import ArtefactDamaged, ParameterError
from sdml.files.artefacts import (
    check_place,
    file_sha256,
    read_manifest,
    verify_manifest,
    write_artefact,
    write_manifest,
)


def put(path: Path, content: bytes) -> str:
    def write(new: Path) -> None:
        new.write_bytes(content)

    return write_artefact(path, write)


def test_written_file_is_whole_and_its_hash_is_returned(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "folder" / "model.bin"
    assert put(path, b"abc") == file_sha256(path)
    assert path.read_bytes() == b"abc"
    assert [p.name for p in path.parent.iterdir()] == ["model.bin"]


def test_a_folder_or_the_source_is_no_place_to_write(tmp_path: Path) -> None:
    source, link = tmp_path / "a.csv", tmp_path / "b.csv"
    source.touch()
    link.symlink_to(source)
    check_place(tmp_path / "new.csv", source)
    with pytest.raises(ParameterError, match="is a folder"):
        check_place(tmp_path, source)
    for same in (source, link):
        with pytest.raises(ParameterError, match="the file that is read"):
            check_place(same, source)


def test_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    put(path, b"old")

    def fail(new: Path) -> None:
        new.write_bytes(b"half")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        write_artefact(path, fail)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["model.bin"]


def test_readers_see_old_or_new_bytes_never_a_mixture(tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    put(path, b"0" * 50_000)
    seen: set[bytes] = set()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            content = path.read_bytes()
            assert len(content) == 50_000
            seen.add(content[:1] if len(set(content)) == 1 else b"mixed")

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(100):
        put(path, str(n % 10).encode() * 50_000)
    stop.set()
    for reader in readers:
        reader.join()
    assert b"mixed" not in seen


def test_manifest_gives_back_its_facts_and_vouches_for_its_files(
    tmp_path: Path,
) -> None:
    put(tmp_path / "weights.npz", b"w" * 1000)
    path = tmp_path / "manifest.json"
    facts = {"labels": ["Água", "fim"], "n": 3, "score": 0.5, "none": None}
    digest = write_manifest(path, facts, [tmp_path / "weights.npz"])
    manifest = verify_manifest(path, sha256=digest)
    assert manifest.facts == facts
    assert manifest.sha256 == digest == file_sha256(path)
    assert list(manifest.files) == ["weights.npz"]


DAMAGES = {
    "one byte flipped": lambda f: (f / "a.bin").write_bytes(b"xbc"),
    "file cut short": lambda f: (f / "a.bin").write_bytes(b"ab"),
    "file gone": lambda f: (f / "a.bin").unlink(),
    "manifest gone": lambda f: (f / "manifest.json").unlink(),
    "manifest empty": lambda f: (f / "manifest.json").write_bytes(b""),
    "manifest a list": lambda f: (f / "manifest.json").write_text("[]"),
    "manifest not text": lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"),
    "manifest of another format": lambda f: (f / "manifest.json").write_text(
        json.dumps({"format": 99, "facts": {}, "files": {}})
    ),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_named_before_anything_is_parsed(tmp_path: Path, damage) -> None:
    put(tmp_path / "a.bin", b"abc")
    write_manifest(tmp_path / "manifest.json", {}, [tmp_path / "a.bin"])
    damage(tmp_path)
    with pytest.raises(ArtefactDamaged, match=r"a\.bin|manifest"):
        verify_manifest(tmp_path / "manifest.json")


def test_manifest_with_another_hash_than_recorded_is_refused(tmp_path: Path) -> None:
    digest = write_manifest(tmp_path / "manifest.json", {"n": 1}, [])
    write_manifest(tmp_path / "manifest.json", {"n": 2}, [])
    with pytest.raises(ArtefactDamaged, match="recorded was"):
        read_manifest(tmp_path / "manifest.json", sha256=digest)


def test_manifest_refuses_what_json_does_not_hold(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_manifest(tmp_path / "manifest.json", {"score": float("nan")}, [])
