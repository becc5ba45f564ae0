"""The texts that an executed notebook shows, rewritten before anything is kept."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["LONGEST_OUTPUT", "rewrite_texts"]

LONGEST_OUTPUT = 200_000

Rewrite: TypeAlias = Callable[[str], str]

_TAG = re.compile(r"(<[^>]*>)")
_MARKED_UP = ("text/html", "image/svg+xml")


def rewrite_texts(notebook: "NotebookNode", rewrite: Rewrite) -> None:
    """Rewrite every text of the notebook's outputs and of its injected parameters.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; it is changed in place. What a cell printed beyond
        `LONGEST_OUTPUT` characters is cut, and says so.
    rewrite : callable
        Takes a text, gives the text that may be kept. Of HTML and SVG it is
        given what stands between the tags.
    """
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = rewrite(cell.source)
        for output in cell.outputs:
            _rewrite_output(output, rewrite)


def _rewrite_output(output: "NotebookNode", rewrite: Rewrite) -> None:
    if output.output_type == "stream":
        output.text = rewrite(_cut(output.text))
    elif output.output_type == "error":
        output.ename, output.evalue = rewrite(output.ename), rewrite(output.evalue)
        output.traceback = [rewrite(_cut(line)) for line in output.traceback]
    else:
        for kind, value in output.data.items():
            if kind in _MARKED_UP and isinstance(value, str):
                output.data[kind] = _between_tags(value, rewrite)
            else:
                output.data[kind] = _rewritten(value, rewrite)


def _rewritten(value: object, rewrite: Rewrite) -> object:
    if isinstance(value, str):
        return rewrite(_cut(value))
    if isinstance(value, list):
        return [_rewritten(one, rewrite) for one in value]
    if isinstance(value, dict):
        return {key: _rewritten(one, rewrite) for key, one in value.items()}
    return value


def _between_tags(text: str, rewrite: Rewrite) -> str:
    parts = _TAG.split(text)
    parts[::2] = [rewrite(part) if part.strip() else part for part in parts[::2]]
    return "".join(parts)


def _cut(text: str) -> str:
    beyond = len(text) - LONGEST_OUTPUT
    if beyond <= 0:
        return text
    return f"{text[:LONGEST_OUTPUT]}\n[{beyond} characters more were not kept]\n"
