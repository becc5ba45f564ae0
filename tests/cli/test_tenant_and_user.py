"""`sdml tenant` and `sdml user` as scripts call them."""

import io
import json
from pathlib import Path

import pytest

from sdml.cli.main import main
from sdml.store.engine import Database

Capture = pytest.CaptureFixture[str]


def test_tenant_add_list_and_config(sqlite_database: Database, capsys: Capture) -> None:
    place = ["--db", sqlite_database.location, "--json"]
    add = ["tenant", "add", "aurora", "--name", "Aurora", *place]
    assert main(add) == 0
    added = json.loads(capsys.readouterr().out)
    assert added["tenants"][0]["slug"] == "aurora"
    assert main(add) == 0
    assert json.loads(capsys.readouterr().out)["added"] is False
    assert main(["tenant", "list", *place]) == 0
    assert json.loads(capsys.readouterr().out)["tenants"] == added["tenants"]
    setting = ["--tenant", "aurora", *place]
    assert main(["tenant", "config", "set", "review.lease_seconds", "9", *setting]) == 0
    capsys.readouterr()
    assert main(["tenant", "config", "get", "review.lease_seconds", *setting]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 9


def test_a_refusal_is_one_object_and_exit_2(
    sqlite_database: Database, capsys: Capture
) -> None:
    place = ["--db", sqlite_database.location, "--json"]
    assert main(["tenant", "add", "No!", "--name", "x", *place]) == 2
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["code"] == "bad_parameter"
    assert out.err.count("\n") == 1
    assert main(["tenant", "config", "get", "x", "--tenant", "no", *place]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unknown_tenant"


def test_user_add_reads_the_password_from_standard_input(
    sqlite_database: Database, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = ["--db", sqlite_database.location, "--json"]
    main(["tenant", "add", "aurora", "--name", "Aurora", *place])
    capsys.readouterr()
    monkeypatch.setattr("sys.stdin", io.StringIO("uma senha comprida\n"))
    words = ["user", "add", "ana@aurora.example", "--role", "reviewer"]
    assert main([*words, "--tenant", "aurora", *place]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["user_id"] > 0
    assert result["roles"] == ["reviewer"]


def test_a_missing_database_is_not_made(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "no.db"
    assert main(["tenant", "list", "--db", str(path)]) == 1
    assert "sdml init" in capsys.readouterr().err
    assert not path.exists()
