"""The teacher's opinion on a title's occupation, by a head on its sentence vectors that was not told of the title.

The labelled titles are cut into parts by a hash of their words, so that titles of the same words stay together. A head
trained on the other parts gives its opinion on each part; titles without a label get the mean of all heads' opinions.
Only the likeliest classes are kept. (Cross-fitted distillation: the student learns what resembles what, not the
teacher's memory.)
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from training.titles.rows import Rows
from training.titles.teacher import DIMENSIONS, Teacher

from jobprism.matching.words import words

PARTS = 4
KEPT = 24
_HIDDEN, _DROPOUT, _SCALE = 768, 0.3, 6.0
_EPOCHS, _BATCH, _RATE, _DECAY = 14, 1024, 3e-3, 1e-4


@dataclass(frozen=True)
class Opinions:
    """Likeliest classes with their probabilities, by title."""

    place: dict[str, int]
    likeliest: Sequence[tuple[np.ndarray, np.ndarray]]

    def __call__(self, titles: Sequence[str], classes: int) -> torch.Tensor:
        """Probabilities (n, classes) of titles that were learnt."""
        dense = np.zeros((len(titles), classes), dtype=np.float32)
        for row, title in enumerate(titles):
            columns, chances = self.likeliest[self.place[title]]
            dense[row, columns] = chances
        return torch.from_numpy(dense)


def learnt_opinions(rows: Rows, teacher: Teacher) -> Opinions:
    """Opinions on all titles of the rows, labelled or not."""
    part = np.array([zlib.crc32(" ".join(sorted(words(t))).encode()) % PARTS for t in rows.titles])
    vectors, others = torch.from_numpy(teacher(rows.titles)), torch.from_numpy(teacher(rows.unlabelled))
    own = torch.zeros(len(rows.titles), len(rows.codes))
    common = torch.zeros(len(rows.unlabelled), len(rows.codes))
    for held_out in range(PARTS):
        head = _head(vectors, rows, np.flatnonzero(part != held_out), held_out)
        with torch.no_grad():
            own[part == held_out] = functional.softmax(head(vectors[part == held_out] * _SCALE), dim=1)
            common += functional.softmax(head(others * _SCALE), dim=1) / PARTS
    titles = [*rows.titles, *rows.unlabelled]
    return Opinions({t: i for i, t in enumerate(titles)}, [_likeliest(p) for p in torch.cat([own, common])])


def _head(vectors: torch.Tensor, rows: Rows, told: np.ndarray, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    head = nn.Sequential(
        nn.Linear(DIMENSIONS, _HIDDEN), nn.ReLU(), nn.Dropout(_DROPOUT), nn.Linear(_HIDDEN, len(rows.codes))
    )
    optimiser = torch.optim.AdamW(head.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * -(-len(told) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _RATE, total_steps=steps + 1)
    draw = np.random.default_rng(seed)
    for _ in range(_EPOCHS):
        order = draw.permutation(told)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            targets = np.zeros((len(batch), len(rows.codes)), dtype=np.float32)
            for row, i in enumerate(batch):
                whole = sum(rows.targets[i].values())
                for column, count in rows.targets[i].items():
                    targets[row, column] = count / whole
            scores = head(vectors[batch] * _SCALE)
            loss = -(torch.from_numpy(targets) * functional.log_softmax(scores, dim=1)).sum(dim=1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return head.eval()


def _likeliest(chances: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    top = torch.topk(chances, KEPT)
    return top.indices.numpy().astype(np.int16), (top.values / top.values.sum()).numpy()
