"""Fit the rater model and write it where the package reads it: ``estimates/models/raters.yml`` and ``.parquet``.

Run from the repository with the mirror of the published data at hand (JOBPRISM_MIRROR):

    python training/fit_raters.py

Run ``text_model.py`` before. Takes a few minutes. Nothing that a publisher wrote is in the files: task ids, folds,
probabilities, parameters.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import polars as pl
import yaml

from jobprism.estimates.described import Voices, pooled
from jobprism.estimates.raters import (
    BARE_COLUMNS,
    DESCRIBED_COLUMNS,
    EVIDENCE_COLUMNS,
    PARAMETERS,
    RATERS,
    TABLE,
    UNSEEN_COLUMNS,
    Fitted,
    Pool,
    Spread,
    posterior,
)
from jobprism.estimates.splits import FOLDS, activity_splits, occupation_splits
from jobprism.files import sha256_of, write_text
from jobprism.judgements.load import Capability, judgement
from rater_data import Floats, Ints, RaterData, rater_data, read_evidence
from rater_features import design, nested
from rater_parameters import (
    fitted_correlation,
    fitted_spread,
    gpt4_confusion,
    occupations,
    panel,
    people_confusion,
    reported,
    tiers,
    twins,
)
from rater_pool import cross_pooled, fit_pool, held_out_voices, part
from rater_stack import CrossFitted, cross_fit
from rater_text import wording

_DIGITS = 4
_NOTE = "# Written by training/fit_raters.py; fit again rather than edit. What the fields mean: estimates/raters.py.\n"


@dataclass(frozen=True)
class Predicted:
    """What was predicted of the tasks.

    Attributes:
        found: detailed activities held out.
        unseen: whole occupations held out.
        heard: what each voice suggests of the description, detailed activities held out.
        described: (n, 3) these pooled, each fold with weights fitted on the others.
        as_roles: what each voice suggests, whole occupations held out.
        fold: (n,) of detailed activities.
    """

    found: CrossFitted
    unseen: CrossFitted
    heard: Voices
    described: Floats
    as_roles: Voices
    fold: Ints

    def pool(self, data: RaterData) -> Pool:
        """Weights of the voices, fitted on all labelled tasks."""
        return fit_pool(part(self.heard, data.labelled), data.human[data.labelled])


def main() -> None:
    """Fit, and write both files."""
    evidence = read_evidence()
    data = rater_data(evidence)
    predicted = _predicted(data, evidence.readings["onet"].tables["related_occupations"])
    TABLE.parent.mkdir(exist_ok=True)
    _table(data, predicted).write_parquet(TABLE, compression="zstd", compression_level=15)
    write_text(PARAMETERS, _NOTE + yaml.safe_dump(_parameters(data, predicted).model_dump(), sort_keys=False))


def _predicted(data: RaterData, related: pl.DataFrame) -> Predicted:
    columns = design(data)
    labelled = data.tasks.filter(pl.Series(data.labelled))
    by_activity = activity_splits(labelled.select("task_id_onet", "task_text"), data.detailed)
    by_occupation = occupation_splits(labelled)
    folds, whole = (nested(data, splits.table, splits.links) for splits in (by_activity, by_occupation))
    text, of_whole = wording(data, folds, "activity"), wording(data, whole, "occupation")
    smoothing = judgement(Capability).label_smoothing
    heard = held_out_voices(data, related, folds, text, smoothing)
    return Predicted(
        found=cross_fit(data, columns, folds, text),
        unseen=cross_fit(data, columns, whole, of_whole, with_occupation=False),
        heard=heard,
        described=cross_pooled(heard, data.human, folds.fold),
        as_roles=held_out_voices(data, related, whole, of_whole, smoothing),
        fold=folds.fold,
    )


def _table(data: RaterData, predicted: Predicted) -> pl.DataFrame:
    parts = (
        (EVIDENCE_COLUMNS, predicted.found.evidence),
        (BARE_COLUMNS, predicted.found.bare),
        (UNSEEN_COLUMNS, predicted.unseen.evidence),
        (DESCRIBED_COLUMNS, pooled(predicted.as_roles, predicted.pool(data))),
    )
    numbers = {name: column for names, values in parts for name, column in zip(names, values.T, strict=True)}
    ids = {"task_id_onet": data.tasks["task_id_onet"], "fold": predicted.fold}
    table = pl.DataFrame({**ids, **numbers}, nan_to_null=True)
    rounded = table.with_columns(pl.col(*numbers).round(_DIGITS).cast(pl.Float32))
    return rounded.with_columns(pl.when(pl.col("fold") >= 0).then(pl.col("fold")).cast(pl.Int8)).sort("task_id_onet")


def _parameters(data: RaterData, predicted: Predicted) -> Fitted:
    judged = judgement(Capability)
    voices = panel(data, judged)
    people = people_confusion(data, twins(data))
    known = tiers(data, voices, predicted.found, predicted.described, people)
    spread = {name: round(fitted_spread(tier, voices.exposures), _DIGITS) for name, tier in known.items()}
    of_evidence = occupations(data, voices, predicted.unseen.evidence, [1, 2], spread["without_people"])
    of_description = occupations(data, voices, predicted.described, [], spread["described"])
    unexposed, exposed = reported(data)
    gpt4 = gpt4_confusion(data, posterior(predicted.found.bare, data.human, people))
    return Fitted(
        made_by="training/fit_raters.py",
        fitted_on={
            "labels": "eloundou_2023",
            "tasks_labelled": int(data.labelled.sum()),
            "tasks_without_label": int((~data.labelled).sum()),
            "folds": f"{FOLDS} of detailed work activities, purged (estimates/splits.py)",
            "occupation_folds": f"{FOLDS} of whole occupations, equal wordings purged (estimates/splits.py)",
            "date": datetime.date.today().isoformat(),
        },
        table_sha256=sha256_of(TABLE),
        panel={rater: judged.rater_weights[rater] for rater in RATERS},
        people=_rounded(people),
        gpt4=_rounded(gpt4),
        reported_unexposed=_rounded(unexposed),
        reported_exposed=_rounded(exposed),
        spread=Spread(**spread),
        correlation=fitted_correlation(of_evidence),
        pool=predicted.pool(data),
        correlation_described=fitted_correlation(of_description),
    )


def _rounded(values: np.ndarray) -> list:
    """Numbers of a file, with more digits than their precision."""
    return values.round(_DIGITS + 2).tolist()


if __name__ == "__main__":
    main()
