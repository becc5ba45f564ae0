"""Change the key that seals the audit."""

from dataclasses import dataclass
from pathlib import Path

from sdml.files.seal_keys import add_seal_key
from sdml.settings import Settings, read_seal_place

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


def rotate_seal_key(settings: Settings) -> RotatedKey:
    """Add a key to the file of seal keys; it makes every seal from now on.

    Raises
    ------
    ArtefactDamaged
        The file is there and is not one of keys.
    """
    place = read_seal_place(settings.folders)
    return RotatedKey(add_seal_key(place).current, place)
