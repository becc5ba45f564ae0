"""Take secrets and personal data out of whatever a report run writes."""

import os
from collections.abc import Callable

from sdml.privacy.pii import mask
from sdml.privacy.secrets import SECRET_NAMES, mask_secrets
from sdml.steps.session import Session
from sdml.store.kernel_location import kernel_location
from sdml.store.person_names import read_person_names

__all__ = ["redact_report"]

# A page has many numbers that are nobody's: only what is worth reporting is masked.
_SURE = 0.6
_NAME = "[NAME]"


def redact_report(session: Session) -> Callable[[str], str]:
    """A function that gives a text as it may be written.

    Stages: read the names of the tenant's people and the secrets of this
    process -> mask them, and whatever looks like a secret or like personal data.

    Parameters
    ----------
    session : Session
        Whose people. Secrets are the values of variables such as ``API_TOKEN``
        and the database's password.
    """
    with session.read() as connection:
        people = sorted(read_person_names(connection, session.tenant), key=len)[::-1]
    secrets = {value for name, value in os.environ.items() if SECRET_NAMES.search(name)}
    password = kernel_location(session.database).password
    known = frozenset(secrets | ({password} if password else set()))

    def redact(text: str) -> str:
        text = mask_secrets(text, known)
        for person in people:
            if person in text:
                text = text.replace(person, _NAME)
        return mask(text, _SURE)

    return redact
