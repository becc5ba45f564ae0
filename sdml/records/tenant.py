"""The tenant: whose data a call may touch."""

from dataclasses import dataclass

__all__ = ["Tenant"]


@dataclass(frozen=True, slots=True)
class Tenant:
    """One organisation of the installation (the table ``organizations``).

    Attributes
    ----------
    id : int
        ``organizations.id``; every query filters by it.
    slug : str
        The name used on the command line and in folder names.
    name : str
        The name people read.
    locale : str
        ``pt_BR`` or ``en``: the language of this tenant's pages and reports.
    timezone : str
        An IANA name such as ``America/Sao_Paulo``.
    """

    id: int
    slug: str
    name: str
    locale: str = "pt_BR"
    timezone: str = "America/Sao_Paulo"
