"""Write a new revision from the declarations: `python schema/freeze.py 003_review`.

A revision is written once. When it has landed it is never edited, so this
script refuses to write over one. `--ddl` writes `sqlite.sql` and
`postgresql.sql`, the whole schema for people who read DDL.
"""

import argparse
import sys
from pathlib import Path
from typing import get_args

from sdml.store.ddl import REVISIONS, create_statements, drop_statements, tables_of
from sdml.store.triggers import Dialect

HOME = Path(__file__).parent
# A line that no trigger body has; the revision's module splits at it.
NEXT_STATEMENT = "\n-- next statement --\n"
MODULE = '''"""{sentence}"""

from pathlib import Path

from alembic import op

revision = "{revision}"
down_revision = {parent}
# The tables whose rows a downgrade loses.
drops = (
{drops})


def upgrade() -> None:
    """Bring the database to this revision."""
    _run("up")


def downgrade() -> None:
    """Bring the database back to the revision before."""
    _run("down")


def _run(direction: str) -> None:
    bind = op.get_bind()
    file = Path(__file__).with_suffix("") / f"{{bind.dialect.name}}.{{direction}}.sql"
    for statement in file.read_text("utf-8").split("\\n-- next statement --\\n"):
        bind.exec_driver_sql(statement, execution_options={{"no_parameters": True}})
'''


def freeze(revision: str, sentence: str) -> None:
    """Write the module and the statements of one revision."""
    known = next((name for name in REVISIONS if name == revision), None)
    if known is None:
        sys.exit(f"{revision} is not in sdml.store.ddl.REVISIONS: add it there first")
    module = HOME / "versions" / f"{revision}.py"
    if module.exists():
        sys.exit(f"{module} is frozen: write a new revision instead")
    folder = module.with_suffix("")
    folder.mkdir(exist_ok=True)
    for dialect in get_args(Dialect):
        _write(folder / f"{dialect}.up.sql", create_statements(dialect, known))
        _write(folder / f"{dialect}.down.sql", drop_statements(dialect, known))
    place = REVISIONS.index(known)
    parent = f'"{REVISIONS[place - 1]}"' if place else "None"
    drops = "".join(f'    "{table.name}",\n' for table in tables_of(known))
    module.write_text(
        MODULE.format(sentence=sentence, revision=revision, parent=parent, drops=drops),
        "utf-8",
    )


def write_ddl() -> None:
    """Write the whole schema of each database into one file."""
    for dialect in get_args(Dialect):
        statements = [
            statement
            for revision in REVISIONS
            for statement in create_statements(dialect, revision)
        ]
        text = ";\n\n".join(statements) + ";\n"
        title = f"-- The schema at {REVISIONS[-1]}, made by schema/freeze.py --ddl.\n\n"
        (HOME / f"{dialect}.sql").write_text(title + text, "utf-8")


def _write(path: Path, statements: tuple[str, ...]) -> None:
    if any(NEXT_STATEMENT.strip() in statement for statement in statements):
        sys.exit(f"a statement of {path.name} holds {NEXT_STATEMENT.strip()!r}")
    path.write_text(NEXT_STATEMENT.join(statements), "utf-8")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("revision", nargs="?", help="such as 003_review")
    parser.add_argument("sentence", nargs="?", help="what the revision adds")
    parser.add_argument("--ddl", action="store_true", help="write the whole schema")
    arguments = parser.parse_args()
    if arguments.revision:
        freeze(
            arguments.revision, arguments.sentence or parser.error("say what it adds")
        )
    if arguments.ddl:
        write_ddl()


if __name__ == "__main__":
    main()
