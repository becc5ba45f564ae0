"""Compare a tenant's audit with its seals and anchors, and say what is found."""

from collections.abc import Sequence
from pathlib import Path

from sdml.errors import SealKeyMissing
from sdml.files.anchor_files import read_anchor_file
from sdml.records.audit_seal import AuditAnchorCard, AuditCheck, SealKeys
from sdml.steps.session import Session
from sdml.store.audit_check import check_audit
from sdml.store.audit_seals import read_anchors, read_head
from sdml.store.engine import Connection

__all__ = ["check_seals"]


def check_seals(session: Session, anchors: Path | None = None) -> AuditCheck:
    """What of the audit is as it was sealed, and what is not.

    Stages: read the keys -> check each seal, its row and its place -> rows
    without a seal -> anchors, the database's own and those given.

    Parameters
    ----------
    session : Session
        Whose audit.
    anchors : Path, optional
        A file of anchors kept outside the database; those of other tenants in
        it are passed over.

    Returns
    -------
    AuditCheck
        Whole or not: it says what is wrong, and where.

    Raises
    ------
    SealKeyMissing
        There are seals, and no key to check them with.
    SourceFileError
        The file of anchors is not one.
    """
    kept = read_anchor_file(anchors) if anchors else ()
    with session.read() as connection:
        head = read_head(connection, session.tenant)
        keys = None if head is None else _keys(session)
        held = read_anchors(connection, session.tenant)
        held += [one for one in kept if one.tenant == session.tenant.slug]
        return _run(session, connection, keys, held, 0 if head is None else head[0])


def _keys(session: Session) -> SealKeys:
    reader = session.database.seal_keys
    if reader is None:
        raise SealKeyMissing(
            "this session was opened without the keys of the audit's seals: open it "
            "by sdml.open or the command line"
        )
    return reader(False)


def _run(
    session: Session,
    connection: Connection,
    keys: SealKeys | None,
    anchors: Sequence[AuditAnchorCard],
    seals: int,
) -> AuditCheck:
    with session.progress(seals, "seal", f"audit of {session.tenant.slug}") as bar:
        for done in check_audit(connection, session.tenant, keys, anchors):
            if isinstance(done, AuditCheck):
                return done
            bar.advance(done)
    raise AssertionError("the check ended without a result")
