"""Links of skills to activities beside O*NET's own, which do not enter; and how skills differ within an occupation.

::

    JOBPRISM_MIRROR=... PYTHONPATH=src:training python benchmarks/bench_skills.py
"""

from __future__ import annotations

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from jobprism.editions.store import CORE, Edition
from jobprism.estimates.on_demand import links_of, skills_of
from jobprism.evidence.assemble import Evidence
from level_data import evidence


def ranked_above_others(found: Evidence, links: pl.DataFrame) -> list[float]:
    """AUC per skill: our links, averaged over each general activity's tasks, against O*NET's."""
    activities = found.taxonomy.activities.select("activity_id_onet", general="general_activity_id_onet")
    common = (
        found.taxonomy.task_activities.join(activities, on="activity_id_onet")
        .group_by("general", "activity_id_onet")
        .len()
        .with_columns(part=pl.col("len") / pl.col("len").sum().over("general"))
    )
    named = common["general"].unique().sort().to_list()
    experts = found.readings["onet"].tables["element_links"].filter(pl.col("called_for_by").is_in(named))
    scores = []
    for (skill,), group in experts.group_by("element_id", maintain_order=True):
        ours = common.join(links.filter(pl.col("element_id") == skill), on="activity_id_onet", how="left")
        by_general = dict(ours.group_by("general").agg((pl.col("part") * pl.col("weight").fill_null(0.0)).sum()).rows())
        truth = np.isin(named, group["called_for_by"].to_list())
        if truth.any() and not links.filter(pl.col("element_id") == skill).is_empty():
            scores.append(float(roc_auc_score(truth, [by_general[n] for n in named])))
    return scores


def main() -> None:
    found, edition = evidence(), Edition(CORE)
    software = found.readings["onet"].tables["technologies"]

    def table(name: str) -> pl.DataFrame:
        return software if name == "technologies" else edition.table(name)

    links = links_of(table)
    scores = ranked_above_others(found, links)
    print(f"{links.height} links; {len(scores)} skills that O*NET links: mean AUC {np.mean(scores):.2f}")
    codes = edition.table("occupations")["occupation_id_onet"].to_list()
    every = pl.concat(skills_of(table, links, codes[i : i + 100]) for i in range(0, len(codes), 100))
    print(every.group_by("kind", "class").len().pivot(on="class", index="kind", values="len").sort("kind"))
    spread = every.group_by("subject_id", "kind").agg(pl.col("capability").std())
    print("standard deviation of capability within an occupation:")
    print(spread.group_by("kind").agg(pl.col("capability").median()).sort("kind"))


if __name__ == "__main__":
    main()
