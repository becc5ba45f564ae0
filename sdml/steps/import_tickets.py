"""Import the tickets of a file, by external id."""

from dataclasses import dataclass

from sdml.records.import_order import ImportOrder
from sdml.records.import_result import ImportCounts, ImportResult
from sdml.records.mapping import Entity
from sdml.records.table_rows import MappedRows
from sdml.steps.import_rows import import_rows
from sdml.steps.read_mapping import read_mapping
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.tickets import TicketSource, open_source, write_tickets

__all__ = ["import_tickets"]


def import_tickets(session: Session, order: ImportOrder) -> ImportResult:
    """Tickets as their source has them: new ones made, changed ones brought up to date.

    Stages: those of `import_rows`. The words and people that a row names are
    made where the tenant lacks them. The same file again changes nothing; a run
    that was killed goes on where it was.

    Parameters
    ----------
    session : Session
        Whose tickets.
    order : ImportOrder
        Which file, by which mapping.

    Raises
    ------
    MappingError
        The mapping cannot be used for this file.
    SourceFileError
        The file cannot be read.
    TooManyRejects
        More rows were refused than allowed; what was imported stays.
    """
    mapping = read_mapping(order.mapping, Entity.TICKETS)
    source = open_source(session.tenant, mapping)
    return import_rows(session, order, mapping, _Writer(session, source))


@dataclass(frozen=True, slots=True)
class _Writer:
    session: Session
    source: TicketSource

    def write(self, connection: Connection, rows: MappedRows) -> ImportCounts:
        """Write tickets."""
        return write_tickets(connection, self.source, rows, self.session.now())

    def pass_over(self, rows: MappedRows) -> None:
        """Leave them."""

    def finish(self, result: ImportResult) -> ImportResult:
        """Give the result as it is."""
        return result
