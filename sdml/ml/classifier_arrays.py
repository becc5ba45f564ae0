"""A text classifier as named arrays, the form in which it is stored, and back."""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sdml.errors import ArtefactDamaged
from sdml.ml.calibration import Scaling
from sdml.ml.calibrators import Calibrator, ClassCurves
from sdml.ml.classifier import TextClassifier
from sdml.ml.members import MEMBER_VIEWS, Member
from sdml.ml.ngrams import Vocabulary

__all__ = ["classifier_from_arrays", "classifier_to_arrays"]

Arrays: TypeAlias = "Mapping[str, NDArray[np.generic]]"


def classifier_to_arrays(model: TextClassifier) -> dict[str, NDArray[np.generic]]:
    """Everything a classifier is, as arrays of numbers and short texts."""
    arrays: dict[str, NDArray[np.generic]] = {
        "names": np.array(model.names, np.str_),
        "candidate": np.array([model.candidate], np.str_),
        "words": model.vocabulary.words,
        "pairs": model.vocabulary.pairs,
        "groups": model.vocabulary.groups,
        "word_weights": model.word_weights,
        "letter_weights": model.letter_weights,
        **_calibrator_arrays(model.scaling),
        "prior": model.prior,
        "members": np.array([member.kind for member in model.members], np.str_),
        "member_temperatures": np.array([m.temperature for m in model.members]),
        "member_layers": np.array([len(m.weights) for m in model.members], np.int64),
    }
    for number, member in enumerate(model.members):
        for layer, (weights, bias) in enumerate(
            zip(member.weights, member.biases, strict=True)
        ):
            arrays[f"weights_{number}_{layer}"] = weights
            arrays[f"bias_{number}_{layer}"] = bias
    return arrays


def classifier_from_arrays(arrays: Arrays) -> TextClassifier:
    """The classifier that `classifier_to_arrays` took apart.

    Raises
    ------
    ArtefactDamaged
        An array is missing or its shape does not fit the others.
    """
    try:
        model = TextClassifier(
            names=tuple(arrays["names"].tolist()),
            candidate=str(arrays["candidate"][0]),
            vocabulary=Vocabulary(
                arrays["words"].astype(np.str_),
                arrays["pairs"].astype(np.int64),
                arrays["groups"].astype(np.str_),
            ),
            word_weights=arrays["word_weights"].astype(np.float32),
            letter_weights=arrays["letter_weights"].astype(np.float32),
            members=tuple(
                _member(arrays, number, kind)
                for number, kind in enumerate(arrays["members"].tolist())
            ),
            scaling=_calibrator(arrays),
            prior=arrays["prior"].astype(np.float64),
        )
    except (KeyError, IndexError, ValueError, AttributeError) as error:
        raise ArtefactDamaged(f"the model's arrays are not whole: {error}") from error
    _check(model)
    return model


def _calibrator_arrays(calibrator: Calibrator) -> dict[str, NDArray[np.generic]]:
    if isinstance(calibrator, Scaling):
        return {
            "temperature": np.array([calibrator.temperature]),
            "biases": calibrator.biases,
        }
    return {
        "curve_x": calibrator.x,
        "curve_y": calibrator.y,
        "curve_ends": calibrator.ends,
    }


def _calibrator(arrays: Arrays) -> Calibrator:
    if "curve_x" in arrays:
        return ClassCurves(
            arrays["curve_x"].astype(np.float64),
            arrays["curve_y"].astype(np.float64),
            arrays["curve_ends"].astype(np.int64),
        )
    return Scaling(
        float(arrays["temperature"].astype(np.float64)[0]),
        arrays["biases"].astype(np.float64),
    )


def _fits_classes(calibrator: Calibrator, n_classes: int) -> bool:
    if isinstance(calibrator, Scaling):
        return calibrator.biases.shape == (n_classes,)
    ends, size = calibrator.ends, len(calibrator.x)
    return (
        len(ends) - n_classes in (1, 2)
        and calibrator.y.shape == calibrator.x.shape
        and int(ends[0]) == 0
        and int(ends[-1]) == size
        and bool((np.diff(ends) > 0).all())
    )


def _member(arrays: Arrays, number: int, kind: str) -> Member:
    layers = range(int(arrays["member_layers"].astype(np.int64)[number]))
    return Member(
        kind,
        tuple(arrays[f"weights_{number}_{n}"].astype(np.float32) for n in layers),
        tuple(arrays[f"bias_{number}_{n}"].astype(np.float32) for n in layers),
        float(arrays["member_temperatures"].astype(np.float64)[number]),
    )


def _check(model: TextClassifier) -> None:
    known = model.vocabulary
    n_words, n_groups = len(known.words) + len(known.pairs), len(known.groups)
    widths = {"words": n_words, "words_letters": n_words + n_groups}
    whole = (
        len(model.word_weights) == n_words
        and len(model.letter_weights) == n_groups
        and model.prior.shape == (len(model.names),)
        and _fits_classes(model.scaling, len(model.names))
        and bool(model.members)
    )
    for member in model.members:
        view = MEMBER_VIEWS.get(member.kind, "")
        width = widths.get(view, len(member.weights[0]) if member.weights else 0)
        for weights, bias in zip(member.weights, member.biases, strict=True):
            whole &= weights.shape == (width, len(bias))
            width = len(bias)
        whole &= bool(view) and width == len(model.names)
    if not whole:
        raise ArtefactDamaged("the model's arrays do not fit together")
