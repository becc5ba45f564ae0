"""What the log of incidents says of service levels, and how well it can be foreseen.

`uci_incident_event_log`: what its source calls ``made_sla`` is imported with each
event; the last one of each incident, by month and priority, is what a count over
the file itself gives. Breaches are foreseen at the first event alone, by a model of
the earlier four fifths, on the latest fifth of the incidents.
"""

import os
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from sdml.ml.breach_risk import judge_risk, predict_breach, train_breach
from sdml.ml.word_means import CaseRows
from sdml.records.import_order import ImportOrder
from sdml.records.tenant import Tenant
from sdml.settings import Folders
from sdml.steps.import_events import import_events
from sdml.steps.run_named_query import run_named_query
from sdml.steps.session import Session
from sdml.store.engine import open_database
from sdml.store.migrate import run_migrations
from sdml.store.tenants import insert_tenant

EVENTS = "uci_incident_event_log/events_80pct_earliest_incidents.parquet"
WORDS = (
    "caller_id",
    "opened_by",
    "sys_created_by",
    "contact_type",
    "location",
    "category",
    "subcategory",
    "u_symptom",
    "cmdb_ci",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "incident_state",
    "knowledge",
    "notify",
)
JUDGED = 0.2
WANTED_AUC = 0.80
WANTED_CALIBRATION = 0.05


def prove() -> dict:
    """All figures, and whether each is what was promised."""
    root = os.environ.get("SDML_REAL_DATA")
    if not root:
        return {"holds": False, "not_run": "SDML_REAL_DATA names no folder"}
    events = read_events(Path(root))
    parts = {
        "made_sla": made_sla(Path(root), events),
        "breach_at_creation": breach_at_creation(first_events(events)),
        "resolution_time": resolution_time(first_events(events)),
    }
    return {"holds": all(bool(part["holds"]) for part in parts.values()), **parts}


def read_events(root: Path) -> pd.DataFrame:
    """The events in the order of each incident's life."""
    events = pd.read_parquet(root / EVENTS)
    return events.sort_values(
        ["number", "sys_mod_count", "sys_updated_at"], kind="stable"
    )


def first_events(events: pd.DataFrame) -> pd.DataFrame:
    """Incidents as they were at their first event, and what came of them."""
    by_number = events.groupby("number", sort=True)
    first, last = by_number.first(), by_number.last()
    first["late"] = ~last["made_sla"].astype(bool)
    first["hours"] = (last["resolved_at"] - first["opened_at"]) / pd.Timedelta("1h")
    return first.reset_index().sort_values(["opened_at", "number"], kind="stable")


def rows_of(incidents: pd.DataFrame) -> CaseRows:
    """What is known of an incident at its first event."""
    opened = incidents["opened_at"].dt
    numbers = np.stack([opened.hour + opened.minute / 60, opened.day_of_week], axis=1)
    words = incidents[list(WORDS)].astype(str).to_numpy(object)
    return CaseRows(words, numbers.astype(float), np.arange(len(incidents)))


def breach_at_creation(incidents: pd.DataFrame) -> dict:
    """The probability to be late, on the latest fifth of the incidents."""
    cut = int(len(incidents) * (1 - JUDGED))
    rows, late = rows_of(incidents), incidents["late"].to_numpy(bool)
    model = train_breach(rows.part(slice(0, cut)), late[:cut], seed=0)
    probability = predict_breach(model, rows.part(slice(cut, None)))
    rates = incidents[:cut].groupby("priority")["late"].mean()
    rule = incidents[cut:]["priority"].map(rates).fillna(late[:cut].mean())
    found = judge_risk(probability, rule.to_numpy(float), late[cut:], seed=0)
    holds = found.auc >= WANTED_AUC and found.calibration_error <= WANTED_CALIBRATION
    return {
        "holds": holds,
        "n": found.n,
        "late": found.late,
        "auc": round(found.auc, 4),
        "auc_interval": [round(found.auc_low, 4), round(found.auc_high, 4)],
        "auc_of_priority_alone": round(found.rule_auc, 4),
        "calibration_error": round(found.calibration_error, 4),
        "mean_probability": round(found.mean_probability, 4),
        "observed": round(found.late / found.n, 4),
        "brier": round(found.brier, 4),
        "brier_of_priority_alone": round(found.rule_brier, 4),
    }


def resolution_time(incidents: pd.DataFrame) -> dict:
    """Hours until resolution against the median of those before: absolute error."""
    from sdml.ml.duration_model import predict_hours, train_hours

    known = incidents[incidents["hours"].notna() & (incidents["hours"] >= 0)]
    cut = int(len(known) * (1 - JUDGED))
    rows, hours = rows_of(known), known["hours"].to_numpy(float)
    model = train_hours(rows.part(slice(0, cut)), hours[:cut], seed=0)
    predicted = predict_hours(model, rows.part(slice(cut, None)))
    error = np.abs(predicted - hours[cut:])
    plain = np.abs(np.median(hours[:cut]) - hours[cut:])
    rng = np.random.default_rng(0)
    gains = (plain - error)[rng.integers(0, len(error), (500, len(error)))].mean(axis=1)
    low, high = np.quantile(gains, [0.025, 0.975])
    return {
        "holds": bool(low > 0),
        "n": len(error),
        "mean_absolute_error_hours": round(float(error.mean()), 2),
        "of_the_median": round(float(plain.mean()), 2),
        "gain_interval": [round(float(low), 2), round(float(high), 2)],
    }


def made_sla(root: Path, events: pd.DataFrame) -> dict:
    """The last ``made_sla`` by month and priority: by the database, by the file."""
    with tempfile.TemporaryDirectory() as folder:
        session = open_desk(Path(folder))
        import_events(session, ImportOrder(root / EVENTS, "uci_incident_event_log"))
        found = run_named_query(session, "sla_source_compliance", {"field": "made_sla"})
        session.database.close()
    last = events.groupby("number").last()
    counted = (
        last.assign(
            month=last["opened_at"].dt.strftime("%Y-%m"),
            kept=last["made_sla"].astype(bool),
        )
        .groupby(["month", "priority"])["kept"]
        .agg(["size", "sum"])
    )
    ours = found.set_index(["month", "priority"])[["tickets", "kept"]]
    same = len(ours) == len(counted) and all(
        (int(row["size"]), int(row["sum"])) == tuple(map(int, ours.loc[key]))
        for key, row in counted.iterrows()
    )
    return {
        "holds": bool(same),
        "groups": len(counted),
        "incidents": int(counted["size"].sum()),
        "kept": int(counted["sum"].sum()),
    }


def open_desk(folder: Path) -> Session:
    """A desk of its own."""
    database = open_database(folder / "desk.db", create=True)
    run_migrations(database)
    with database.write_transaction(
        None, actor="cli:proof", request_id="proof", purpose="add_tenant"
    ) as connection:
        tenant = insert_tenant(
            connection, Tenant(0, "uci", "UCI", locale="en", timezone="UTC")
        )
    return Session(
        database=database,
        tenant=tenant,
        actor="cli:proof",
        folders=Folders(folder / "data", folder / "reports"),
        request_id=uuid.uuid4().hex,
        now=lambda: datetime.now(UTC),
    )
