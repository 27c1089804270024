"""From scores to the chance that a code is right; equations 50 and 51 of docs/title-coder.md."""

from __future__ import annotations

import numpy as np

from jobprism.matching.model import Floats

# Places in the fitted vector; the last one is the confidence of a name that an occupation bears word for word.
TEMPERATURE, CONSTANT, BY_CHANCE, BY_LEAD, BY_SEEN, BY_WORDS, BY_ONE_WORD, NAME = range(8)
_EDGE = 1e-4
_MANY = 6  # words, from which on more tell nothing about the chance


def calibrated(scores: Floats, read: Floats, fitted: Floats) -> tuple[Floats, Floats]:
    """Chances (n, C - 1) of the occupations and the probability (n,) of "no title".

    The best one's chance is a logistic function of its probability, its lead over the second, the share of the title's
    words that training saw, and their number; what is left goes to the others in proportion, and none gets more than
    the best.

    Args:
        scores: (n, C), the last class being "no title".
        read: (n, 2) share of a title's words seen in training, and their number.
        fitted: parameters by the places named above.
    """
    chances = scores * (1 / fitted[TEMPERATURE])
    chances -= chances.max(axis=1, keepdims=True)
    np.exp(chances, out=chances)
    none = chances[:, -1].copy()
    chances[:, -1] = 0
    whole = chances.sum(axis=1)
    none /= none + whole
    whole = np.maximum(whole, 1e-30)
    rows, best = np.arange(len(chances)), chances.argmax(axis=1)
    first = chances[rows, best] / whole
    chances[rows, best] = 0
    second = chances.max(axis=1) / whole
    sure = _logistic(features(first, second, read) @ fitted[CONSTANT : BY_ONE_WORD + 1])
    chances *= ((1 - sure) / np.maximum(1 - first, _EDGE) / whole)[:, None]
    np.minimum(chances, sure[:, None], out=chances)
    chances[rows, best] = sure
    return chances[:, :-1], none


def features(first: Floats, second: Floats, read: Floats) -> Floats:
    """What the best one's chance rests on (n, 6): 1, log-odds, log-odds of its lead, words seen, number, one.

    Args:
        first: the highest probability (n,).
        second: the one after it (n,).
        read: see ``calibrated``.
    """
    lead = (first / np.maximum(first + second, _EDGE)).astype(np.float32)
    number = np.minimum(read[:, 1], _MANY)
    told = [np.ones(len(first)), _log_odds(first), _log_odds(lead), read[:, 0], number, number == 1]
    return np.stack(told, axis=1).astype(np.float32)


def _log_odds(p: Floats) -> Floats:
    inside = np.clip(p, _EDGE, 1 - _EDGE)
    return np.log(inside / (1 - inside))


def _logistic(x: Floats) -> Floats:
    return (1 / (1 + np.exp(-x))).astype(np.float32)
