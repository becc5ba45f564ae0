"""Every error of the tree formats, and carries its code and exit code."""

import pytest

from sdml import errors

TREE = [getattr(errors, name) for name in errors.__all__]


@pytest.mark.parametrize("error", TREE, ids=lambda error: error.__name__)
def test_every_error_formats_and_has_a_documented_exit_code(
    error: type[errors.SdmlError],
) -> None:
    assert str(error("what is wrong: what to do")) == "what is wrong: what to do"
    assert error.code
    assert error.exit_code in {1, 2, 3, 4, 5, 6}


def test_the_drawing_names_every_error_with_its_exit_code() -> None:
    drawing = errors.__doc__ or ""
    for error in TREE:
        line = next(
            row
            for row in drawing.splitlines()
            if error.__name__ in row.split()
            or row.strip(" │├└─").startswith(error.__name__)
        )
        assert f" {error.exit_code}  " in line + "  "


def test_codes_are_unique() -> None:
    codes = [error.code for error in TREE]
    assert len(codes) == len(set(codes))
