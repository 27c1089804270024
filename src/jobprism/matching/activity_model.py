"""Which activity a sentence is of, by a linear model of its words' vectors; pooled with the votes of its neighbours.

Fitted by ``training/documents/activity_model.py`` on O*NET's tasks, whole and cut to the few words that people type.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax, softmax

from jobprism.judgements.load import TaskMatching, judgement
from jobprism.matching.task_space import Floats

FITTED = Path(__file__).with_name("activity_model.npz")


@dataclass(frozen=True)
class ActivityModel:
    """What the file holds.

    Attributes:
        encoder: SHA-256 of the encoder's weights it was fitted with.
        activities: (m,) ids of the activities, ascending.
        weights, offset: (2 d, m) and (m,) of the linear model, over what ``task_space.joined`` returns.
        belief, probability: knots of P(the sentence is of an activity), by the pooled belief in it.
    """

    encoder: NDArray[np.str_]
    activities: NDArray[np.str_]
    weights: Floats
    offset: Floats
    belief: Floats
    probability: Floats

    def save(self, path: Path = FITTED) -> None:
        """Write the file, weights with sixteen bits a number; the same values give the same bytes."""
        stored = {f.name: getattr(self, f.name) for f in fields(self)}
        np.savez_compressed(path, allow_pickle=False, **(stored | {"weights": self.weights.astype(np.float16)}))

    def pooled(self, raw: Floats, votes: Floats) -> Floats:
        """(n, m) belief in each activity: a logarithmic pool of the linear model and the votes (equation 3).

        Args:
            raw: as ``task_space.joined`` returns it.
            votes: (n, m) share of the neighbours' weight that each activity's tasks hold.
        """
        judged = judgement(TaskMatching)
        linear = log_softmax(raw @ self.weights + self.offset, axis=1)
        opinions = judged.linear_share * np.log(np.exp(linear) + judged.linear_floor)
        return softmax(opinions + (1 - judged.linear_share) * np.log(votes + judged.vote_floor), axis=1)

    def probabilities(self, belief: Floats) -> Floats:
        """Calibrated probabilities of beliefs, read off between the knots."""
        return np.interp(belief, self.belief, self.probability).astype(np.float32)


@cache
def activity_model() -> ActivityModel:
    """The fitted model, read once."""
    with np.load(FITTED, allow_pickle=False) as stored:
        held = {name: stored[name] for name in stored.files}
    held["weights"] = held["weights"].astype(np.float32)
    return ActivityModel(**held)
