"""An extract of O*NET 30.1: importance of 41 work activities (and 35 skills), averaged to SOC 2018 codes."""

from __future__ import annotations

import polars as pl

from jobprism.sources.reading import Files, Reading, wide_observations
from jobprism.sources.tables import read_table

_FAMILIES = {"4.A.": "onet_work_activity_importance", "2.": "onet_skill_importance"}


def read(files: Files) -> Reading:
    """Observations of importance (1 to 5), one family for work activities and one for skills."""
    elements = read_table(files["elements"], {"element_id": pl.String, "element_name": pl.String})
    ids = elements["element_id"].drop_nulls().to_list()
    frame = read_table(files["importance"], {"soc_code_2018": pl.String, **dict.fromkeys(ids, pl.Float64)})
    measures = {i: f"{family}/{i}" for i in ids for prefix, family in _FAMILIES.items() if i.startswith(prefix)}
    rows = wide_observations(
        frame, subject="soc", code_system="soc_2018", code="soc_code_2018", measures=measures, vintage="2025-12"
    )
    return Reading(tables={"elements": elements}, observations=rows)
