"""Open the review for one person: a session in his name, his keys and language."""

import uuid
from dataclasses import dataclass, replace

from sdml.errors import Forbidden
from sdml.files.catalogues import read_language
from sdml.records.access import Preferences
from sdml.records.language import Language
from sdml.records.review import Reviewer
from sdml.steps.session import Session
from sdml.store.reviewers import read_reviewer
from sdml.store.user_settings import read_settings_of

__all__ = ["OpenReview", "open_review"]


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A person at the review.

    Attributes
    ----------
    session : Session
        In his name.
    reviewer : Reviewer
        Who he is, with the roles he had when it was opened.
    preferences : Preferences
        His keys, and whether single keys act.
    language : Language
        The one he chose, else the tenant's.
    """

    session: Session
    reviewer: Reviewer
    preferences: Preferences
    language: Language


def open_review(session: Session, email: str) -> OpenReview:
    """The review as this person works on it; the audit log then names him.

    It asks for no password: whoever holds a `Session` holds the database.

    Stages: read the person and what he chose in one snapshot -> check his
    roles -> a session in his name.

    Parameters
    ----------
    session : Session
        The tenant's.
    email : str
        As he logs in.

    Raises
    ------
    Forbidden
        The tenant has no such person, he is switched off, or may not review.
    """
    with session.read() as connection:
        reviewer = read_reviewer(connection, session.tenant, email)
        stored = read_settings_of(connection, session.tenant, reviewer.user_id)
    if not reviewer.may_review:
        raise Forbidden(
            "this person may not review: it takes the role reviewer, approver or admin"
        )
    own = replace(
        session,
        actor=reviewer.email,
        user_id=reviewer.user_id,
        request_id=uuid.uuid4().hex,
    )
    preferences = Preferences.parse(stored)
    tenant = session.tenant
    language = read_language(preferences.language or tenant.locale, tenant.timezone)
    return OpenReview(own, reviewer, preferences, language)
