"""What goes with an O*NET occupation or element by name: relatives, software, tools, new tasks, links, categories."""

from __future__ import annotations

import polars as pl

from jobprism.sources.reading import Files
from jobprism.sources.tables import read_table

_TEXT, _WHOLE = pl.String, pl.Int64
_OCCUPATION = "O*NET-SOC Code"
_COMMODITY = {"Commodity Code": _TEXT, "Commodity Title": _TEXT}
_NAMES = {_OCCUPATION: "occupation_id_onet", "Commodity Code": "commodity_code", "Commodity Title": "commodity"}
# Tables that link elements of two kinds: file to the beginnings of its two columns.
_LINKS = {
    "skills_to_work_activities": ("Skills", "Work Activities"),
    "skills_to_work_context": ("Skills", "Work Context"),
    "abilities_to_work_activities": ("Abilities", "Work Activities"),
    "abilities_to_work_context": ("Abilities", "Work Context"),
}


def profile_tables(files: Files) -> dict[str, pl.DataFrame]:
    """The tables, by name."""
    return {
        "related_occupations": _related_occupations(files),
        "technologies": _technologies(files),
        "tools": _tools(files),
        "emerging_tasks": _emerging_tasks(files),
        "job_zones": _job_zones(files),
        "answer_categories": _answer_categories(files),
        "element_links": _element_links(files),
    }


def _related_occupations(files: Files) -> pl.DataFrame:
    """Twenty relatives per occupation, by rank: tiers Primary-Short (1-5), Primary-Long (6-10), Supplemental."""
    frame = read_table(
        files["related_occupations"],
        {_OCCUPATION: _TEXT, "Related O*NET-SOC Code": _TEXT, "Relatedness Tier": _TEXT, "Index": _WHOLE},
    )
    return frame.rename(
        {
            _OCCUPATION: "occupation_id_onet",
            "Related O*NET-SOC Code": "related_occupation_id_onet",
            "Relatedness Tier": "tier",
            "Index": "index",
        }
    ).sort("occupation_id_onet", "index")


def _technologies(files: Files) -> pl.DataFrame:
    """Software by occupation: hot where many postings ask for it, in demand where those of the occupation do."""
    columns = {
        _OCCUPATION: _TEXT,
        "Example": _TEXT,
        **_COMMODITY,
        "Hot Technology": pl.Boolean,
        "In Demand": pl.Boolean,
    }
    frame = read_table(files["technology_skills"], columns)
    named = frame.rename({**_NAMES, "Example": "technology", "Hot Technology": "hot", "In Demand": "in_demand"})
    return named.sort("occupation_id_onet", "technology", "commodity_code")


def _tools(files: Files) -> pl.DataFrame:
    """Machines, equipment and tools by occupation."""
    frame = read_table(files["tools"], {_OCCUPATION: _TEXT, "Example": _TEXT, **_COMMODITY})
    return frame.rename({**_NAMES, "Example": "tool"}).sort("occupation_id_onet", "tool", "commodity_code")


def _emerging_tasks(files: Files) -> pl.DataFrame:
    """Tasks that O*NET weighs taking up: new ones, and revisions of a task it names."""
    frame = read_table(
        files["emerging_tasks"],
        {
            _OCCUPATION: _TEXT,
            "Task": _TEXT,
            "Category": _TEXT,
            "Original Task ID": _WHOLE,
            "Date": _TEXT,
            "Domain Source": _TEXT,
        },
    )
    return frame.select(
        pl.col(_OCCUPATION).alias("occupation_id_onet"),
        pl.col("Task").alias("task_text"),
        pl.col("Category").str.to_lowercase().alias("category"),
        pl.col("Original Task ID").alias("revised_task_id_onet"),
        pl.col("Date").str.replace(r"^(\d{2})/(\d{4})$", "$2-$1").alias("vintage"),
        pl.col("Domain Source").alias("written_by"),
    ).sort("occupation_id_onet", "task_text")


def _job_zones(files: Files) -> pl.DataFrame:
    """The five zones: name, and range of specific vocational preparation (SVP)."""
    frame = read_table(files["job_zone_reference"], {"Job Zone": _WHOLE, "Name": _TEXT, "SVP Range": _TEXT})
    return frame.select(
        pl.col("Job Zone").alias("job_zone"),
        # "Job Zone One: …": the number stands in the first column.
        pl.col("Name").str.replace(r"^Job Zone \w+:\s*", "").alias("name"),
        pl.col("SVP Range").str.strip_chars("()").alias("svp_range"),
    ).sort("job_zone")


def _answer_categories(files: Files) -> pl.DataFrame:
    """Names of the answers to the questions on education, experience and training."""
    frame = read_table(
        files["education_categories"],
        {"Element ID": _TEXT, "Scale ID": _TEXT, "Category": _WHOLE, "Category Description": _TEXT},
    )
    return frame.select(
        pl.col("Element ID").alias("element_id"),
        pl.col("Scale ID").alias("scale_id"),
        pl.col("Category").alias("category"),
        # What follows the dash explains the name.
        pl.col("Category Description").str.replace(r" - .*$", "").alias("name"),
    ).sort("element_id", "category")


def _element_links(files: Files) -> pl.DataFrame:
    """Skills and abilities with the work activities and conditions that O*NET says call for them."""
    parts = []
    for name, (needed, calling) in _LINKS.items():
        columns = {f"{needed} Element ID": _TEXT, f"{calling} Element ID": _TEXT}
        parts.append(
            read_table(files[name], columns).rename(dict(zip(columns, ("element_id", "called_for_by"), strict=True)))
        )
    return pl.concat(parts).unique().sort("element_id", "called_for_by")
