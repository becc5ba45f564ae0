"""The main job in one command: it_service_tickets from import to report."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import sdml
from tests.proofs._routing import figures

FLOOR = 0.868
LARGEST_ECE = 0.015
MEMORY_MB = 4_000


def prove() -> dict[str, object]:
    """Accuracy and macro-F1 on the ``calibration`` split, times and memory."""
    real_data = os.environ.get("SDML_REAL_DATA")
    if not real_data:
        return {"not run": "SDML_REAL_DATA is not set"}
    with tempfile.TemporaryDirectory() as folder:
        words = ["demo", "--real-data", real_data, "--only", "it-service"]
        done = subprocess.run(
            [sys.executable, "-m", "sdml.cli.main", *words, "--data", folder, "--json"],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(folder),
        )
        judged = {"split": frozenset({"calibration"})}
        place = Path(folder) / "servicedesk.db"
        with sdml.open(place, tenant="it-service", data=folder) as wb:
            routing = figures(wb, judged)
    result = json.loads(done.stdout)
    stages = {stage["name"]: stage for stage in result["stages"]}
    metrics = stages["evaluate"]["metrics"]
    reached = min(metrics["accuracy"]["value"], metrics["macro_f1"]["value"])
    return {
        "holds": reached >= FLOOR
        and metrics["ece"]["value"] <= LARGEST_ECE
        and all(one.get("holds", True) for one in routing.values())
        and result["peak_memory_mb"] < MEMORY_MB,
        "judged_on": "split calibration, never in the data set",
        "metrics": metrics,
        **routing,
        "stage_seconds": {name: stage["seconds"] for name, stage in stages.items()},
        "peak_memory_mb": result["peak_memory_mb"],
    }
