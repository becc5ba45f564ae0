"""Read a mapping, and see that it is of the rows that are wanted."""

from pathlib import Path

from sdml.errors import MappingError
from sdml.files.mapping_files import load_mapping
from sdml.records.mapping import Entity, Mapping

__all__ = ["read_mapping"]


def read_mapping(name: str | Path, entity: Entity) -> Mapping:
    """The mapping of that name, or in that file.

    Stages: read the file, or the packaged one -> compare its entity.

    Parameters
    ----------
    name : str or Path
        A ready mapping, or the path of a TOML file.
    entity : Entity
        What its rows have to be.

    Raises
    ------
    MappingError
        There is none, it cannot be used, or it is of another entity.
    """
    mapping = load_mapping(name)
    if mapping.entity is not entity:
        raise MappingError(
            f"mapping {mapping.name} is of {mapping.entity}, not of {entity}: "
            f"use 'sdml import {mapping.entity}'"
        )
    return mapping
