"""Write down the head of a tenant's chain of seals."""

from pathlib import Path

from sdml.errors import NotEnoughData
from sdml.files.anchor_files import append_anchor
from sdml.records.audit_seal import AuditAnchorCard
from sdml.steps.session import Session
from sdml.steps.verify_audit import verify_audit
from sdml.store.audit_seals import add_anchor, read_head

__all__ = ["anchor_audit"]


def anchor_audit(session: Session, out: Path | None = None) -> AuditAnchorCard:
    """Check the audit, then keep its head in the database and outside of it.

    Kept where whoever can write the database cannot (paper, a mail, another
    machine), an anchor shows a chain that was made anew or cut short.

    Parameters
    ----------
    session : Session
        Whose audit.
    out : Path, optional
        A file to append the anchor to.

    Returns
    -------
    AuditAnchorCard
        The head: print it, mail it.

    Raises
    ------
    CheckFailed
        The audit is not what was sealed: such a chain is not anchored.
    NotEnoughData
        Nothing was sealed yet.
    ParameterError
        The file cannot be written.
    """
    verify_audit(session)
    with session.write("anchor_audit") as connection:
        head = read_head(connection, session.tenant)
        if head is None:
            raise NotEnoughData(
                f"nothing in the audit of {session.tenant.slug} is sealed yet: "
                "an anchor needs at least one change"
            )
        seq, mac, _ = head
        add_anchor(connection, session.tenant, seq, mac)
    made = AuditAnchorCard(session.tenant.slug, seq, mac, session.now())
    if out is not None:
        append_anchor(out, made)
    return made
