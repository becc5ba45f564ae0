"""Which words of a card are marked."""

import pytest

from sdml.ml.similar_texts import mark_shared


def marked(text: str, other: str) -> list[str]:
    pieces = mark_shared(text, [other])
    assert "".join(piece for piece, _ in pieces) == text
    return [piece for piece, is_marked in pieces if is_marked]


@pytest.mark.parametrize(
    ("text", "other", "expected"),
    [
        (
            "Olá, bom dia! Preciso de acesso ao SAP, por favor.",
            "olá bom dia, preciso de acesso por favor",
            ["acesso"],
        ),
        (
            "Prezados, a impressora parou. Obrigada, atenciosamente",
            "prezados, outra impressora. obrigada, atenciosamente",
            ["impressora"],
        ),
        (
            "Hello, please reset the password. Kind regards",
            "hello, please reset the other password, kind regards",
            ["reset", "password"],
        ),
        (
            "Good morning, printer fails. Thank you in advance",
            "good morning, this printer. thank you in advance",
            ["printer"],
        ),
        ("the backup is good", "good backup", ["backup", "good"]),
    ],
    ids=["ola", "prezados", "hello", "good-morning", "good-alone"],
)
def test_courtesy_is_never_marked(text: str, other: str, expected: list[str]) -> None:
    assert marked(text, other) == expected
