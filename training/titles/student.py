"""The network that is trained: word vectors plus letter-group vectors, weighted mean, one hidden layer, linear head."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from jobprism.matching.model import letter_groups, title_words

STEADY = 0.5  # as in jobprism.matching.model
_SPREAD = 0.1
_STEEPEST = 6.0


@dataclass(frozen=True)
class Shape:
    """Sizes of the student and how much is dropped while it learns."""

    dimensions: int = 240
    hidden: int = 512
    groups: int = 4096
    dropout: float = 0.2
    letters_only: float = 0.2  # share of known words that are shown as if unknown
    word_dropout: float = 0.05  # share of titles of three words or more that lose one


@dataclass(frozen=True)
class Batch:
    """Titles as indices: places of words among the batch's distinct words, and those words' own indices."""

    places: Tensor  # (words of all titles,)
    titles: Tensor  # (words of all titles,): which title each belongs to
    count: int
    vocabulary: Tensor  # (distinct words,), the vocabulary's size for unknown ones
    groups: Tensor
    group_starts: Tensor  # (distinct words,)


class Batcher:
    """Turns titles into batches."""

    def __init__(self, vocabulary: Sequence[str], shape: Shape) -> None:
        self.vocabulary = vocabulary
        self._slot = {word: i for i, word in enumerate(vocabulary)}
        self._shape = shape
        self._groups: dict[str, np.ndarray] = {}

    def __call__(self, titles: Sequence[str], draw: random.Random | None = None) -> Batch:
        """A batch; with ``draw``, some titles lose a word."""
        listed = [title_words(title) for title in titles]
        for found in listed:
            if draw and len(found) > 2 and draw.random() < self._shape.word_dropout:
                found.pop(draw.randrange(len(found)))
        return self.of_words(listed)

    def of_words(self, titles: Sequence[Sequence[str]]) -> Batch:
        """A batch of titles that are split into words already."""
        distinct: dict[str, int] = {}
        places: list[int] = []
        belongs: list[int] = []
        for i, found in enumerate(titles):
            places += [distinct.setdefault(w, len(distinct)) for w in found]
            belongs += [i] * len(found)
        groups = [self._letter_groups(w) for w in distinct]
        starts = np.concatenate([[0], np.cumsum([len(g) for g in groups])[:-1]])
        unknown = len(self._slot)
        return Batch(
            torch.tensor(places),
            torch.tensor(belongs),
            len(titles),
            torch.tensor([self._slot.get(w, unknown) for w in distinct]),
            torch.from_numpy(np.concatenate(groups)),
            torch.from_numpy(starts),
        )

    def _letter_groups(self, word: str) -> np.ndarray:
        if word not in self._groups:
            self._groups[word] = letter_groups(word, self._shape.groups)
        return self._groups[word]


class Student(nn.Module):
    """Scores of classes, and a guess at the teacher's vector."""

    def __init__(self, words: int, classes: int, teacher: int, shape: Shape) -> None:
        super().__init__()
        d = shape.dimensions
        self.shape, self.unknown = shape, words
        self.word = nn.Embedding(words + 1, d, padding_idx=words, sparse=True)
        self.group = nn.EmbeddingBag(shape.groups, d, mode="mean", sparse=True)
        self.weight = nn.Embedding(words + 1, 1, sparse=True)
        self.weight_of_vector = nn.Linear(d, 1)
        self.norm = nn.LayerNorm(d)
        self.hidden, self.back = nn.Linear(d, shape.hidden), nn.Linear(shape.hidden, d)
        self.head, self.teacher = nn.Linear(d, classes), nn.Linear(d, teacher)
        self.drop = nn.Dropout(shape.dropout)
        nn.init.normal_(self.word.weight, std=_SPREAD)
        nn.init.normal_(self.group.weight, std=_SPREAD)
        nn.init.normal_(self.head.weight, std=_SPREAD / 2)
        for zero in (self.weight.weight, self.weight_of_vector.weight, self.weight_of_vector.bias, self.head.bias):
            nn.init.zeros_(zero)

    def sparse_parameters(self) -> list[nn.Parameter]:
        """Tables of which a batch touches few rows."""
        return [self.word.weight, self.group.weight, self.weight.weight]

    def words(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Vectors (n, d) and logarithms of weights (n,) of the batch's distinct words."""
        shown = (batch.vocabulary < self.unknown).float()
        if self.training:
            shown = shown * (torch.rand(len(shown)) >= self.shape.letters_only).float()
        vectors = self.word(batch.vocabulary) * shown[:, None] + self.group(batch.groups, batch.group_starts)
        own = self.weight(batch.vocabulary)[:, 0] * shown
        return vectors, (own + self.weight_of_vector(vectors)[:, 0]).clamp(-_STEEPEST, _STEEPEST)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Scores (n, classes) and guesses at the teacher's vectors (n, teacher)."""
        vectors, weights = self.words(batch)
        heavy = weights.exp()[batch.places]
        total = torch.zeros(batch.count, vectors.shape[1]).index_add(
            0, batch.titles, vectors[batch.places] * heavy[:, None]
        )
        mass = torch.zeros(batch.count).index_add(0, batch.titles, heavy)
        pooled = self.drop(self.norm(total / (mass[:, None] + STEADY)))
        pooled = pooled + self.back(self.drop(torch.relu(self.hidden(pooled))))
        return self.head(pooled), self.teacher(pooled)
