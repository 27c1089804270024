"""Facts about occupations that are lists rather than figures: relatives, software, tools, emerging tasks."""

from __future__ import annotations

import polars as pl

from jobprism.evidence.codes import Readings

# Tables of O*NET with a row per occupation and item; those that only name codes and elements are taken as they are.
_OF_OCCUPATIONS = ("related_occupations", "technologies", "tools")
_AS_THEY_ARE = ("job_zones", "answer_categories", "element_links")


def profile(readings: Readings, occupations: pl.Series) -> dict[str, pl.DataFrame]:
    """Tables of lists, by name, for the occupations that are subjects.

    The wording of an emerging task stands apart in ``emerging_task_texts``, so that it can stay where it was fetched.

    Args:
        readings: the sources, read.
        occupations: O*NET-SOC 2019 codes of the subjects.
    """
    onet = readings["onet"].tables
    subjects = pl.col("occupation_id_onet").is_in(occupations.implode())
    emerging = onet["emerging_tasks"].filter(subjects).sort("occupation_id_onet", "task_text")
    place = pl.int_range(1, pl.len() + 1).over("occupation_id_onet")
    emerging = emerging.with_columns(emerging_task_id=pl.format("{}/{}", "occupation_id_onet", place))
    return {
        **{name: onet[name].filter(subjects) for name in _OF_OCCUPATIONS},
        **{name: onet[name] for name in _AS_THEY_ARE},
        "emerging_tasks": emerging.select(
            "emerging_task_id", "occupation_id_onet", "category", "revised_task_id_onet", "vintage", "written_by"
        ),
        "emerging_task_texts": emerging.select("emerging_task_id", "task_text"),
    }
