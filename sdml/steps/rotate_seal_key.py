"""Change the key that seals the audit."""

from dataclasses import dataclass
from pathlib import Path

from sdml.files.seal_keys import add_seal_key
from sdml.settings import read_seal_place
from sdml.steps.session import Session

__all__ = ["RotatedKey", "rotate_seal_key"]


@dataclass(frozen=True, slots=True)
class RotatedKey:
    """The key in use now.

    Attributes
    ----------
    key_id : str
        Stands in each seal it makes.
    file : Path
        Where it and the older ones are.
    """

    key_id: str
    file: Path


def rotate_seal_key(session: Session) -> RotatedKey:
    """Add a key to the file of seal keys; it makes every seal from now on.

    The keys are of the whole database: every tenant's seals are made with it.

    Raises
    ------
    ArtefactDamaged
        The file is there and is not one of keys.
    """
    place = read_seal_place(session.folders)
    return RotatedKey(add_seal_key(place).current, place)
