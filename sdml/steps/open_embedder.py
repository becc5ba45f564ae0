"""Open the embedder that a tenant's texts and queries go through."""

from dataclasses import dataclass
from pathlib import Path

from sdml.errors import ArtefactDamaged, EmbedderUnavailable
from sdml.files.lsa_files import read_lsa, write_lsa
from sdml.ml.lsa import LsaEmbedder, fit_lsa
from sdml.ml.text import ticket_text
from sdml.records.embedding import (
    EMBEDDER_CHAIN,
    SEARCHABLE,
    Embedder,
    HeldVectors,
    parse_embedder,
)
from sdml.records.machine_learning import EntityType
from sdml.remote.embedders import load_embedder, why_unavailable
from sdml.steps.session import Session
from sdml.store.entity_texts import count_texts, iterate_texts
from sdml.store.vectors import read_held_vectors

__all__ = ["ChosenEmbedder", "open_embedder"]

LSA_TEXTS = 20_000
"""lsa is fitted on at most so many texts, taken evenly."""
_GROWTH = 4  # a desk so many times larger than when lsa was fitted fits it again


@dataclass(frozen=True, slots=True)
class ChosenEmbedder:
    """An embedder that is ready, and why it is this one.

    Attributes
    ----------
    embedder : Embedder
        Loaded.
    reason : str
        Why, in words for people.
    held : HeldVectors or None
        The vectors of this kind of text that the tenant has of this embedder.
    """

    embedder: Embedder
    reason: str
    held: HeldVectors | None


def open_embedder(
    session: Session,
    choice: str = "auto",
    *,
    entity_type: EntityType = EntityType.TICKET,
    may_fit: bool = True,
) -> ChosenEmbedder:
    """Give the embedder of a choice string, loaded.

    Stages: read which vectors the tenant has -> choose a name -> load it, or fit
    ``lsa`` on the tenant's texts.

    Parameters
    ----------
    session : Session
        Whose texts and vectors.
    choice : str
        ``auto`` is the embedder of the vectors that the tenant has, and where
        it has none the first of the chain that is installed. Any other choice
        is taken by name.
    entity_type : EntityType
        Whose vectors count first for ``auto``.
    may_fit : bool
        Whether ``lsa`` may be fitted where it is not yet.

    Raises
    ------
    EmbedderUnavailable
        It is not installed. With vectors of it present, ``auto`` never falls to
        another one: the two could not be compared.
    ParameterError
        The choice is not known.
    NotEnoughData
        ``lsa`` finds too few texts.
    """
    choice = parse_embedder(choice)
    with session.read() as connection:
        all_held = read_held_vectors(connection, session.tenant)
    # A stable sort: vectors of this kind of text come first.
    all_held.sort(key=lambda held: held.space.entity_type is not entity_type)
    name, reason = _choose(session, choice, all_held)
    held = next((held for held in all_held if held.space.embedder == name), None)
    version = held.space.version if held else None
    if name == "lsa":
        embedder: Embedder = _open_lsa(session, may_fit=may_fit)
    else:
        embedder = load_embedder(name, version)
    if held is not None and held.space.entity_type is not entity_type:
        held = None
    return ChosenEmbedder(embedder, reason, held)


def _choose(
    session: Session, choice: str, all_held: list[HeldVectors]
) -> tuple[str, str]:
    if choice != "auto":
        why = why_unavailable(choice) if choice in EMBEDDER_CHAIN else None
        if why:
            raise EmbedderUnavailable(why)
        return choice, "asked for by name"
    if all_held:
        space = all_held[0].space
        known = space.embedder in EMBEDDER_CHAIN
        why = why_unavailable(space.embedder) if known else None
        if why:
            raise EmbedderUnavailable(
                f"the vectors of tenant {session.tenant.slug} are of "
                f"{space.embedder}, and {why}"
            )
        return space.embedder, "auto: the vectors that are there are of it"
    skipped: list[str] = []
    for name in EMBEDDER_CHAIN:
        why = why_unavailable(name)
        if why is None:
            return name, "; ".join(["auto: the first that is installed", *skipped])
        skipped.append(why)
    raise EmbedderUnavailable("; ".join(skipped))


def _open_lsa(session: Session, *, may_fit: bool) -> LsaEmbedder:
    folder = session.folders.indexes(session.tenant.slug) / "lsa"
    try:
        model = read_lsa(folder)
    except ArtefactDamaged as error:
        if not may_fit:
            raise ArtefactDamaged(
                f"{error}: run 'sdml embed --embedder lsa'"
            ) from error
        session.report(f"{error}: fitting it anew")
        model = None
    if not may_fit:
        if model is None:
            raise EmbedderUnavailable(
                f"the fitted lsa model is not in {folder}: run 'sdml embed "
                "--embedder lsa'"
            )
        return LsaEmbedder(model)
    with session.read() as connection:
        total = sum(
            count_texts(connection, session.tenant, entity) for entity in SEARCHABLE
        )
    if model is not None and min(total, LSA_TEXTS) < _GROWTH * model.n_texts:
        return LsaEmbedder(model)
    return _fit(session, folder, total)


def _fit(session: Session, folder: Path, total: int) -> LsaEmbedder:
    step = max(1, -(-total // LSA_TEXTS))
    texts = []
    with session.read() as connection:
        for entity in SEARCHABLE:
            stored = iterate_texts(connection, session.tenant, entity)
            for place, text in enumerate(stored):
                if place % step == 0:
                    texts.append(ticket_text(text.title, text.body))
    session.report(f"fitting lsa on {len(texts):,} texts")
    embedder = LsaEmbedder(fit_lsa(texts))
    write_lsa(folder, embedder.model, embedder.version)
    return embedder
