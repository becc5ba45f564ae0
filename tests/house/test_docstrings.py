"""Public docstrings keep numpydoc's form."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from numpydoc.validate import validate

import sdml

# Each code that would not fit the house's style, with its reason.
IGNORED = {
    "GL01",  # a summary may start on the line of the quotes
    "GL08",  # ruff's D rules say where a docstring is missing
    "SS05",  # a first line says what is given: often a noun
    "SS06",  # two-line summaries are allowed
    "ES01",  # many functions need no extended summary
    "SA01",  # 'See Also' only where it helps
    "EX01",  # examples are asked of pure functions, below
    "PR01",  # only what the signature cannot say is documented
    "PR02",  # a dataclass documents attributes
    "RT01",  # the first line says what is given
    "YD01",  # the same, for generators
    "RT03",  # a type may be enough
    "PR07",  # a parameter's name and type may be enough
    "GL03",  # blank lines before closing quotes are ruff's
    "PR04",  # types stand in the signature
    "PR09",  # ends with a period: ruff's
    "RT02",  # named returns are clearer for tuples
}


def modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(sdml.__path__, "sdml."):
        if not module.name.startswith(("sdml.schema", "sdml.notebooks")):
            yield module.name


def public_functions() -> Iterator[str]:
    for name in modules():
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin
        with open(spec.origin, encoding="utf-8") as source:  # noqa: PTH123
            tree = ast.parse(source.read())
        for node in tree.body:
            if isinstance(
                node, ast.FunctionDef | ast.ClassDef
            ) and not node.name.startswith("_"):
                yield f"{name}.{node.name}"


# numpydoc looks at every attribute of a class, deprecated ones of widgets too.
@pytest.mark.filterwarnings("ignore:Widget:DeprecationWarning")
@pytest.mark.parametrize("name", sorted(public_functions()))
def test_docstring_is_valid_numpydoc(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(module), attribute)
    if not inspect.isfunction(inspect.unwrap(found)) and not inspect.isclass(found):
        return  # a click command: its docstring is its help text
    problems = [
        f"{code} {text}"
        for code, text in validate(name)["errors"]
        if code not in IGNORED
    ]
    assert not problems


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_opens_with_one_sentence(name: str) -> None:
    module = importlib.import_module(name)
    assert (module.__doc__ or "").strip()
