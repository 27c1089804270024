"""What an O*NET occupation asks of a person: skills, knowledge, work styles, education, experience, interests, values.

Excel or text edition; the text edition writes ``n/a`` where the Excel edition leaves a cell empty.

Left out: estimates O*NET recommends to suppress (too imprecise), and levels it marks as not relevant, for which
nearly all raters said that the element is not important: such a level is a mean over the few others and zeros, not
a low level. The importance of these elements stays. Of interests and work values only the degree is read: the
high-points repeat its order.
"""

from __future__ import annotations

import polars as pl

from jobprism.sources.reading import Files, observations
from jobprism.sources.tables import read_table

_TEXT, _NUMBER = pl.String, pl.Float64
_OCCUPATION, _ELEMENT, _SCALE = "O*NET-SOC Code", "Element ID", "Scale ID"
_SUPPRESS, _NOT_RELEVANT = "Recommend Suppress", "Not Relevant"
_RATED = {_OCCUPATION: _TEXT, _ELEMENT: _TEXT, _SCALE: _TEXT, "Data Value": _NUMBER, "Date": _TEXT}
# Answers by category, as shares of respondents: element and scale to the family of measures.
_BY_CATEGORY = {
    ("2.D.1", "RL"): "onet_education_pct",
    ("3.A.1", "RW"): "onet_related_experience_pct",
    ("3.A.2", "PT"): "onet_site_training_pct",
    ("3.A.3", "OJ"): "onet_job_training_pct",
}
_PREPARATION = {"2.D.4.a": "onet_certification_importance", "3.A.4.a": "onet_apprenticeship_importance"}


def profile_observations(files: Files) -> list[pl.DataFrame]:
    """Observations of what an occupation asks of a person, by occupation."""
    return [
        *_importance_and_level(files, "skills", "onet_skill"),
        *_importance_and_level(files, "knowledge", "onet_knowledge"),
        _one_scale(files, "work_styles", "WI", "onet_work_style_impact"),
        _one_scale(files, "interests", "OI", "onet_interest"),
        _one_scale(files, "work_values", "EX", "onet_work_value"),
        *_preparation(files),
    ]


def _sample_size() -> pl.Expr:
    return pl.col("N").replace("n/a", None).cast(pl.Float64).cast(pl.Int64)


def _is_marked(column: str) -> pl.Expr:
    return pl.col(column).eq_missing("Y")


def _by_occupation(frame: pl.DataFrame, measure: pl.Expr, n: pl.Expr | None) -> pl.DataFrame:
    return observations(
        frame,
        subject="occupation",
        code_system="onet_soc_2019",
        code=_OCCUPATION,
        measure=measure,
        value="Data Value",
        n=n,
        vintage=pl.col("Date").str.replace(r"^(\d{2})/(\d{4})$", "$2-$1"),
    )


def _importance_and_level(files: Files, name: str, family: str) -> list[pl.DataFrame]:
    frame = read_table(files[name], {**_RATED, "N": _TEXT, _SUPPRESS: _TEXT, _NOT_RELEVANT: _TEXT})
    reliable = frame.filter(~_is_marked(_SUPPRESS) & ~_is_marked(_NOT_RELEVANT))
    return [
        _by_occupation(
            reliable.filter(pl.col(_SCALE) == scale),
            pl.format(f"{family}_{measured}/{{}}", pl.col(_ELEMENT)),
            _sample_size(),
        )
        for scale, measured in (("IM", "importance"), ("LV", "level"))
    ]


def _one_scale(files: Files, name: str, scale: str, family: str) -> pl.DataFrame:
    """One scale of a table: the others order an occupation's elements, with 0 for those that are not ranked."""
    rows = read_table(files[name], _RATED).filter(pl.col(_SCALE) == scale)
    return _by_occupation(rows, pl.format(f"{family}/{{}}", pl.col(_ELEMENT)), None)


def _preparation(files: Files) -> list[pl.DataFrame]:
    """Education, experience and training; where a category is suppressed, an occupation's shares miss it."""
    frame = read_table(files["education"], {**_RATED, "Category": _TEXT, "N": _TEXT, _SUPPRESS: _TEXT})
    reliable = frame.filter(~_is_marked(_SUPPRESS))
    category = pl.col("Category").cast(pl.Float64).cast(pl.Int64)
    shares = [
        _by_occupation(
            reliable.filter((pl.col(_ELEMENT) == element) & (pl.col(_SCALE) == scale)),
            pl.format(f"{family}/{{}}", category),
            _sample_size(),
        )
        for (element, scale), family in _BY_CATEGORY.items()
    ]
    means = [
        _by_occupation(
            reliable.filter((pl.col(_ELEMENT) == element) & (pl.col(_SCALE) == "IM")), pl.lit(measure), _sample_size()
        )
        for element, measure in _PREPARATION.items()
    ]
    return [*shares, *means]
