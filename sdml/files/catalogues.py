"""The packaged translations: message catalogues read into a `Language`."""

import functools
import gettext
from collections.abc import Callable, Mapping
from pathlib import Path

from sdml.errors import MisuseError
from sdml.records.language import Language

__all__ = ["LOCALES", "catalogue_path", "read_language"]

LOCALES = ("pt_BR", "en")

_FOLDER = Path(__file__).parent.parent / "locale"


def catalogue_path(locale: str) -> Path:
    """Where a locale's catalogue is."""
    return _FOLDER / locale / "LC_MESSAGES" / "sdml.po"


def read_language(locale: str, timezone: str = "UTC") -> Language:
    """The language of a tenant's pages.

    Parameters
    ----------
    locale : str
        ``pt_BR`` or ``en``.
    timezone : str
        IANA name.

    Raises
    ------
    MisuseError
        There is no catalogue for the locale.

    Examples
    --------
    >>> read_language("pt_BR").gettext("Reports")
    'Relatórios'
    """
    if locale not in LOCALES:
        raise MisuseError(
            f"there is no catalogue for locale {locale!r}: expected one of "
            + ", ".join(LOCALES)
        )
    messages, plural_form = _read_catalogue(locale)
    return Language(locale, timezone, messages, plural_form)


@functools.cache
def _read_catalogue(
    locale: str,
) -> tuple[Mapping[str, tuple[str, ...]], Callable[[int], int]]:
    from babel.messages.pofile import read_po

    with catalogue_path(locale).open("rb") as file:
        catalogue = read_po(file, locale=locale)
    messages = {}
    for message in catalogue:
        forms = _words(message.string)
        if message.id and all(forms) and not message.fuzzy:
            messages[_words(message.id)[0]] = forms
    return messages, gettext.c2py(catalogue.plural_expr)


def _words(words: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (words or "",) if isinstance(words, str | None) else tuple(words)
