"""Open a language that a person chose."""

from sdml.files.catalogues import read_language
from sdml.records.language import Language

__all__ = ["choose_language"]


def choose_language(locale: str, timezone: str = "UTC") -> Language:
    """The language of that locale, with the packaged translations.

    Parameters
    ----------
    locale : str
        ``pt_BR`` or ``en``.
    timezone : str
        IANA name: times are shown there.

    Raises
    ------
    MisuseError
        There is no catalogue for the locale.
    """
    return read_language(locale, timezone)
