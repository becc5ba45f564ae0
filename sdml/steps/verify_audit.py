"""Check that a tenant's audit is what was sealed; refuse where it is not."""

from pathlib import Path

from sdml.errors import CheckFailed
from sdml.records.audit_seal import AuditCheck, AuditFinding
from sdml.steps.check_seals import check_seals
from sdml.steps.session import Session

__all__ = ["verify_audit"]

_SHOWN = 3


def verify_audit(session: Session, anchors: Path | None = None) -> AuditCheck:
    """Whether every row of the audit is as it was written, and none is lost or new.

    Parameters
    ----------
    session : Session
        Whose audit.
    anchors : Path, optional
        A file of anchors kept outside the database.

    Returns
    -------
    AuditCheck
        Where everything holds.

    Raises
    ------
    CheckFailed
        Something does not; its result says what and where.
    SealKeyMissing
        There are seals, and no key to check them with.
    SourceFileError
        The file of anchors is not one.
    """
    check = check_seals(session, anchors)
    if check.is_whole:
        return check
    raise CheckFailed(_summary(check), check)


def _summary(check: AuditCheck) -> str:
    places = ", ".join(map(_place, check.findings[:_SHOWN]))
    more = f" and {check.found - _SHOWN:,} more" if check.found > _SHOWN else ""
    return (
        f"the audit of {check.tenant} is not what was sealed: {places}{more}; "
        "'sdml audit verify --json' lists the places"
    )


def _place(finding: AuditFinding) -> str:
    row = "" if finding.audit_id is None else f" (row {finding.audit_id})"
    seal = "no seal" if finding.seq is None else f"seal {finding.seq}"
    return f"{finding.kind.value} at {seal}{row}"
