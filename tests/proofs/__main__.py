"""Runs every proof of this folder in full and writes ``reports/proof.json``.

A proof is a module with ``prove() -> dict``: its figures, and ``holds``, whether
they reach what was promised. ``python -m tests.proofs NAME ...`` runs some.
"""

import importlib
import json
import os
import platform
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PROOF = HERE.parents[1] / "reports" / "proof.json"
LIBRARIES = ("numpy", "pandas", "scikit-learn", "sqlalchemy", "torch", "faiss-cpu")


def run(name: str) -> dict[str, object]:
    """Figures of one proof, with its seconds; a failure is a figure too."""
    started = time.monotonic()
    try:
        figures = importlib.import_module(f"tests.proofs.{name}").prove()
    except Exception:  # one proof's bug must not hide the others
        traceback.print_exc()
        figures = {"holds": False, "error": traceback.format_exc(limit=1)}
    return {**figures, "seconds": round(time.monotonic() - started, 1)}


def main(asked: list[str]) -> int:
    """Run what was asked for, else everything; 1 where a proof does not hold."""
    names = asked or sorted(
        path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_")
    )
    if not os.environ.get("SDML_REAL_DATA"):
        print("SDML_REAL_DATA is not set: proofs on real data say 'not run'")
    proofs = json.loads(PROOF.read_text("utf-8"))["proofs"] if PROOF.exists() else {}
    for name in names:
        print(f"== {name}", flush=True)
        proofs[name] = run(name)
        print(json.dumps(proofs[name], indent=2, default=str), flush=True)
    PROOF.parent.mkdir(exist_ok=True)
    PROOF.write_text(
        json.dumps(
            {
                "written_at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "python": platform.python_version(),
                "cores": os.cpu_count(),
                "libraries": {name: version(name) for name in LIBRARIES},
                "proofs": proofs,
            },
            indent=2,
            default=str,
        ),
        "utf-8",
    )
    print(f"written to {PROOF}")
    return 0 if all(proofs[name].get("holds", True) for name in names) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
