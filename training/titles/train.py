"""Train the title model from the mirror of the published data, and write its weights.

    python -m training.titles.train --rows a+ --names all --mirror <folder> --model <MiniLM> --cache <file>
        --out src/jobprism/matching/models/titles.npz

Run from the repository's root. ``--rows`` names the choice of rows (see rows.py); the honest figures on a test come
from a model trained on a choice that leaves the test out. What was chosen (sizes, rates, epochs, how much noise) was
chosen on the development titles. What turns scores into confidence is fitted by calibrate.py on the development titles
with a model that has not seen them, and kept for all choices.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional
from training.titles.export import weights_of
from training.titles.noise import noisy
from training.titles.nothing import no_title, small_talk
from training.titles.opinions import Opinions, learnt_opinions
from training.titles.rows import CHOICES, Rows, training_rows
from training.titles.student import Batcher, Shape, Student
from training.titles.teacher import DIMENSIONS, Teacher

from jobprism.matching.packed import pack
from jobprism.matching.spelling import Speller
from jobprism.matching.words import words

LEAST_SEEN = 2  # titles that a word must stand in to have a vector of its own
RARE = 5  # titles up to which a word may be a misspelling
MISSPELT = 250  # times that its correction must be commoner


@dataclass(frozen=True)
class Plan:
    """How the student learns; chosen on the development titles."""

    epochs: int = 12
    batch: int = 1024
    rate: float = 8e-3
    dense_rate: float = 4e-3
    decay: float = 1e-5
    noise: float = 0.6  # share of titles that are shown with noise
    smoothing: float = 0.05
    teacher: float = 5.0  # factor of the distance to the teacher's vector
    nothing: float = 0.1  # share of strings that are no titles
    texts: float = 0.25  # parts of texts shown with each title
    texts_weigh: float = 0.4  # what they count for
    soft: float = 0.6  # part of the loss that is the teacher's opinion on a title it was not told of
    seed: int = 0


def vocabulary_of(rows: Rows) -> list[str]:
    """Words that stand in at least ``LEAST_SEEN`` titles (labelled or not) or texts, or in no title at all; sorted.

    A rare word one letter from a far commoner one is a misspelling that its publisher made; it is left out, so that
    it is put right like any other.
    """
    seen: dict[str, int] = {}
    for title in [*rows.titles, *rows.unlabelled, *(text for text, _ in rows.texts)]:
        for word in set(words(title)):
            seen[word] = seen.get(word, 0) + 1
    found = {w: float(n) for w, n in seen.items() if n >= LEAST_SEEN and not (len(w) > 3 and w.isdigit())}
    speller = Speller({w: n for w, n in found.items() if n >= LEAST_SEEN * MISSPELT})
    corrected = {w: speller.corrected(w) for w, n in found.items() if n <= RARE}
    misspelt = {w for w, right in corrected.items() if right and found[right] >= MISSPELT * found[w]}
    return sorted((set(found) - misspelt) | {w for text in small_talk() for w in words(text)})


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
    opinions = learnt_opinions(rows, teacher) if plan.soft else Opinions({}, [])
    steps = plan.epochs * -(-len(rows.titles) // plan.batch)
    move = _optimiser(student, plan, steps)
    for epoch in range(plan.epochs):
        student.train()
        total = 0.0
        for labelled, unlabelled in _rounds(rows, plan.batch, draw):
            loss = _loss(student, batcher, rows, labelled, unlabelled, teacher, opinions, plan, draw)
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
    opinions: Opinions,
    plan: Plan,
    draw: random.Random,
) -> torch.Tensor:
    clean = [rows.titles[i] for i in labelled] + unlabelled
    shown = [noisy(t, draw) if draw.random() < plan.noise else t for t in clean]
    none = [no_title(draw, batcher.vocabulary) for _ in range(int(plan.nothing * len(labelled)))]
    texts = draw.sample(rows.texts, min(int(plan.texts * len(labelled)), len(rows.texts)))
    scores, guesses = student(batcher([*shown, *none, *(_part(text, draw) for text, _ in texts)], draw))
    classes = scores.shape[1]
    listed = [rows.targets[i] for i in labelled] + [{classes - 1: 1}] * len(none)
    listed += [dict.fromkeys(columns, 1) for _, columns in texts]
    told = torch.cat([scores[: len(labelled)], scores[len(clean) :]])
    chances = functional.log_softmax(told, dim=1)
    each = -(_targets(listed, classes) * chances).sum(dim=1)
    apart = (1 - plan.smoothing) * each - plan.smoothing * chances.mean(dim=1)
    titles = len(labelled) + len(none)
    by_class = (apart[:titles].sum() + plan.texts_weigh * apart[titles:].sum()) / titles
    if plan.soft:
        opinion = -(opinions(clean, classes) * functional.log_softmax(scores[: len(clean)], dim=1)).sum(dim=1)
        by_class = (1 - plan.soft) * by_class + plan.soft * opinion.mean()
    from_teacher = 1 - functional.cosine_similarity(guesses[: len(clean)], torch.from_numpy(teacher(clean)))
    return by_class + plan.teacher * from_teacher.mean()


def _targets(listed: list[dict[int, int]], classes: int) -> torch.Tensor:
    targets = np.zeros((len(listed), classes), dtype=np.float32)
    for row, counts in enumerate(listed):
        whole = sum(counts.values())
        for column, count in counts.items():
            targets[row, column] = count / whole
    return torch.from_numpy(targets)


def _part(text: str, draw: random.Random) -> str:
    """Two to nine words in a row."""
    listed = text.split()
    length = draw.randrange(2, 10)
    start = draw.randrange(max(1, len(listed) - length + 1))
    return " ".join(listed[start : start + length])


def main() -> None:
    """Train by the command line's choices."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", choices=CHOICES, required=True)
    parser.add_argument("--names", choices=CHOICES, help="rows whose names are looked up; those of --rows if left out")
    parser.add_argument("--mirror", type=Path, required=True, help="folder of the published data")
    parser.add_argument("--model", required=True, help="name or folder of all-MiniLM-L6-v2")
    parser.add_argument("--cache", type=Path, required=True, help="file for the teacher's vectors")
    parser.add_argument("--out", type=Path, required=True, help="the model to write, .npz")
    for name, value in {**Plan().__dict__, **Shape().__dict__}.items():
        parser.add_argument(f"--{name.replace('_', '-')}", type=type(value), default=value)
    given = vars(parser.parse_args())
    torch.set_num_threads(1)
    rows = training_rows(given["rows"], given["mirror"])
    teacher = Teacher(given["model"], given["cache"])
    plan, shape = (kind(**{f: given[f] for f in kind.__dataclass_fields__}) for kind in (Plan, Shape))
    teacher.learn([*rows.titles, *rows.unlabelled, *vocabulary_of(rows)])
    student, vocabulary = train(rows, teacher, plan, shape, lambda e, loss: print(f"{e + 1:3} {loss:.3f}", flush=True))
    known = training_rows(given["names"], given["mirror"]).names if given["names"] else rows.names
    pack(weights_of(student, vocabulary, rows, known), given["out"])
    print(f"{given['out']}: {given['out'].stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
