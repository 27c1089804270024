"""What the level model is fitted on: seniority, pairs, shares and features of tasks, from the publishers' files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from jobprism.errors import MissingFileError
from jobprism.estimates.seniority import ladder, seniority
from jobprism.estimates.shares import task_shares
from jobprism.evidence.assemble import Evidence, assemble
from jobprism.judgements.load import Levels, TaskWeights, judgement
from jobprism.settings import settings
from jobprism.sources.fetch import locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import registered_sources

_RAREST_WORD = 15  # tasks that a word or an activity must stand in to count
_EXPERIENCE = "onet_related_experience_pct/1"


@dataclass(frozen=True)
class LevelData:
    """Everything the fit needs.

    Attributes:
        pairs: as ``seniority.ladder`` returns.
        groups: occupation_id_onet, group (first four characters of the SOC code).
        shares: subject_id (occupation), task_id, share; sorted by task.
        features: a row per row of ``shares``.
        general, activities: task_id, kind (generalised or intermediate activity).
    """

    pairs: pl.DataFrame
    groups: pl.DataFrame
    shares: pl.DataFrame
    features: sp.csr_matrix
    general: pl.DataFrame
    activities: pl.DataFrame


def evidence() -> Evidence:
    """The evidence of all sources, from the mirror or the data folder."""
    chosen = settings()
    registered = registered_sources()
    readings = {r.id: read_cached(r, locate(r, chosen), chosen.cache_dir) for r in registered}
    return assemble(readings, {r.id: r.source for r in registered})


def level_data(found: Evidence) -> LevelData:
    """The data of the level model.

    Raises:
        MissingFileError: O*NET's answers on required experience were not read.
    """
    taxonomy, judged = found.taxonomy, judgement(Levels)
    if found.table.filter(pl.col("measure") == _EXPERIENCE).is_empty():
        raise MissingFileError(f"No source holds {_EXPERIENCE}.", "Read O*NET's Education, Training, and Experience.")
    ranked = seniority(taxonomy.occupations, found.table, judged)
    pairs = ladder(ranked, found.readings["onet"].tables["related_occupations"], judged)
    links = taxonomy.task_activities.join(taxonomy.activities, on="activity_id_onet").with_columns(
        task_id=pl.col("task_id_onet").cast(pl.String)
    )
    shares = (
        task_shares(taxonomy.tasks, found.table, judgement(TaskWeights))
        .join(taxonomy.tasks.select("task_id_onet", subject_id="occupation_id_onet"), on="task_id_onet")
        .sort("task_id_onet")
    )
    texts = shares.join(taxonomy.texts["task_texts"], on="task_id_onet", maintain_order="left")["task_text"].to_list()
    general = links.select("task_id", kind="general_activity_id_onet").unique()
    activities = links.select("task_id", kind="activity_id_onet").unique()
    named = shares.select("subject_id", pl.col("task_id_onet").cast(pl.String).alias("task_id"), "share")
    words = TfidfVectorizer(min_df=_RAREST_WORD, sublinear_tf=True, dtype=np.float64).fit_transform(texts)
    blocks = [_indicators(named, general), _indicators(named, activities), words]
    return LevelData(
        pairs=pairs,
        groups=ranked.select("occupation_id_onet", group=pl.col("soc_2018").str.head(4)),
        shares=named,
        features=sp.csr_matrix(sp.hstack(blocks)),
        general=general,
        activities=activities,
    )


def _indicators(shares: pl.DataFrame, kinds: pl.DataFrame) -> sp.csr_matrix:
    """A row per task, a column per kind; a task of several kinds is split evenly among them."""
    names = kinds["kind"].unique().sort()
    rows = shares.select("task_id").with_row_index("row").join(kinds, on="task_id").sort("row", "kind")
    columns = rows["kind"].replace_strict(names, pl.Series(range(len(names)))).to_numpy()
    weight = rows.select(1 / pl.len().over("row")).to_series().to_numpy()
    return sp.csr_matrix((weight, (rows["row"].to_numpy(), columns)), shape=(shares.height, len(names)))
