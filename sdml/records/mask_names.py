"""The marks that stand for masked personal data, in the reader's language."""

import re

from sdml.records.language import Language

__all__ = ["name_masks"]

_MARK = re.compile(r"\[(EMAIL|CARD|PHONE|NUMBER)\]")  # the other kinds are Brazilian


def name_masks(text: str, language: Language) -> str:
    """A masked text with its marks as the reader calls them.

    Examples
    --------
    >>> brazil = Language("pt_BR", messages={"PHONE": ("TELEFONE",)})
    >>> name_masks("fone [PHONE], CPF [CPF]", brazil)
    'fone [TELEFONE], CPF [CPF]'
    """
    _ = language.gettext
    names = {
        "EMAIL": _("EMAIL"),
        "CARD": _("CARD"),
        "PHONE": _("PHONE"),
        "NUMBER": _("NUMBER"),
    }
    return _MARK.sub(lambda found: f"[{names[found[1]]}]", text)
