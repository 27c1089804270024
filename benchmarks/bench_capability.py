"""Capability against held-out human labels: five folds of detailed work activities, and five of whole occupations.

Prints how well each source of evidence predicts people's labels, whether confidence is borne out, whether intervals
hold what they should, and a placebo. Needs the mirror (JOBPRISM_MIRROR); some minutes.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from jobprism.estimates import scoring
from jobprism.estimates.splits import FOLDS, activity_splits
from jobprism.judgements.load import Bands, Capability, band_of, judgement
from jobprism.judgements.occupations import Shared
from rater_data import Floats, Ints, RaterData, rater_data, read_evidence
from rater_features import SEED, Design, Nested, design, nested
from rater_parameters import (
    Occupations,
    Panel,
    Tier,
    fitted_correlation,
    fitted_spread,
    occupation_folds,
    occupations,
    panel,
    people_confusion,
    tiers,
    twins,
)
from rater_stack import CrossFitted, cross_fit

_PLACEBO_FOLD = 0
_FEWEST = 20  # tasks (of twins: labels, two of a wording) or occupations of a major group, to look at it on its own


def main() -> None:
    if "JOBPRISM_MIRROR" not in os.environ:
        print("bench_capability: skipped, JOBPRISM_MIRROR is not set")
        return
    data = rater_data(read_evidence())
    columns = design(data)
    labelled = data.tasks.filter(pl.Series(data.labelled))
    splits = activity_splits(labelled.select("task_id_onet", "task_text"), data.detailed)
    folds = nested(data, splits.table, splits.links)
    found = cross_fit(data, columns, folds)
    voices = panel(data, judgement(Capability))
    print(
        f"{labelled.height:,} labelled tasks, {FOLDS} folds of detailed activities, purged; people's labels as truth\n"
    )
    _show_scores(data, voices, folds, found)
    _show_calibration(data, found)
    _show_placebo(data, columns, folds)
    _show_task_intervals(data, voices, folds, found)
    _show_occupation_intervals(data, columns, voices, found)


def _show_scores(data: RaterData, voices: Panel, folds: Nested, found: CrossFitted) -> None:
    print(f"{'':<42}{'accuracy':>9}{'log-loss':>9}{'ECE':>7}{'kappa':>7}{'occ. rho':>9}")
    _row("majority class", data, voices, _shares_of_training(data, folds), certain=False)
    _row("GPT-4", data, voices, np.eye(3)[data.labels[:, 1]], certain=True)
    _row("GPT-4, second rubric", data, voices, np.eye(3)[data.labels[:, 2]], certain=True)
    _row("wording alone", data, voices, found.wording, certain=False)
    _row("wording, activities, use; no label of its own", data, voices, found.bare, certain=False)
    _row("all evidence but the human label", data, voices, found.evidence, certain=False)


def _row(name: str, data: RaterData, voices: Panel, predicted: Floats, *, certain: bool) -> None:
    rows = data.labelled
    p, truth, group, core = predicted[rows], data.human[rows], data.occupation[rows], data.core[rows]
    rho = scoring.spearman(
        scoring.group_means(p @ voices.exposures, group, core),
        scoring.group_means(voices.exposures[truth], group, core),
    )
    loss, error = ("-", "-") if certain else (f"{scoring.log_loss(p, truth):.3f}", f"{_error(p, truth):.3f}")
    kappa = scoring.quadratic_kappa(p.argmax(axis=1), truth)
    print(f"{name:<46}{scoring.accuracy(p, truth):>5.3f}{loss:>9}{error:>7}{kappa:>7.3f}{rho:>9.3f}")


def _error(p: Floats, truth: Ints) -> float:
    return scoring.expected_calibration_error(p, truth)


def _shares_of_training(data: RaterData, folds: Nested) -> Floats:
    out = np.zeros((len(data.human), 3))
    for fold in range(FOLDS):
        counts = np.bincount(data.human[folds.training(fold)], minlength=3)
        out[folds.fold == fold] = counts / counts.sum()
    return out


def _show_calibration(data: RaterData, found: CrossFitted) -> None:
    rows = data.labelled
    p, truth = found.evidence[rows], data.human[rows]
    print("\ncalibration, all evidence: probability of each class against how often people gave it")
    each = scoring.calibration(p.ravel(), np.eye(3, dtype=bool)[truth].ravel())
    for count, said, was in each:
        print(f"  said {said:5.3f}  was {was:5.3f}  n {count:>6,}")


def _show_placebo(data: RaterData, columns: Design, folds: Nested) -> None:
    labels = data.labels.copy()
    rows = np.flatnonzero(data.labelled)
    labels[rows, 0] = np.random.default_rng(SEED).permutation(labels[rows, 0])
    shuffled = replace(data, labels=labels)
    one_hot = np.where(data.labelled[:, None], np.eye(3)[np.maximum(labels[:, 0], 0)], 0.0)
    found = cross_fit(shuffled, replace(columns, one_hot=one_hot), folds, only=[_PLACEBO_FOLD])
    held_out = folds.fold == _PLACEBO_FOLD
    p, truth = found.evidence[held_out], labels[held_out, 0]
    counts = np.bincount(truth, minlength=3) / len(truth)
    print(
        "\nplacebo, labels shuffled, one fold: "
        f"accuracy {scoring.accuracy(p, truth):.3f} (majority {counts.max():.3f}), "
        f"log-loss {scoring.log_loss(p, truth):.3f} (class shares {-(counts * np.log(counts)).sum():.3f}), "
        f"kappa {scoring.quadratic_kappa(p.argmax(axis=1), truth):.3f}"
    )


def _show_task_intervals(data: RaterData, voices: Panel, folds: Nested, found: CrossFitted) -> None:
    """Coverage of the rater-mean exposure; each fold's multiplier is fitted on the others."""
    people = people_confusion(data, twins(data))
    known = tiers(data, voices, found.evidence, found.bare, people)
    rows = np.flatnonzero(data.labelled)
    which = {"labelled": twins(data).pairs()[0], "without_people": rows, "unlabelled": rows}
    print("\n90 % intervals of tasks: share that hold the rater-mean exposure found")
    for name, tier in known.items():
        low, high = _crossed(tier, folds.fold[which[name]], voices.exposures)
        _show_coverage(name, tier, low, high, voices.exposures, _majors(data)[which[name]])


def _crossed(tier: Tier, fold: Ints, exposures: Floats) -> tuple[Floats, Floats]:
    low, high = np.zeros(len(fold)), np.zeros(len(fold))
    for number in np.unique(fold):
        spread = fitted_spread(tier.part(fold != number), exposures)
        low[fold == number], high[fold == number] = tier.part(fold == number).interval(exposures, spread)
    return low, high


def _majors(data: RaterData) -> np.ndarray:
    return data.tasks["occupation_id_onet"].str.head(2).to_numpy()


def _show_coverage(name: str, tier: Tier, low: Floats, high: Floats, exposures: Floats, majors: np.ndarray) -> None:
    inside = (tier.truth >= low - 1e-9) & (tier.truth <= high + 1e-9)
    edges = judgement(Bands).capability
    bands = np.array([band_of(v, edges) for v in np.clip(tier.predicted @ exposures, 0, 1)])
    print(f"  {name:<16} all {np.average(inside, weights=tier.weight):.3f}  width {(high - low).mean():.3f}", end="")
    for band in edges:
        at = bands == band
        print(f"  {band} {np.average(inside[at], weights=tier.weight[at]):.3f}", end="")
    print(f"  {_worst(inside, tier.weight, majors)}")


def _worst(inside: np.ndarray, weight: Floats, majors: np.ndarray) -> str:
    by_group = {
        m: float(np.average(inside[majors == m], weights=weight[majors == m]))
        for m in np.unique(majors)
        if weight[majors == m].sum() >= _FEWEST
    }
    least = min(by_group, key=lambda m: by_group[m])
    return f"least of {len(by_group)} major groups {by_group[least]:.3f} ({least})"


def _show_occupation_intervals(data: RaterData, columns: Design, voices: Panel, found: CrossFitted) -> None:
    """Coverage of occupations' mean; correlations fitted on four fifths of the occupations, looked at on the fifth."""
    whole = nested(data, *occupation_folds(data, FOLDS, SEED))
    held_out = cross_fit(data, columns, whole, with_occupation=False)
    known = tiers(data, voices, found.evidence, found.bare, people_confusion(data, twins(data)))
    spread = {name: fitted_spread(tier, voices.exposures) for name, tier in known.items()}
    fold = whole.fold[data.labelled]
    fitted_on = occupations(data, voices, held_out.evidence, [1, 2], spread["without_people"])
    shared = [fitted_correlation(fitted_on.part(fold != number)) for number in range(FOLDS)]
    print("\n90 % intervals of occupations' mean: share that hold the mean of the rater-mean exposures found")
    for what, source in (("occupations held out", held_out), ("activities held out", found)):
        for name, predicted, heard in (("without_people", source.evidence, [1, 2]), ("unlabelled", source.bare, [])):
            looked_at = occupations(data, voices, predicted, heard, spread[name])
            parts = [looked_at.part(fold == number) for number in range(FOLDS)]
            _show_occupations(f"{what:<21} {name:<15}", data, parts, shared)


def _show_occupations(name: str, data: RaterData, parts: list[Occupations], shared: list[Shared]) -> None:
    inside, width, majors = [], [], []
    for part, correlation in zip(parts, shared, strict=True):
        table = part.moments(correlation)
        low, high, truth = part.interval(correlation)
        inside.append((truth >= low - 1e-9) & (truth <= high + 1e-9))
        width.append(high - low)
        majors.append(_major_of_occupation(data)[table["subject_id"].cast(pl.Int64).to_numpy()])
    joined = np.concatenate(inside)
    worst = _worst(joined, np.ones(len(joined)), np.concatenate(majors))
    print(f"  {name} {joined.mean():.3f}  width {np.concatenate(width).mean():.3f}  {worst}")


def _major_of_occupation(data: RaterData) -> np.ndarray:
    out = np.empty(data.occupation.max() + 1, dtype=object)
    out[data.occupation] = _majors(data)
    return out


if __name__ == "__main__":
    main()
