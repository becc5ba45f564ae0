"""The classifier on embeddings alone whose weights a tenant lends."""

import numpy as np

from sdml.ml.classifier import TextClassifier, TrainingRows
from sdml.ml.contest import quiet_single_threads
from sdml.ml.members import Views, fit_member
from sdml.ml.pooled_weights import SharedWeights, share_weights

__all__ = ["lend_classes"]

_KIND = "vectors"


def lend_classes(
    model: TextClassifier, rows: TrainingRows, seed: int = 0
) -> SharedWeights | None:
    """What a tenant lends of its labels, whatever candidate its own model is.

    It learns the tenant's own rows alone, so that nothing that was lent comes
    back. None without embeddings.

    Parameters
    ----------
    model : TextClassifier
        The tenant's own, fitted on these rows: its member on embeddings is taken
        where it has one.
    rows : TrainingRows
        What the model in use learnt from.
    seed : int
        Of the fit.
    """
    if rows.vectors is None:
        return None
    found = next((one for one in model.members if one.kind == _KIND), None)
    if found is None:
        from scipy.sparse import csr_matrix

        nothing = csr_matrix((len(rows.labels), 0), dtype=np.float32)
        views = Views(nothing, nothing, rows.vectors)
        with quiet_single_threads():
            found = fit_member(_KIND, views, rows.labels, seed)
    return share_weights(found.weights[0], found.biases[0], rows.labels, rows.names)
