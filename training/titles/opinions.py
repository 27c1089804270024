"""Opinions on a title's occupation by judges that were not told of the title; the student learns them too.

There are three judges: a head on the teacher's sentence vectors, the votes of the nearest titles by those vectors, and
BM25 of the title's words in the names and texts of each occupation. Their opinion is the softmax of a weighted sum. The
labelled titles are cut into parts by a hash of their words, so that titles of the same words stay together, and each
part is judged by what was learnt of the others; titles without a label are judged by all. Only the likeliest classes
are kept. (Cross-fitted distillation of an ensemble: the student learns what resembles what, not a judge's memory. On
the development titles the three judges together name the right occupation first for 65.8 in 100, the head alone for
61.5.)
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from scipy import sparse
from torch import nn
from torch.nn import functional
from training.titles.export import lexical
from training.titles.rows import Rows
from training.titles.teacher import DIMENSIONS, Teacher

from jobprism.matching.words import words

PARTS = 4
KEPT = 24
_HIDDEN, _DROPOUT, _SCALE = 768, 0.3, 6.0
_EPOCHS, _BATCH, _RATE, _DECAY = 14, 1024, 3e-3, 1e-4
# Chosen on the development titles.
_BY_WORDS, _BY_NEAREST = 0.25, 0.45
_NEAREST, _SHARPNESS, _LEAST = 20, 0.05, 1e-3


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


def learnt_opinions(rows: Rows, teacher: Teacher, vocabulary: list[str]) -> Opinions:
    """Opinions on all titles of the rows, labelled or not."""
    part = np.array([zlib.crc32(" ".join(sorted(words(t))).encode()) % PARTS for t in rows.titles])
    vectors, others = torch.from_numpy(teacher(rows.titles)), torch.from_numpy(teacher(rows.unlabelled))
    likeliest: list[tuple[np.ndarray, np.ndarray]] = [(np.zeros(0, np.int16), np.zeros(0))] * len(rows.titles)
    by_heads = torch.zeros(len(rows.unlabelled), len(rows.codes))
    for held_out in range(PARTS):
        told, asked = np.flatnonzero(part != held_out), np.flatnonzero(part == held_out)
        head = _head(vectors, rows, told, held_out)
        with torch.no_grad():
            own = functional.log_softmax(head(vectors[asked] * _SCALE), dim=1)
            by_heads += functional.log_softmax(head(others * _SCALE), dim=1) / PARTS
        judged = _judged([rows.titles[i] for i in asked], vectors[asked], own, vectors, rows, told, vocabulary)
        for i, found in zip(asked, judged, strict=True):
            likeliest[i] = found
    everything = np.arange(len(rows.titles))
    likeliest += _judged(rows.unlabelled, others, by_heads, vectors, rows, everything, vocabulary)
    return Opinions({t: i for i, t in enumerate([*rows.titles, *rows.unlabelled])}, likeliest)


def _judged(
    titles: Sequence[str],
    asked: torch.Tensor,
    by_head: torch.Tensor,
    vectors: torch.Tensor,
    rows: Rows,
    told: np.ndarray,
    vocabulary: list[str],
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Likeliest classes of titles by all three judges, who were told of some rows."""
    part = replace(rows, titles=[rows.titles[i] for i in told], targets=[rows.targets[i] for i in told])
    weights = lexical(part, vocabulary)[:, : len(rows.codes)]
    slot = {word: i for i, word in enumerate(vocabulary)}
    known = vectors[told]
    votes = _votes(part)
    found = []
    for start in range(0, len(titles), _BATCH):
        end = start + _BATCH
        scores = by_head[start:end].numpy() + _BY_WORDS * (_bag(titles[start:end], slot) @ weights).toarray()
        near, places = torch.topk(asked[start:end] @ known.T, _NEAREST)
        weight = np.exp((near.numpy() - 1) / _SHARPNESS)
        starts = np.arange(0, weight.size + 1, _NEAREST)
        bag = sparse.csr_matrix((weight.ravel(), places.numpy().ravel(), starts), shape=(len(near), len(told)))
        share = (bag @ votes).toarray() / weight.sum(axis=1, keepdims=True)
        scores += _BY_NEAREST * np.log(share + _LEAST)
        found += [_likeliest(row) for row in functional.softmax(torch.from_numpy(scores), dim=1)]
    return found


def _votes(rows: Rows) -> sparse.csr_matrix:
    """For each title, the share of each class."""
    starts = np.concatenate([[0], np.cumsum([len(t) for t in rows.targets])])
    columns = [column for counts in rows.targets for column in counts]
    shares = [count / sum(counts.values()) for counts in rows.targets for count in counts.values()]
    return sparse.csr_matrix((shares, columns, starts), shape=(len(rows.targets), len(rows.codes)))


def _bag(titles: Sequence[str], slot: dict[str, int]) -> sparse.csr_matrix:
    listed = [[slot[w] for w in words(title) if w in slot] for title in titles]
    starts = np.concatenate([[0], np.cumsum([len(found) for found in listed])])
    columns = np.array([c for found in listed for c in found], dtype=np.int64)
    return sparse.csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(titles), len(slot)))


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
    return top.indices.numpy().astype(np.int16), (top.values / top.values.sum()).numpy().astype(np.float32)
