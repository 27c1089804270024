"""Use and delegation of a role's tasks, on occupations treated as if they were roles.

    JOBPRISM_MIRROR=... python benchmarks/bench_roles.py

Folds are of whole occupations (``estimates/splits.py``), their tasks and equal wordings hidden. A fold's occupations
have the three that O*NET names as most related for a mixture, and each task names its own activities. The numbers in
``judgements/roles.yml`` were chosen on the first two folds; figures are of the other three. What is read of the hidden
tasks is compared with what the core edition estimates of them. Capability has its own check in ``bench_capability.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import polars as pl

from jobprism.editions.store import CORE, Edition
from jobprism.estimates import scoring
from jobprism.estimates.aggregate import Grouping, aggregate
from jobprism.estimates.intervals import beta_interval
from jobprism.estimates.level_layers import stored_drafts
from jobprism.estimates.roles import neighbours, role_task_layer
from jobprism.estimates.splits import FOLDS, Splits, occupation_splits
from jobprism.judgements.load import Aggregation, Roles, judgement
from jobprism.roles.declared import Part, Role, RoleTask

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

from mirror import labelled_tasks, source_tables

CHOSEN_ON = 2  # folds
MIXED = 3
LAYERS = ("use", "delegation")


def pseudo_roles(tasks: pl.DataFrame, related: dict[str, list[str]], known: set[str], of: dict[int, list[str]]) -> list:
    """Occupations as roles: their tasks in O*NET's words, the most related known occupations in equal shares."""
    roles = []
    for (code,), own in tasks.sort("task_id_onet").group_by("occupation_id_onet", maintain_order=True):
        mixture = [o for o in related.get(str(code), []) if o in known][:MIXED]
        roles.append(
            # Not validated: an occupation has other numbers of tasks than a declared role may.
            Role.model_construct(
                id=str(code),
                mixture=[Part(occupation_id_onet=o, share=1 / len(mixture), reason="related") for o in mixture],
                tasks=[
                    RoleTask(id=str(i), text=text, share=1 / own.height, activities=of.get(i) or ["none"])
                    for i, text in own.select("task_id_onet", "task_text").rows()
                ],
            )
        )
    return roles


def main() -> None:
    if "JOBPRISM_MIRROR" not in os.environ:
        print("bench_roles: skipped, JOBPRISM_MIRROR is not set")
        return
    edition, onet = Edition(CORE), source_tables("onet")["onet"]
    links = edition.table("task_activities").sort("task_id_onet", "activity_id_onet")
    of = {int(k[0]): g["activity_id_onet"].to_list() for k, g in links.group_by("task_id_onet", maintain_order=True)}
    near = onet["related_occupations"].sort("occupation_id_onet", "index")
    related = {
        str(k[0]): g["related_occupation_id_onet"].to_list()
        for k, g in near.group_by("occupation_id_onet", maintain_order=True)
    }
    splits = occupation_splits(labelled_tasks().tasks)
    shares = edition.table("shares").filter(pl.col("subject_kind") == "occupation")
    drafts = stored_drafts(edition.table("estimates"), edition.table("pressure"), ["task"])
    found = [
        _fold(fold, splits, onet["tasks"], links, (related, of), drafts, shares) for fold in range(CHOSEN_ON, FOLDS)
    ]
    everything = pl.concat(found)
    print(f"{'':<12}{'tasks':>7}{'MAE':>8}{'rho':>7}{'inside 90 %':>13}{'occupations':>13}{'MAE':>8}{'rho':>7}")
    for layer in LAYERS:
        _show(layer, everything.filter(pl.col("layer") == layer), drafts[layer], shares)


def _fold(
    fold: int,
    splits: Splits,
    tasks: pl.DataFrame,
    links: pl.DataFrame,
    names: tuple[dict[str, list[str]], dict[int, list[str]]],
    drafts: dict[str, pl.DataFrame],
    shares: pl.DataFrame,
) -> pl.DataFrame:
    """layer, subject_id, value, variance of a fold's tasks."""
    known = tasks.join(splits.training(fold).to_frame(), on="task_id_onet", how="semi")
    hidden = tasks.join(splits.held_out(fold).to_frame(), on="task_id_onet", how="semi")
    roles = pseudo_roles(hidden, names[0], set(known["occupation_id_onet"]), names[1])
    near = neighbours(
        roles,
        known.select("task_id_onet", "occupation_id_onet"),
        known.select("task_id_onet", "task_text"),
        links.join(known, on="task_id_onet", how="semi"),
        judgement(Roles),
    )
    ids = known.select(pl.col("task_id_onet").cast(pl.String).alias("task_id"))
    kept = shares.join(ids, on="task_id", how="semi").select("subject_id", "task_id", weight="share", cluster="task_id")
    parts = []
    for layer in LAYERS:
        own = drafts[layer].join(ids, left_on="subject_id", right_on="task_id", how="semi")
        of_occupations = aggregate(own, Grouping(kept), judgement(Aggregation).correlation[layer])
        layer_of_roles = role_task_layer(roles, near, own, of_occupations, judgement(Roles))
        parts.append(layer_of_roles.select(pl.lit(layer).alias("layer"), "subject_id", "value", "variance"))
    return pl.concat(parts)


def _show(layer: str, found: pl.DataFrame, truth: pl.DataFrame, shares: pl.DataFrame) -> None:
    joined = found.join(truth.select("subject_id", truth="value"), on="subject_id").join(
        shares.select(pl.col("task_id").alias("subject_id"), occupation="subject_id"), on="subject_id"
    )
    said, was = joined["value"].to_numpy(), joined["truth"].to_numpy()
    inside = scoring.coverage(*beta_interval(said, joined["variance"].to_numpy()), was)
    means = joined.group_by("occupation").agg(pl.col("value").mean(), pl.col("truth").mean()).sort("occupation")
    of_said, of_was = means["value"].to_numpy(), means["truth"].to_numpy()
    print(
        f"{layer:<12}{len(was):>7,}{np.abs(said - was).mean():>8.3f}{scoring.spearman(said, was):>7.3f}{inside:>13.3f}"
        f"{len(of_was):>13,}{np.abs(of_said - of_was).mean():>8.3f}{scoring.spearman(of_said, of_was):>7.3f}"
    )


if __name__ == "__main__":
    main()
