"""Train the title model from the mirror of the published data and write it, with its calibration.

    python -m training.titles.train --rows all --mirror <folder> --model <MiniLM> --cache <file>
        --out src/jobprism/matching/models/titles.npz

Run from the repository's root. ``--rows`` names the choice of rows (see rows.py); the honest figures on a test come
from a model trained on a choice that leaves the test out. What was chosen (sizes, rates, epochs, how much noise) was
chosen on the development titles. The calibration is fitted on the development titles with a model that has not seen
them, and kept for all choices.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from training.titles.export import weights_of
from training.titles.noise import noisy
from training.titles.nothing import no_title
from training.titles.rows import CHOICES, Rows, training_rows
from training.titles.student import Batcher, Shape, Student
from training.titles.teacher import DIMENSIONS, Teacher

from jobprism.matching.packed import pack
from jobprism.matching.words import words

LEAST_SEEN = 2  # titles that a word must stand in to have a vector of its own


@dataclass(frozen=True)
class Plan:
    """How the student learns; chosen on the development titles."""

    epochs: int = 14
    batch: int = 1024
    rate: float = 8e-3
    dense_rate: float = 4e-3
    decay: float = 1e-5
    noise: float = 0.6  # share of titles that are shown with noise
    smoothing: float = 0.05
    teacher: float = 5.0  # factor of the distance to the teacher's vector
    nothing: float = 0.04  # share of strings that are no titles
    seed: int = 0


def vocabulary_of(rows: Rows) -> list[str]:
    """Words that stand in at least ``LEAST_SEEN`` titles, labelled or not, sorted."""
    seen: dict[str, int] = {}
    for title in [*rows.titles, *rows.unlabelled]:
        for word in set(words(title)):
            seen[word] = seen.get(word, 0) + 1
    return sorted(w for w, n in seen.items() if n >= LEAST_SEEN and not (len(w) > 3 and w.isdigit()))


def train(
    rows: Rows, teacher: Teacher, plan: Plan, shape: Shape, report: Callable[[int, float], None] = lambda *_: None
) -> tuple[Student, list[str]]:
    """A trained student and its vocabulary."""
    torch.manual_seed(plan.seed)
    draw = random.Random(plan.seed)
    vocabulary = vocabulary_of(rows)
    batcher = Batcher(vocabulary, shape)
    student = Student(len(vocabulary), len(rows.codes) + 1, DIMENSIONS, shape)
    with torch.no_grad():
        student.word.weight[:-1] = torch.from_numpy(_beginnings(vocabulary, rows, teacher, shape.dimensions))
    steps = plan.epochs * -(-len(rows.titles) // plan.batch)
    move = _optimiser(student, plan, steps)
    for epoch in range(plan.epochs):
        student.train()
        total = 0.0
        for labelled, unlabelled in _rounds(rows, plan.batch, draw):
            loss = _loss(student, batcher, rows, labelled, unlabelled, teacher, plan, draw)
            loss.backward()
            move()
            total += float(loss.detach()) * len(labelled)
        report(epoch, total / len(rows.titles))
    return student.eval(), vocabulary


def _beginnings(vocabulary: list[str], rows: Rows, teacher: Teacher, dimensions: int) -> np.ndarray:
    """Words begin as their teacher's vectors, turned to the directions in which titles differ most."""
    of_titles = teacher(rows.titles[::4])
    _, _, directions = np.linalg.svd(of_titles - of_titles.mean(axis=0), full_matrices=False)
    of_words = teacher(vocabulary)
    turned = (of_words - of_words.mean(axis=0)) @ directions[:dimensions].T
    return (turned / turned.std() * 0.15).astype(np.float32)


def _optimiser(student: Student, plan: Plan, steps: int) -> Callable[[], None]:
    tables = student.sparse_parameters()
    others = [p for p in student.parameters() if all(p is not t for t in tables)]
    optimisers = [
        torch.optim.AdamW(others, lr=plan.dense_rate, weight_decay=plan.decay, betas=(0.9, 0.98)),
        torch.optim.SparseAdam(tables, lr=plan.rate, betas=(0.9, 0.98)),
    ]
    schedules = [
        torch.optim.lr_scheduler.OneCycleLR(o, rate, total_steps=steps + 1, pct_start=0.1, cycle_momentum=False)
        for o, rate in zip(optimisers, (plan.dense_rate, plan.rate), strict=True)
    ]

    def move() -> None:
        for optimiser, schedule in zip(optimisers, schedules, strict=True):
            optimiser.step()
            schedule.step()
            optimiser.zero_grad()

    return move


def _rounds(rows: Rows, size: int, draw: random.Random) -> list[tuple[list[int], list[str]]]:
    order = list(range(len(rows.titles)))
    draw.shuffle(order)
    others = draw.sample(rows.unlabelled, len(rows.unlabelled))
    count = -(-len(order) // size)
    part = len(others) // count
    return [(order[i * size : (i + 1) * size], others[i * part : (i + 1) * part]) for i in range(count)]


def _loss(
    student: Student,
    batcher: Batcher,
    rows: Rows,
    labelled: list[int],
    unlabelled: list[str],
    teacher: Teacher,
    plan: Plan,
    draw: random.Random,
) -> torch.Tensor:
    clean = [rows.titles[i] for i in labelled] + unlabelled
    shown = [noisy(t, draw) if draw.random() < plan.noise else t for t in clean]
    none = [no_title(draw) for _ in range(int(plan.nothing * len(labelled)))]
    scores, guesses = student(batcher([*shown, *none], draw))
    classes = scores.shape[1]
    targets = np.zeros((len(labelled) + len(none), classes), dtype=np.float32)
    for row, i in enumerate(labelled):
        whole = sum(rows.targets[i].values())
        for column, count in rows.targets[i].items():
            targets[row, column] = count / whole
    targets[len(labelled) :, -1] = 1
    targets = targets * (1 - plan.smoothing) + plan.smoothing / classes
    told = torch.cat([scores[: len(labelled)], scores[len(clean) :]])
    by_class = -(torch.from_numpy(targets) * functional.log_softmax(told, dim=1)).sum(dim=1).mean()
    apart = 1 - functional.cosine_similarity(guesses[: len(clean)], torch.from_numpy(teacher(clean)))
    return by_class + plan.teacher * apart.mean()


def main() -> None:
    """Train by the command line's choices."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", choices=CHOICES, required=True)
    parser.add_argument("--mirror", type=Path, required=True, help="folder of the published data")
    parser.add_argument("--model", required=True, help="name or folder of all-MiniLM-L6-v2")
    parser.add_argument("--cache", type=Path, required=True, help="file for the teacher's vectors")
    parser.add_argument("--out", type=Path, required=True, help="the model to write, .npz")
    parser.add_argument("--calibration", type=Path, default=Path(__file__).with_name("calibration.json"))
    for name, value in {**Plan().__dict__, **Shape().__dict__}.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    torch.set_num_threads(1)
    rows = training_rows(given["rows"], given["mirror"])
    teacher = Teacher(given["model"], given["cache"])
    plan, shape = (kind(**{f: given[f] for f in kind.__dataclass_fields__}) for kind in (Plan, Shape))
    teacher.learn([*rows.titles, *rows.unlabelled, *vocabulary_of(rows)])
    student, vocabulary = train(rows, teacher, plan, shape, lambda e, loss: print(f"{e + 1:3} {loss:.3f}", flush=True))
    fitted = json.loads(given["calibration"].read_text(encoding="utf-8")) if given["calibration"].is_file() else None
    pack(weights_of(student, vocabulary, rows, fitted), given["out"])
    print(f"{given['out']}: {given['out'].stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
