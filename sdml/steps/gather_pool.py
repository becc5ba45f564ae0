"""Gather what other tenants lend: the one step that reads across tenants."""

import dataclasses
from collections.abc import Sequence

from sdml.errors import ArtefactDamaged
from sdml.files.model_files import read_model
from sdml.ml.pooled_weights import (
    PooledWeights,
    SharedWeights,
    pool_weights,
    share_from_arrays,
)
from sdml.records.access import AccessEntry, RequestOrigin
from sdml.records.embedding import VectorSpace
from sdml.records.enterprise import AuditAction
from sdml.records.model_card import ModelCard
from sdml.records.promise_words import ClassStanding
from sdml.records.tenant import Tenant
from sdml.records.tenant_settings import setting_of
from sdml.records.workbench_words import ModelStatus
from sdml.steps.session import Session
from sdml.store.access_log import add_access_entry
from sdml.store.model_registry import read_model_cards
from sdml.store.tenants import read_setting, read_tenants

__all__ = ["gather_pool", "space_name"]

# An embedder that a tenant fitted on its own texts is no space to share.
_OWN_EMBEDDERS = ("lsa",)
_SHARE, _USE = "pool.share", "pool.use"


def gather_pool(
    session: Session, task: str, names: Sequence[str], space: VectorSpace | None
) -> PooledWeights | None:
    """The mean of what other tenants lend for a tenant's classes, or None.

    Stages: ask whether the tenant wants it -> find the tenants that agreed to share
    -> read what the champion of each lends in this space -> take the mean -> write
    into the audit of every tenant concerned that it was done; neither audit names
    another tenant, one request ties them together.

    Parameters
    ----------
    session : Session
        Of the tenant that takes.
    task : str
        What its classes answer.
    names : sequence of str
        Its classes.
    space : VectorSpace or None
        The vectors it learns from.
    """
    if space is None or space.embedder in _OWN_EMBEDDERS:
        return None
    with session.read() as connection:
        if not read_setting(connection, session.tenant, setting_of(_USE)):
            return None
        lenders = [
            (tenant, champion)
            for tenant in read_tenants(connection)
            if tenant.id != session.tenant.id
            and read_setting(connection, tenant, setting_of(_SHARE))
            for champion in read_model_cards(connection, tenant, task)
            if champion.status is ModelStatus.CHAMPION
            and champion.standing is ClassStanding.CURRENT
        ]
    found = [
        (tenant, champion, share)
        for tenant, champion in lenders
        if (share := _share(session, tenant, champion, space)) is not None
    ]
    pooled = pool_weights([share for _, _, share in found], names)
    if pooled is None:
        session.report(
            "'pool.use' is on, and too few other tenants lend classes of these names"
        )
        return None
    _tell(session, session.tenant, "pool_use", 0, task)
    for tenant, champion, _ in found:
        _tell(session, tenant, "pool_share", champion.model_id, task)
    return pooled


def _share(
    session: Session, tenant: Tenant, champion: ModelCard, space: VectorSpace
) -> SharedWeights | None:
    folder = session.folders.models(tenant.slug) / champion.path
    try:
        arrays, _ = read_model(folder, champion.manifest_sha256)
    except ArtefactDamaged:
        session.report("what one tenant lends cannot be read, and is left out")
        return None
    return share_from_arrays(arrays, space_name(space))


def space_name(space: VectorSpace) -> str:
    """The embedder and its version, as what is lent names them."""
    return f"{space.embedder} {space.version}"


def _tell(
    session: Session, tenant: Tenant, purpose: str, model_id: int, task: str
) -> None:
    """One line in a tenant's own audit; the actor is known to the taker alone."""
    is_own = tenant.id == session.tenant.id
    own = dataclasses.replace(
        session,
        tenant=tenant,
        actor=session.actor if is_own else "pool",
        user_id=session.user_id if is_own else None,
    )
    entry = AccessEntry(
        AuditAction.EXPORT if not is_own else AuditAction.UPDATE,
        "model_version",
        model_id,
        purpose,
        {"task": task},
    )
    origin = RequestOrigin(session.request_id, None, purpose, None)
    with own.write(purpose) as connection:
        who = (own.actor, own.user_id)
        add_access_entry(connection, tenant, entry, origin, who, session.now())
