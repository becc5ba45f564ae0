"""Open the model that answers for a task, checked, with what it needs to answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sdml.analytics.decision_lanes import Lane, lanes_of
from sdml.errors import ArtefactDamaged, IndexMismatch
from sdml.files.model_files import read_model
from sdml.ml.classifier import (
    AnsweredTexts,
    TextClassifier,
    answer_texts,
    vector_dimension,
)
from sdml.ml.classifier_arrays import classifier_from_arrays
from sdml.ml.confidence_profile import (
    PROFILE,
    ConfidenceProfile,
    profile_from_facts,
)
from sdml.ml.ordinal import cost_matrix, decide_least_cost
from sdml.ml.text import text_hash, words
from sdml.records.dataset import parse_task
from sdml.records.embedding import Embedder, Vectors, VectorSpace
from sdml.records.machine_learning import DecisionMode, EntityType
from sdml.records.model_card import ModelCard
from sdml.records.prediction import Prediction
from sdml.records.promise import ModeRules
from sdml.records.promise_words import ClassStanding
from sdml.records.taxonomy import ServedClasses
from sdml.steps.find_current_vectors import find_current_vectors
from sdml.steps.open_embedder import open_embedder
from sdml.steps.session import Session
from sdml.store.mode_rules import read_mode_rules
from sdml.store.model_registry import (
    find_serving_model,
    read_model_card,
    refuse_stale,
)
from sdml.store.priority_levels import read_priority_levels
from sdml.store.taxonomy_changes import read_label_history

__all__ = ["ServingModel", "open_model"]


@dataclass(slots=True)
class ServingModel:
    """A model that answers; its embedder is loaded when a text first needs it.

    Attributes
    ----------
    card : ModelCard
        Its row in the registry.
    model : TextClassifier
        From its files.
    profile : ConfidenceProfile or None
        Of its training, by which a promise plans what to test.
    space : VectorSpace or None
        The vectors it reads, where it reads any.
    load_embedder : callable
        Gives the embedder of that space.
    rules : ModeRules
        What the modes of its classes follow from.
    costs : ndarray of float64, shape (n_classes, n_classes), or None
        Of each answer (row) for each truth, where classes have levels.
    embedder : Embedder or None
        Once it was needed.
    """

    card: ModelCard
    model: TextClassifier
    profile: ConfidenceProfile | None
    space: VectorSpace | None
    load_embedder: Callable[[], Embedder]
    rules: ModeRules
    costs: NDArray[np.float64] | None = None
    embedder: Embedder | None = field(default=None)

    def answer(
        self, session: Session, texts: Sequence[str], ids: Sequence[int] | None = None
    ) -> list[Prediction]:
        """Predictions for texts, in their order, as the modes are at this instant.

        Where classes have levels the label is that of least expected cost, and only
        one that is the most probable too may be acted on.

        Parameters
        ----------
        session : Session
            Whose vectors may be read.
        texts : sequence of str
            Any texts.
        ids : sequence of int, optional
            Their tickets, whose vectors spare the embedding.
        """
        said = self.answered(session, texts, ids)
        rows = said.probabilities
        lanes = lanes_of(self.rules, self.model.names, session.now())
        return [
            self._prediction(
                row.tolist(), best, score, lanes, has_words=bool(words(text))
            )
            for row, best, score, text in zip(
                rows,
                self.decide(rows).tolist(),
                said.scope_scores.tolist(),
                texts,
                strict=True,
            )
        ]

    def decide(self, probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
        """Numbers of the classes that are the answer to these probabilities.

        Parameters
        ----------
        probabilities : ndarray of shape (n_texts, n_classes)
            Calibrated.
        """
        if self.costs is None or not len(probabilities):
            likeliest: NDArray[np.int64] = probabilities.argmax(axis=1)
            return likeliest
        return decide_least_cost(probabilities, self.costs)

    def answered(
        self, session: Session, texts: Sequence[str], ids: Sequence[int] | None = None
    ) -> AnsweredTexts:
        """Calibrated probabilities of texts, and how strange each one is.

        Parameters
        ----------
        session : Session
            Whose vectors may be read.
        texts : sequence of str
            Any texts.
        ids : sequence of int, optional
            Their tickets, whose vectors spare the embedding.
        """
        vectors = None
        if self.space is not None:
            vectors = self.vectors_of(session, self.space, texts, ids)
        return answer_texts(self.model, texts, vectors)

    def _prediction(
        self,
        row: list[float],
        best: int,
        score: float,
        lanes: Mapping[str, Lane],
        *,
        has_words: bool,
    ) -> Prediction:
        names = self.model.names
        mode, ground = lanes[names[best]].decide(row[best], score)
        if mode is DecisionMode.AUTO and row[best] < max(row):
            mode, ground = DecisionMode.RECOMMEND, None
        if not has_words:
            mode, ground = DecisionMode.MONITOR, None
        return Prediction(
            names[best], row[best], mode, dict(zip(names, row, strict=True)), ground
        )

    def vectors_of(
        self,
        session: Session,
        space: VectorSpace,
        texts: Sequence[str],
        ids: Sequence[int] | None,
    ) -> Vectors:
        """Embeddings of texts: those that are stored, and the others computed.

        Parameters
        ----------
        session : Session
            Whose vectors may be read.
        space : VectorSpace
            The model's.
        texts : sequence of str
            Any texts.
        ids : sequence of int, optional
            Their tickets, whose vectors spare the embedding.
        """
        known: dict[int, int] = {}
        found = None
        if ids is not None:
            hashes = {
                id_: text_hash(text) for id_, text in zip(ids, texts, strict=True)
            }
            found = find_current_vectors(session, hashes, space)
            known = (
                {}
                if found is None
                else {id_: at for at, id_ in enumerate(found.ids.tolist())}
            )
        lacking = [
            at for at in range(len(texts)) if ids is None or ids[at] not in known
        ]
        width = vector_dimension(self.model)
        vectors = np.zeros((len(texts), width), np.float32)
        if found is not None and ids is not None and known:
            places = [at for at in range(len(texts)) if ids[at] in known]
            vectors[places] = found.vectors[[known[ids[at]] for at in places]]
        spoken = [at for at in lacking if texts[at].strip()]
        if spoken:
            if self.embedder is None:
                self.embedder = self.load_embedder()
            vectors[spoken] = self.embedder.encode(
                [texts[at] for at in spoken], "passage"
            )
        return vectors


def open_model(
    session: Session, task: str, model_id: int | None = None
) -> ServingModel:
    """Give the task's champion, or where there is none its newest candidate.

    Stages: find it in the registry, with its promise and what its classes may do ->
    compare its files with their hashes -> read them. Where its classes were merged
    or renamed since, it answers in today's, with the sum of what it gives their
    parts.

    Parameters
    ----------
    session : Session
        Whose model.
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    model_id : int, optional
        This one instead, whatever its place.

    Raises
    ------
    NoModel
        Nothing was trained for the task.
    ParameterError
        There is no such model.
    StaleModel
        What was trained learnt classes that are no more.
    ArtefactDamaged
        Its files are not what the registry recorded.
    """
    with session.read() as connection:
        if model_id is None:
            card = find_serving_model(connection, session.tenant, parse_task(task))
        else:
            card = read_model_card(connection, session.tenant, model_id)
            refuse_stale(card)
        rules = read_mode_rules(connection, session.tenant, card)
        levels = read_priority_levels(connection, session.tenant)
        history = read_label_history(connection, session.tenant, card.task)
    folder = session.folders.models(session.tenant.slug) / card.path
    arrays, manifest = read_model(folder, card.manifest_sha256)
    learnt = classifier_from_arrays(arrays)
    model = _in_todays_classes(learnt, history.served(learnt.names, card.dataset_id))
    embedder = manifest.facts.get("embedder")
    if model.needs_vectors and not isinstance(embedder, dict):
        raise ArtefactDamaged(f"{folder}: its manifest names no embedder")
    space = _space(embedder) if isinstance(embedder, dict) else None

    def load() -> Embedder:
        assert space is not None  # noqa: S101 - called for a space only
        found = open_embedder(session, space.embedder, may_fit=False).embedder
        if found.version != space.version:
            raise IndexMismatch(
                f"model {card.model_id} was trained on vectors of {space.embedder} "
                f"{space.version}, installed is {found.version}: train it again"
            )
        return found

    return ServingModel(
        card,
        model,
        profile_from_facts(manifest.facts.get(PROFILE), len(model.names)),
        space,
        load,
        rules,
        _costs(card, model, levels),
    )


def _costs(
    card: ModelCard, model: TextClassifier, levels: Mapping[str, int]
) -> NDArray[np.float64] | None:
    """Costs by the levels of now and the setting of the training."""
    if card.ordinal is None or not levels.keys() >= set(model.names):
        return None
    undercall = card.ordinal["undercall_percent"] / 100
    return cost_matrix([levels[name] for name in model.names], undercall)


def _in_todays_classes(learnt: TextClassifier, served: ServedClasses) -> TextClassifier:
    if served.standing is ClassStanding.CURRENT:
        return learnt
    return replace(learnt, names=served.names, merged=served.places)


def _space(embedder: Mapping[str, object]) -> VectorSpace:
    name, version = str(embedder["name"]), str(embedder["version"])
    return VectorSpace(EntityType.TICKET, name, version)
