"""Human need beside figures that do not enter it, and how far its judgements could move it.

::

    JOBPRISM_MIRROR=... PYTHONPATH=src:training python benchmarks/bench_human_need.py

Complementarity is the theta of Pizzinelli et al. (2023): the mean of six parts, each the mean of its O*NET figures
on 0 to 1. It draws on the same work context as human need, so it is a check of the make-up, not independent evidence.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from jobprism.estimates.human_need import carried, combine, conditions, task_holds
from jobprism.estimates.measures import occupation_measures
from jobprism.estimates.shares import task_shares
from jobprism.evidence.assemble import Evidence
from jobprism.judgements.base import HOLDS
from jobprism.judgements.load import HumanNeed, TaskWeights, judgement
from level_data import evidence

SEED, DRAWS = 20261121, 30
# How far a judgement could as well have been set elsewhere: a factor's logarithm, a bound, a grade.
FACTOR_SD, WEIGHT_SD, BOUND_SD, GRADE_SD = 0.2, 0.5, 0.2, 0.15
CONTEXT, ZONE = "onet_work_context/", "onet_job_zone"
PARTS = {
    "communication": ("4.C.1.a.2.l", "4.C.1.a.2.c"),
    "responsibility": ("4.C.1.c.1", "4.C.1.c.2"),
    "physical": ("4.C.2.a.1.c", "4.C.2.a.3"),
    "criticality": ("4.C.3.a.1", "4.C.3.a.4", "4.C.3.a.2.b"),
    "routine": ("-4.C.3.b.2", "4.C.3.b.8"),
}
INDICES = (
    "dingel_neiman_teleworkable",
    "frey_osborne_probability",
    "felten_aioe",
    "eloundou_human_beta",
    "microsoft_applicability",
)


def complementarity(found: Evidence) -> pl.DataFrame:
    """occupation_id_onet, theta (0 to 1)."""
    wanted = [CONTEXT + item.lstrip("-") for items in PARTS.values() for item in items]
    table = occupation_measures(found.taxonomy.occupations, found.table, [*wanted, ZONE])

    def item(name: str) -> pl.Expr:
        value = (pl.col(CONTEXT + name.lstrip("-")) - 1) / 4
        return 1 - value if name.startswith("-") else value

    parts = [sum((item(i) for i in items), pl.lit(0.0)) / len(items) for items in PARTS.values()]
    theta = (sum(parts, pl.lit(0.0)) + (pl.col(ZONE) - 1) / 4) / (len(parts) + 1)
    return table.select("occupation_id_onet", theta=theta).drop_nulls()


def tasks(found: Evidence, judged: HumanNeed) -> pl.DataFrame:
    """A row per task: occupation_id_onet, share, one column per hold, human_need."""
    taxonomy = found.taxonomy
    called = conditions(taxonomy.occupations, found.table, judged)
    carries = carried(taxonomy.task_activities, taxonomy.activities, judged)
    holds = task_holds(taxonomy.tasks, carries, called, found.table, judged)
    shares = task_shares(taxonomy.tasks, found.table, judgement(TaskWeights))
    return (
        holds.with_columns(human_need=pl.Series(combine(holds.select(HOLDS).to_numpy(), judged)))
        .join(shares, on="task_id_onet")
        .join(taxonomy.tasks.select("task_id_onet", "occupation_id_onet"), on="task_id_onet")
        .sort("task_id_onet")
    )


def occupations(of_tasks: pl.DataFrame) -> pl.DataFrame:
    return of_tasks.group_by("occupation_id_onet").agg(
        (pl.col(c) * pl.col("share")).sum() for c in (*HOLDS, "human_need")
    )


def line(name: str, table: pl.DataFrame, values: str) -> str:
    known = table.drop_nulls(values)
    figures = [spearmanr(known[c], known[values]).statistic for c in ("human_need", *HOLDS)]
    return f"{name:<32}{known.height:>5}" + "".join(f"{f:>16.2f}" for f in figures)


def moved(judged: HumanNeed, rng: np.random.Generator) -> HumanNeed:
    """The judgement with every number moved at random."""

    def factor(sd: float) -> float:
        return float(np.exp(rng.normal(0, sd)))

    def grade(value: float) -> float:
        return float(np.clip(value + rng.normal(0, GRADE_SD), 0, 1))

    def scale(measures: dict[str, tuple[float, float, float]]) -> dict[str, tuple[float, float, float]]:
        return {
            m: (low + rng.normal(0, BOUND_SD), high + rng.normal(0, BOUND_SD), weight * factor(WEIGHT_SD))
            for m, (low, high, weight) in measures.items()
        }

    return judged.model_copy(
        update={
            "strength": {h: min(s * factor(FACTOR_SD), 1.0) for h, s in judged.strength.items()},
            "joint": min(judged.joint * factor(FACTOR_SD), 1.0),
            "conditions": {h: scale(m) for h, m in judged.conditions.items()},
            "routine": scale(judged.routine),
            "routine_takes": min(judged.routine_takes * factor(2 * FACTOR_SD), 1.0),
            "licence_by_soc": {p: grade(v) for p, v in judged.licence_by_soc.items()},
            "carries": {g: {h: grade(v) for h, v in held.items()} for g, held in judged.carries.items()},
        }
    )


def main() -> None:
    found, judged = evidence(), judgement(HumanNeed)
    of_tasks = tasks(found, judged)
    table = occupations(of_tasks).join(complementarity(found), on="occupation_id_onet", how="left")
    print(f"{'Spearman with':<32}{'n':>5}" + "".join(f"{c:>16}" for c in ("human_need", *HOLDS)))
    print(line("complementarity (theta)", table, "theta"))
    figures = occupation_measures(found.taxonomy.occupations, found.table, INDICES)
    for index in INDICES:
        print(line(index, table.join(figures.select("occupation_id_onet", index), on="occupation_id_onet"), index))
    rng = np.random.default_rng(SEED)
    draws = np.array([tasks(found, moved(judged, rng))["human_need"].to_numpy() for _ in range(DRAWS)])
    variance = draws.var(axis=0).mean()
    print(f"judgements moved {DRAWS} times: standard deviation of a task's human need {draws.std(axis=0).mean():.3f},")
    print(f"of which common to all tasks {draws.mean(axis=1).var() / variance:.2f} of the variance")


if __name__ == "__main__":
    main()
