"""Fitting the parts of the text model: teacher, classifiers, pool, intervals (equations 23 to 25)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression

from jobprism.encoder.static import Encoder
from jobprism.encoder.tokens import Tokens
from jobprism.estimates.text_model import Ints, TextModel, embedded, term_keys, term_matrix
from network import Floats, Network, Recipe, ensemble

Doubles = NDArray[np.float64]
Mask = NDArray[np.bool_]

# Sizes and weights were chosen on two folds of another dealing of the same sets (seed 7); docs/method.md, "Text model",
# says what was looked at on the folds that figures are of.
TEACHER = Recipe(hidden=64, epochs=10, drop_input=0.2, drop_hidden=0.5, members=6)
STUDENT = Recipe(hidden=128, epochs=16, drop_input=0.1, drop_hidden=0.25, members=4)
OTHER_RATERS = 0.5  # weight of each GPT-4 label beside the human one
TRUST = 0.8  # share of the teacher's opinion in the target that stands for people's label
PENALTY = 1.0  # scikit-learn's C of the linear classifier
LINEAR_WEIGHTS = (0.5, 0.25, 0.25, 0.5)  # of the human label, the two GPT-4 labels and the teacher
NEIGHBOURS = 1500  # tasks of like capability that an interval is read off
KNOTS = 41
SLACK = 1e-4  # how far a target may lie outside: figures are rounded


@dataclass(frozen=True)
class Texts:
    """Sentences as the classifiers and the teacher see them.

    Attributes:
        tokens: their words.
        small: (n, 2 d) static embeddings.
        large: (n, 384 + d) the sentence model's vector beside the leading word's.
    """

    tokens: Tokens
    small: Floats
    large: Floats


def as_texts(encoder: Encoder, tokens: Tokens, vectors: Floats) -> Texts:
    """Sentences with the sentence model's vectors of them."""
    return Texts(tokens, embedded(encoder, tokens), np.hstack([vectors, encoder.leading(tokens)]))


@dataclass(frozen=True)
class Students:
    """The two light classifiers, fitted, and the terms that the linear one knows."""

    keys: Ints
    idf: Floats
    linear: Floats
    linear_bias: Floats
    network: Network

    def log_probabilities(self, encoder: Encoder, texts: Texts) -> Doubles:
        """(n, 2, 3), of the linear classifier and of the network."""
        terms = term_matrix(encoder, texts.tokens, self.keys, self.idf)
        both = [terms @ self.linear + self.linear_bias, self.network.log_odds(texts.small)]
        return log_softmax(np.stack(both, axis=1).astype(np.float64), axis=2)


def fit_teacher(texts: Texts, labels: Ints, training: Mask) -> Network:
    """A network over the sentence model's vectors, from the training rows alone."""
    targets = np.eye(3, dtype=np.float32)[labels[training]]
    return ensemble(texts.large[training], targets, _rater_weights(len(targets)), TEACHER)


def _rater_weights(rows: int) -> Floats:
    return np.tile(np.array([1, OTHER_RATERS, OTHER_RATERS], np.float32), (rows, 1))


def fit_students(
    encoder: Encoder, texts: Texts, labels: Ints, training: Mask, taught: Floats, extra: Texts, extra_taught: Floats
) -> Students:
    """Both classifiers, from the training rows, what the teacher says of them, and what it says of further sentences.

    Args:
        encoder: the words' vectors.
        texts: all tasks.
        labels: (n, 3) numbers of the classes by people, GPT-4, and GPT-4 under the second rubric.
        training: which tasks may be read.
        taught: (n, 3) probabilities by a teacher that did not see the task; only the training rows are read.
        extra: sentences without labels.
        extra_taught: their probabilities by the teacher.
    """
    one_hot = np.eye(3, dtype=np.float32)[labels[training]]
    network = _fit_network(texts.small[training], one_hot, taught[training], extra.small, extra_taught)
    keys, idf = _terms(encoder, texts.tokens, training)
    seen = csr_matrix(term_matrix(encoder, texts.tokens, keys, idf)[training])
    further = term_matrix(encoder, extra.tokens, keys, idf)
    linear = _fit_linear(seen, one_hot, taught[training], further, extra_taught)
    return Students(
        keys, idf, linear.coef_.T.astype(np.float32), np.asarray(linear.intercept_, dtype=np.float32), network
    )


def _fit_network(x: Floats, one_hot: Floats, taught: Floats, extra: Floats, extra_taught: Floats) -> Network:
    targets = one_hot.copy()
    targets[:, 0] = (1 - TRUST) * one_hot[:, 0] + TRUST * taught
    unlabelled = np.repeat(extra_taught[:, None], targets.shape[1], axis=1)
    weights = np.zeros((len(extra), targets.shape[1]), np.float32)
    weights[:, 0] = 1
    return ensemble(
        np.vstack([x, extra]),
        np.vstack([targets, unlabelled]),
        np.vstack([_rater_weights(len(x)), weights]),
        STUDENT,
    )


def _fit_linear(
    x: csr_matrix, one_hot: Floats, taught: Floats, extra: csr_matrix, extra_taught: Floats
) -> LogisticRegression:
    """Every row stands once per class, with the weight that the raters and the teacher together give the class."""
    human, gpt4, second, teacher = LINEAR_WEIGHTS
    weights = human * one_hot[:, 0] + gpt4 * one_hot[:, 1] + second * one_hot[:, 2] + teacher * taught
    rows = vstack([x] * 3 + [extra] * 3)
    classes = np.concatenate([np.repeat(np.arange(3), x.shape[0]), np.repeat(np.arange(3), extra.shape[0])])
    each = np.concatenate([weights.T.ravel(), teacher * extra_taught.T.ravel()])
    held = each > 0
    return LogisticRegression(C=PENALTY, max_iter=200, tol=1e-4).fit(
        rows[held], classes[held], sample_weight=each[held]
    )


def _terms(encoder: Encoder, tokens: Tokens, training: Mask) -> tuple[Ints, Floats]:
    """Keys of the training tasks' terms, and ln((1 + n) / (1 + tasks with the term)) + 1."""
    rows, keys = term_keys(encoder, tokens)
    chosen = training[rows]
    pairs = np.unique(np.stack([keys[chosen], rows[chosen]], axis=1), axis=0)
    found, tasks = np.unique(pairs[:, 0], return_counts=True)
    return found, (np.log((1 + training.sum()) / (1 + tasks)) + 1).astype(np.float32)


def fit_pool(logs: Doubles, human: Ints) -> tuple[Doubles, Doubles]:
    """Weights (2,) and biases (3,) of the log-linear pool with the least log-loss."""

    def loss(parameters: Doubles) -> float:
        said = pooled(logs, parameters[:2], np.append(parameters[2:], 0.0))
        return -float(said[np.arange(len(human)), human].mean())

    found = minimize(loss, np.array([0.5, 0.5, 0.0, 0.0]), method="BFGS").x
    return found[:2], np.append(found[2:], 0.0)


def pooled(logs: Doubles, weights: Doubles, bias: Doubles) -> Doubles:
    """(n, 3) log-probabilities of the pool."""
    return log_softmax(np.einsum("nmc,m->nc", logs, weights) + bias, axis=1)


def fit_interval(capability: Doubles, target: Doubles, share: float) -> tuple[Doubles, Doubles, Doubles]:
    """Knots over capability, with a lower and an upper quantile of the target among the tasks nearest in rank.

    Targets lie on few values, many of them at 0, so the 5 % and 95 % quantiles would hold more than 90 % of them. The
    quantiles are moved inwards together, as far as the share lets them (as in conformal quantile regression: Romano,
    Patterson and Candes 2019).

    Args:
        capability: (n,) cross-fitted.
        target: (n,) what the interval is of.
        share: how many of the targets must lie inside.
    """
    order = np.argsort(capability, kind="stable")
    capability, target = capability[order], target[order]
    half = NEIGHBOURS // 2
    middles = np.linspace(0, len(order) - 1, KNOTS).round().astype(int)
    centres, first = np.unique(capability[middles], return_index=True)
    near = [target[max(0, m - half) : m + half + 1] for m in middles[first]]
    for tail in np.arange(0.25, 0, -0.0025):
        low, high = (np.array([np.quantile(n, q) for n in near]) for q in (tail, 1 - tail))
        ends = [
            side(np.interp(capability, centres, q), capability) for side, q in ((np.minimum, low), (np.maximum, high))
        ]
        if ((target >= ends[0] - SLACK) & (target <= ends[1] + SLACK)).mean() >= share:
            return centres, low, high
    raise AssertionError("the widest quantiles hold too few targets")


def as_model(
    students: Students, pool: tuple[Doubles, Doubles], interval: tuple[Doubles, Doubles, Doubles]
) -> TextModel:
    """All weights together."""
    small = [a.astype(np.float32) for a in (*pool, *interval)]
    network = students.network
    return TextModel(
        keys=students.keys,
        idf=students.idf,
        linear=students.linear,
        linear_bias=students.linear_bias,
        hidden=network.hidden,
        hidden_bias=network.hidden_bias,
        output=network.output,
        output_bias=network.output_bias,
        pool=small[0],
        pool_bias=small[1],
        centres=small[2],
        low=small[3],
        high=small[4],
    )
