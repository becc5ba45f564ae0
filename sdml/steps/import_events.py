"""Import a log of ticket events, and with it the tickets as of their last event."""

from dataclasses import asdict, dataclass, field

from sdml.records.import_order import ImportOrder
from sdml.records.import_result import EventImportResult, ImportCounts, ImportResult
from sdml.records.mapping import Entity
from sdml.records.table_rows import MappedRows
from sdml.steps.import_rows import import_rows
from sdml.steps.read_mapping import read_mapping
from sdml.steps.session import Session
from sdml.store.engine import Connection
from sdml.store.ticket_events import write_events
from sdml.store.tickets import TicketSource, open_source

__all__ = ["import_events"]


def import_events(session: Session, order: ImportOrder) -> EventImportResult:
    """Events as their source logged them, and tickets in the state of the last.

    Stages: those of `import_rows`. Events keep the times of the source and may
    come in any order; one row each in ``ticket_activities`` says what it did to
    the status. The same file again changes nothing; a run that was killed goes
    on where it was.

    Parameters
    ----------
    session : Session
        Whose tickets.
    order : ImportOrder
        Which file, by which mapping.

    Returns
    -------
    EventImportResult
        The counts are of events.

    Raises
    ------
    MappingError
        The mapping cannot be used for this file.
    SourceFileError
        The file cannot be read.
    TooManyRejects
        More rows were refused than allowed; what was imported stays.
    """
    mapping = read_mapping(order.mapping, Entity.EVENTS)
    writer = _Writer(session, open_source(session.tenant, mapping))
    return writer.finish(import_rows(session, order, mapping, writer))


@dataclass(frozen=True, slots=True)
class _Writer:
    session: Session
    source: TicketSource
    tickets: set[str] = field(default_factory=set)

    def write(self, connection: Connection, rows: MappedRows) -> ImportCounts:
        """Write events and their tickets."""
        self.pass_over(rows)
        return write_events(connection, self.source, rows, self.session.now())

    def pass_over(self, rows: MappedRows) -> None:
        """Count whose events they are."""
        self.tickets.update(str(name) for name in rows.columns["external_id"])

    def finish(self, result: ImportResult) -> EventImportResult:
        """Add how many tickets the events belong to."""
        if isinstance(result, EventImportResult):
            return result
        return EventImportResult(**asdict(result), tickets=len(self.tickets))
