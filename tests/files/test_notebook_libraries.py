"""A report's libraries load without the grammars that no notebook needs."""

import subprocess
import sys

ASKED = """
import sys
from sdml.files.notebook_libraries import load_notebook_libraries
load_notebook_libraries()
print("papermill" in sys.modules, "rfc3987_syntax" in sys.modules)
import jsonschema
jsonschema.validate({"id": "7"}, {"properties": {"id": {"type": "string"}}})
"""


def test_the_grammars_of_addresses_are_not_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["True", "False"]
