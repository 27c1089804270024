"""Fit the rater model and write it where the package reads it: ``estimates/models/raters.yml`` and ``.parquet``.

Run from the repository with the mirror of the published data at hand (JOBPRISM_MIRROR):

    python training/fit_raters.py

Takes a few minutes. Nothing that a publisher wrote is in the files: task ids, folds, probabilities, parameters.
"""

from __future__ import annotations

import datetime

import numpy as np
import polars as pl
import yaml

from jobprism.estimates.raters import (
    BARE_COLUMNS,
    EVIDENCE_COLUMNS,
    PARAMETERS,
    RATERS,
    TABLE,
    Fitted,
    Spread,
    posterior,
)
from jobprism.estimates.splits import FOLDS, activity_splits
from jobprism.files import sha256_of, write_text
from jobprism.judgements.load import Capability, judgement
from rater_data import RaterData, rater_data, read_evidence
from rater_features import SEED, Design, design, nested
from rater_parameters import (
    fitted_correlation,
    fitted_spread,
    gpt4_confusion,
    occupation_folds,
    occupations,
    panel,
    people_confusion,
    reported,
    tiers,
    twins,
)
from rater_stack import CrossFitted, cross_fit

_DIGITS = 4
_NOTE = "# Written by training/fit_raters.py; fit again rather than edit. What the fields mean: estimates/raters.py.\n"


def main() -> None:
    """Fit, and write both files."""
    data = rater_data(read_evidence())
    columns = design(data)
    labelled = data.tasks.filter(pl.Series(data.labelled))
    splits = activity_splits(labelled.select("task_id_onet", "task_text"), data.detailed)
    folds = nested(data, splits.table, splits.links)
    found = cross_fit(data, columns, folds)
    TABLE.parent.mkdir(exist_ok=True)
    _table(data, found, folds.fold).write_parquet(TABLE, compression="zstd", compression_level=15)
    write_text(PARAMETERS, _NOTE + yaml.safe_dump(_parameters(data, columns, found).model_dump(), sort_keys=False))


def _table(data: RaterData, found: CrossFitted, fold: np.ndarray) -> pl.DataFrame:
    numbers = {
        **dict(zip(EVIDENCE_COLUMNS, found.evidence.T, strict=True)),
        **dict(zip(BARE_COLUMNS, found.bare.T, strict=True)),
    }
    table = pl.DataFrame({"task_id_onet": data.tasks["task_id_onet"], "fold": fold, **numbers}, nan_to_null=True)
    rounded = table.with_columns(pl.col(*numbers).round(_DIGITS).cast(pl.Float32))
    return rounded.with_columns(pl.when(pl.col("fold") >= 0).then(pl.col("fold")).cast(pl.Int8)).sort("task_id_onet")


def _parameters(data: RaterData, columns: Design, found: CrossFitted) -> Fitted:
    judged = judgement(Capability)
    voices = panel(data, judged)
    people = people_confusion(data, twins(data))
    known = tiers(data, voices, found.evidence, found.bare, people)
    spread = {name: round(fitted_spread(tier, voices.exposures), _DIGITS) for name, tier in known.items()}
    by_occupation = nested(data, *occupation_folds(data, FOLDS, SEED))
    held_out = cross_fit(data, columns, by_occupation, with_occupation=False)
    correlation = fitted_correlation(occupations(data, voices, held_out.evidence, [1, 2], spread["without_people"]))
    unexposed, exposed = reported(data)
    gpt4 = gpt4_confusion(data, posterior(found.bare, data.human, people))
    return Fitted(
        made_by="training/fit_raters.py",
        fitted_on={
            "labels": "eloundou_2023",
            "tasks_labelled": int(data.labelled.sum()),
            "tasks_without_label": int((~data.labelled).sum()),
            "folds": f"{FOLDS} of detailed work activities, purged (estimates/splits.py)",
            "occupation_folds": f"{FOLDS} of whole occupations, seed {SEED}",
            "date": datetime.date.today().isoformat(),
        },
        table_sha256=sha256_of(TABLE),
        panel={rater: judged.rater_weights[rater] for rater in RATERS},
        people=_rounded(people),
        gpt4=_rounded(gpt4),
        reported_unexposed=_rounded(unexposed),
        reported_exposed=_rounded(exposed),
        spread=Spread(**spread),
        correlation=correlation,
    )


def _rounded(values: np.ndarray) -> list:
    """Numbers of a file, with more digits than their precision."""
    return values.round(_DIGITS + 2).tolist()


if __name__ == "__main__":
    main()
