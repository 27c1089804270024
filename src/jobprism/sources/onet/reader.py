"""O*NET 30.1: occupations, tasks, activities, job zones, titles; Excel or text edition.

Only columns that both editions have are read: the Excel edition repeats titles that the text edition leaves to
its reference files.
"""

from __future__ import annotations

import polars as pl

from jobprism.sources.onet.optional import optional_observations
from jobprism.sources.onet.profile import profile_observations
from jobprism.sources.onet.profile_tables import profile_tables
from jobprism.sources.reading import Files, Reading, observations
from jobprism.sources.tables import read_table

_TEXT, _WHOLE = pl.String, pl.Int64


def read(files: Files) -> Reading:
    """Tables ``occupations``, ``tasks``, ``task_activities``, ``detailed_activities``, ``activities``, ``elements``,
    ``titles``, and the profile's; observations of job zones, of the profile, and of the three rating tables where they
    are present.
    """  # noqa: D205 - the list of tables does not fit one line
    elements = read_table(files["content_model"], {"Element ID": _TEXT, "Element Name": _TEXT})
    elements = elements.rename({"Element ID": "element_id", "Element Name": "element_name"})
    job_zones = read_table(files["job_zones"], {"O*NET-SOC Code": _TEXT, "Job Zone": _WHOLE, "Date": _TEXT})
    job_zone_rows = observations(
        job_zones,
        subject="occupation",
        code_system="onet_soc_2019",
        code="O*NET-SOC Code",
        measure="onet_job_zone",
        value="Job Zone",
        vintage=month_first("Date"),
    )
    return Reading(
        tables={
            "occupations": _occupations(files),
            "tasks": _tasks(files),
            "task_activities": _task_activities(files),
            "detailed_activities": _detailed_activities(files),
            "activities": _activities(files),
            "elements": elements,
            "titles": _titles(files),
            **profile_tables(files),
        },
        observations=pl.concat([job_zone_rows, *optional_observations(files), *profile_observations(files)]),
    )


def month_first(column: str) -> pl.Expr:
    """O*NET's ``MM/YYYY`` as ``YYYY-MM``."""
    return pl.col(column).str.replace(r"^(\d{2})/(\d{4})$", "$2-$1")


def _occupations(files: Files) -> pl.DataFrame:
    frame = read_table(files["occupations"], {"O*NET-SOC Code": _TEXT, "Title": _TEXT, "Description": _TEXT})
    return frame.rename(
        {"O*NET-SOC Code": "occupation_id_onet", "Title": "occupation_title", "Description": "description"}
    )


def _tasks(files: Files) -> pl.DataFrame:
    frame = read_table(
        files["tasks"],
        {"Task ID": _WHOLE, "O*NET-SOC Code": _TEXT, "Task": _TEXT, "Task Type": _TEXT, "Date": _TEXT},
    )
    return frame.select(
        pl.col("Task ID").alias("task_id_onet"),
        pl.col("O*NET-SOC Code").alias("occupation_id_onet"),
        pl.col("Task").alias("task_text"),
        pl.col("Task Type").alias("task_type"),
        month_first("Date").alias("task_vintage"),
    ).sort("occupation_id_onet", "task_id_onet")


def _task_activities(files: Files) -> pl.DataFrame:
    frame = read_table(files["tasks_to_activities"], {"Task ID": _WHOLE, "DWA ID": _TEXT})
    return (
        frame.rename({"Task ID": "task_id_onet", "DWA ID": "detailed_activity_id_onet"})
        .unique()
        .sort("task_id_onet", "detailed_activity_id_onet")
    )


def _detailed_activities(files: Files) -> pl.DataFrame:
    frame = read_table(files["detailed_activities"], {"DWA ID": _TEXT, "IWA ID": _TEXT, "DWA Title": _TEXT})
    return frame.rename(
        {
            "DWA ID": "detailed_activity_id_onet",
            "IWA ID": "activity_id_onet",
            "DWA Title": "detailed_activity_title",
        }
    ).sort("detailed_activity_id_onet")


def _activities(files: Files) -> pl.DataFrame:
    frame = read_table(files["activities"], {"IWA ID": _TEXT, "Element ID": _TEXT, "IWA Title": _TEXT})
    return frame.rename(
        {"IWA ID": "activity_id_onet", "Element ID": "general_activity_id_onet", "IWA Title": "activity_title"}
    ).sort("activity_id_onet")


def _titles(files: Files) -> pl.DataFrame:
    """Alternate and reported titles, one row per occupation and title."""
    alternate = read_table(
        files["alternate_titles"], {"O*NET-SOC Code": _TEXT, "Alternate Title": _TEXT, "Short Title": _TEXT}
    )
    reported = read_table(files["reported_titles"], {"O*NET-SOC Code": _TEXT, "Reported Job Title": _TEXT})
    parts = [
        alternate.select("O*NET-SOC Code", pl.col("Alternate Title").alias("title"), kind=pl.lit("alternate")),
        alternate.select("O*NET-SOC Code", pl.col("Short Title").alias("title"), kind=pl.lit("short")),
        reported.select("O*NET-SOC Code", pl.col("Reported Job Title").alias("title"), kind=pl.lit("reported")),
    ]
    return (
        pl.concat(parts)
        .drop_nulls()
        .rename({"O*NET-SOC Code": "occupation_id_onet"})
        .unique(["occupation_id_onet", "title", "kind"])
        .sort("occupation_id_onet", "title", "kind")
    )
