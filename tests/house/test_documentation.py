"""The README is the map: what it says exists, and what exists it says."""

import re
import tomllib
from pathlib import Path

import pytest

import sdml
from sdml.files.mapping_files import load_mapping

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PACKAGE = Path(sdml.__file__).parent
PLANNED = {
    "lgpd_consents": "LgpdConsent",
    "lgpd_requests": "LgpdRequest",
    "ai_classifications": "AiClassification",
    "ai_suggestions": "AiSuggestion",
    "ai_training_data": "AiTrainingData",
    "vector_embeddings": "VectorEmbedding",
    "workflow_definitions": "WorkflowDefinition",
    "workflow_executions": "WorkflowExecution",
    "workflow_step_executions": "WorkflowStepExecution",
    "workflow_approvals": "WorkflowApproval",
    "tenant_configurations": "TenantConfiguration",
    "audit_advanced": "AuditAdvanced",
    "api_usage_tracking": "ApiUsageTracking",
    "whatsapp_contacts": "WhatsappContact",
    "whatsapp_sessions": "WhatsappSession",
    "whatsapp_messages": "WhatsappMessage",
    "govbr_integrations": "GovbrIntegration",
}


def is_used(table: str, model: str) -> bool:
    """Whether a query of the store reads or writes the table."""
    store = PACKAGE / "store"
    queries = [*store.glob("*.py"), *(store / "queries").glob("*.sql")]
    # Typed records can be written for every table; no step reaches them by that alone.
    for name in ("typed_rows.py", "lake_tables.py"):  # the lake copies every table
        queries.remove(store / name)
    return any(
        re.search(rf"\b({table}|{model})\b", path.read_text("utf-8"))
        for path in queries
    )


def said_to_be_schema_only() -> set[str]:
    found = re.search(r"schema only so far.*?:(.*?)\.\n", README, re.DOTALL)
    assert found
    return set(re.findall(r"`(\w+)`", found[1]))


def test_the_readme_lists_each_planned_table_nobody_uses_yet() -> None:
    unused = {table for table, model in PLANNED.items() if not is_used(table, model)}
    assert said_to_be_schema_only() == unused


def test_the_readmes_mapping_can_be_used(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "acme.toml"
    path.write_text(block, "utf-8")
    assert tomllib.loads(block)["mapping"]["name"] == load_mapping(path).name


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "mappings").glob("*.toml")), ids=lambda path: path.stem
)
def test_every_ready_mapping_stands_in_the_readme(path: Path) -> None:
    assert f"`{path.stem}`" in README


def test_every_room_stands_in_the_readme() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    for room in rooms:
        assert f"{room}/" in README, room


def test_every_step_named_in_the_readme_exists() -> None:
    day = README[README.index("## One ticket's day") : README.index("## Importing")]
    for step in re.findall(r"^\| `(\w+)` \|", day, re.MULTILINE):
        assert (PACKAGE / "steps" / f"{step}.py").exists(), step


def test_every_make_target_named_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"make (demo|test|prove|benchmark|lab)", README)):
        assert f"\n{target}:" in makefile


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == sdml.__version__


def test_every_dependency_is_pinned_by_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(
            name
            for extra in project["optional-dependencies"].values()
            for name in extra
        ),
    ]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
        if "==" in line
    }
    for requirement in asked:
        name = re.match(r"[\w.-]+", requirement)
        assert name
        if name[0] != "sdml":
            assert name[0].lower().replace("_", "-") in pinned, requirement
