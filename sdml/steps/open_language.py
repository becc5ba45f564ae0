"""Open the language of a tenant's pages."""

from sdml.files.catalogues import read_language
from sdml.records.language import Language
from sdml.steps.session import Session

__all__ = ["open_language"]


def open_language(session: Session) -> Language:
    """The tenant's language and time zone, with the packaged translations."""
    return read_language(session.tenant.locale, session.tenant.timezone)
