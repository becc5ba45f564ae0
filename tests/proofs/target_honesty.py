"""Placeholders of real data are found; of sound targets few alarms at 1 % in all."""

import os
import tempfile
from pathlib import Path
from typing import cast

import pandas as pd
from scipy.stats import binomtest

from sdml.errors import TargetRefused
from sdml.records.import_order import ImportOrder
from sdml.records.target import TargetReport
from sdml.records.tenant import Tenant
from sdml.settings import Folders, Settings
from sdml.steps.add_tenant import add_tenant
from sdml.steps.import_tickets import import_tickets
from sdml.steps.initialise_database import initialise_database
from sdml.steps.inspect_target import inspect_target
from sdml.steps.open_session import open_session
from sdml.steps.session import Session
from tests.ml.test_target_honesty import inspect, sound_rows
from tests.steps.test_target_on_real_data import FILES

TARGETS = 1_000
LEVEL = 0.01
SOUND = (
    ("it_service_tickets", "category"),
    ("it_service_tickets_multitarget", "category"),
    ("banking77", "category"),
    ("reclamacoes_ptbr_1k", "category"),
)
PLACEHOLDERS = ("field:urgency", "field:impact")


def prove() -> dict:
    """Figures on made targets without a fault, and on real ones with and without."""
    alarms = sum(
        inspect(sound_rows(seed, 400, 3)).status != "clean" for seed in range(TARGETS)
    )
    test = binomtest(alarms, TARGETS, LEVEL, alternative="greater")
    figures: dict = {
        "sound_targets": TARGETS,
        "alarms": alarms,
        "p_value_of_more_than_1_percent": test.pvalue,
        "holds": bool(test.pvalue > 0.01),
    }
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return figures | {"real_data": "not run: SDML_REAL_DATA names no folder"}
    with tempfile.TemporaryDirectory() as folder:
        real = _on_real_data(Path(root), Path(folder))
    figures["holds"] = figures["holds"] and real["holds"]
    return figures | real


def _on_real_data(root: Path, folder: Path) -> dict:
    settings = Settings(str(folder / "desk.db"), Folders(folder, folder / "reports"))
    initialise_database(settings)
    found: dict = {"holds": True}
    for mapping, task in SOUND:
        report = _report(_session(settings, mapping, root), task)
        found[f"{mapping}, {task}"] = report.status
        found["holds"] &= report.status == "clean"
    session = _session(settings, "it_service_tickets_multitarget", root)
    for task in PLACEHOLDERS:
        report = _report(session, task)
        first = report.findings[0]
        found[task] = first.says
        found["holds"] &= report.status == "refuse" and (
            first.columns[0],
            first.values,
        ) == ("field:ticket_type", ("1",))
    kinds = _kinds_of_the_city(settings, root, folder)
    found["sp156_servicos, category"] = sorted(kinds)
    found["holds"] &= {"period", "name_in_text"} <= kinds
    return found


def _kinds_of_the_city(settings: Settings, root: Path, folder: Path) -> set[str]:
    """Its description holds the class, and its classes changed at the end of 2014."""
    path = root / "sp156_servicos/solicitacoes_2012_2020.parquet"
    part = folder / "requests.parquet"
    pd.read_parquet(path).sample(15_000, random_state=0).to_parquet(part)
    session = _opened(settings, "sp156-servicos")
    import_tickets(session, ImportOrder(part, "sp156_servicos"))
    report = _report(session, "category")
    return {one.kind.value for one in report.findings if one.severity == "warn"}


def _session(settings: Settings, mapping: str, root: Path) -> Session:
    session = _opened(settings, mapping.replace("_", "-"))
    import_tickets(session, ImportOrder(root / FILES[mapping], mapping))
    return session


def _opened(settings: Settings, slug: str) -> Session:
    add_tenant(settings, Tenant(0, slug, slug, "en"), actor="cli:proof")
    return open_session(settings, slug, "cli:proof")


def _report(session: Session, task: str) -> TargetReport:
    try:
        return inspect_target(session, task=task)
    except TargetRefused as refused:
        return cast("TargetReport", refused.result)
