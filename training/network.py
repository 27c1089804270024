"""A small network with one hidden layer, trained on several raters' labels at once; numpy only.

The raters share the hidden layer and have an output layer each (Caruana 1997, multitask learning): what GPT-4 says of
a training task helps to find what is worth knowing of a sentence. Labels may be probabilities, as a teacher's are
(Hinton, Vinyals and Dean 2015). Only the output for people's labels is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        hidden: size of the hidden layer.
        epochs, batch: passes over the data, and rows per step.
        rate: highest learning rate; it rises for a third of the steps and falls to 0 (Smith and Topin 2018).
        decay: decoupled weight decay (Loshchilov and Hutter 2019).
        drop_input, drop_hidden: shares dropped out (Srivastava et al. 2014).
        members: networks trained from different seeds, whose log-odds are averaged.
    """

    hidden: int
    epochs: int
    drop_input: float
    drop_hidden: float
    members: int
    batch: int = 256
    rate: float = 3e-3
    decay: float = 1e-2


@dataclass(frozen=True)
class Network:
    """Weights: (p, h), (h,), (h, 3), (3,)."""

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats

    def log_odds(self, x: Floats) -> Floats:
        """(n, 3) scores before the softmax."""
        return np.maximum(x @ self.hidden + self.hidden_bias, 0) @ self.output + self.output_bias


def ensemble(x: Floats, targets: Floats, weights: Floats, recipe: Recipe) -> Network:
    """Several networks as one wide network that averages their log-odds.

    Args:
        x: (n, p) inputs.
        targets: (n, raters, 3) probabilities of the classes; the network is kept for the first rater.
        weights: (n, raters) how much each counts in the loss.
        recipe: how to train.
    """
    centre, spread = x.mean(axis=0), float(x.std(axis=0).mean())
    scaled = (x - centre) / spread
    found = [_train(scaled, targets, weights, recipe, seed) for seed in range(recipe.members)]
    hidden = np.hstack([n.hidden for n in found]) / spread
    return Network(
        hidden=hidden,
        hidden_bias=np.concatenate([n.hidden_bias for n in found]) - centre @ hidden,
        output=np.vstack([n.output for n in found]) / len(found),
        output_bias=np.mean([n.output_bias for n in found], axis=0),
    )


def _train(x: Floats, targets: Floats, weights: Floats, recipe: Recipe, seed: int) -> Network:
    rng = np.random.default_rng(seed)
    outputs = 3 * targets.shape[1]
    parameters = [
        _uniform(rng, x.shape[1], recipe.hidden),
        np.zeros(recipe.hidden, np.float32),
        _uniform(rng, recipe.hidden, outputs),
        np.zeros(outputs, np.float32),
    ]
    optimiser = _AdamW(parameters, recipe.decay)
    per_epoch = len(x) // recipe.batch
    for epoch in range(recipe.epochs):
        order = rng.permutation(len(x))
        for step in range(per_epoch):
            rows = order[step * recipe.batch : (step + 1) * recipe.batch]
            gradients = _gradients(x[rows], targets[rows], weights[rows], parameters, recipe, rng)
            optimiser.step(gradients, _rate((epoch + step / per_epoch) / recipe.epochs, recipe.rate))
    return Network(parameters[0], parameters[1], parameters[2][:, :3].copy(), parameters[3][:3].copy())


def _uniform(rng: np.random.Generator, rows: int, columns: int) -> Floats:
    return rng.uniform(-1, 1, (rows, columns)).astype(np.float32) / np.sqrt(np.float32(rows))


def _kept(rng: np.random.Generator, shape: tuple[int, ...], drop: float) -> Floats:
    return (rng.random(shape, dtype=np.float32) >= drop).astype(np.float32) / np.float32(1 - drop)


def _gradients(
    x: Floats, targets: Floats, weights: Floats, parameters: list[Floats], recipe: Recipe, rng: np.random.Generator
) -> list[Floats]:
    """Of the mean cross-entropy, with inputs and hidden units dropped out."""
    x = x * _kept(rng, x.shape, recipe.drop_input)
    before = x @ parameters[0] + parameters[1]
    mask = (before > 0) * _kept(rng, before.shape, recipe.drop_hidden)
    inner = before * mask
    scores = (inner @ parameters[2] + parameters[3]).reshape(targets.shape)
    error = ((softmax(scores, axis=2) - targets) * weights[:, :, None]).reshape(len(x), -1) / np.float32(len(x))
    back = (error @ parameters[2].T) * mask
    return [x.T @ back, back.sum(axis=0), inner.T @ error, error.sum(axis=0)]


def _rate(done: float, highest: float) -> float:
    """The learning rate when a share of the steps is done."""
    rise = 0.3
    if done < rise:
        return highest * (0.04 + 0.96 * (1 - np.cos(np.pi * done / rise)) / 2)
    return highest * (1 + np.cos(np.pi * (done - rise) / (1 - rise))) / 2


class _AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019); changes the parameters in place."""

    def __init__(self, parameters: list[Floats], decay: float) -> None:
        self._parameters, self._decay, self._steps = parameters, decay, 0
        self._first = [np.zeros_like(p) for p in parameters]
        self._second = [np.zeros_like(p) for p in parameters]

    def step(self, gradients: list[Floats], rate: float) -> None:
        self._steps += 1
        for place, gradient in enumerate(gradients):
            first, second, parameter = self._first[place], self._second[place], self._parameters[place]
            first += 0.1 * (gradient - first)
            second += 0.001 * (gradient * gradient - second)
            parameter *= 1 - rate * self._decay
            parameter -= rate * (first / (1 - 0.9**self._steps)) / (np.sqrt(second / (1 - 0.999**self._steps)) + 1e-8)
