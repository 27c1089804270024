"""Files of job titles: CSV, TSV, Parquet, or text with one title a line; read, coded, and given back with codes."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jobprism.errors import UsageError
from jobprism.matching.coder import TitleCoder
from jobprism.matching.level import level_of

LIKELY_COLUMNS = ("title", "job_title", "jobtitle", "job title", "position", "position_title", "position title", "role")
_SEPARATORS = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_BINARY = ".parquet"


def read_roster(path: Path) -> pl.DataFrame:
    """A table of a person's own; every column of a text file is read as text.

    Raises:
        UsageError: the file is missing, empty or no such table; says what was expected.
    """
    if not path.is_file():
        raise UsageError(f"There is no file {path}.", "Give a .csv, .tsv, .parquet or .txt file.")
    suffix = path.suffix.lower()
    try:
        if suffix == _BINARY:
            return pl.read_parquet(path)
        if suffix in _SEPARATORS:
            # A quote that opens and never closes is common in exports; such a file is read line by line.
            return pl.read_csv(path, separator=_SEPARATORS[suffix], infer_schema=False, encoding="utf8-lossy")
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return pl.DataFrame({"title": pl.Series(lines, dtype=pl.String)})
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(
            f"{path} cannot be read as a {suffix or 'text'} table: {str(error).splitlines()[0]}",
            "Save it as CSV in UTF-8 with a header row, or as Parquet.",
        ) from error


def title_column(roster: pl.DataFrame, wanted: str | None = None) -> str:
    """The column that holds titles: the one wanted, or the likely one.

    Raises:
        UsageError: there is no such column, or none looks like titles.
    """
    if wanted is not None:
        if wanted not in roster.columns:
            raise UsageError(
                f"The file has no column '{wanted}'; it has {', '.join(roster.columns[:20])}.", "Choose one of them."
            )
        return wanted
    if roster.width == 1:
        return roster.columns[0]
    by_name = {c.strip().lower(): c for c in reversed(roster.columns)}
    for likely in LIKELY_COLUMNS:
        if likely in by_name:
            return by_name[likely]
    raise UsageError(
        f"No column looks like job titles among {', '.join(roster.columns[:20])}.", "Name it with --column."
    )


def coded_roster(coder: TitleCoder, roster: pl.DataFrame, column: str, top: int = 1) -> pl.DataFrame:
    """The roster with codes: each row once with its best code, or ``top`` times with ``rank``; order kept.

    Added: rank, occupation_id_onet, occupation_title, role_id, confidence, basis, level, level_confidence. A column
    of the roster that bears one of these names keeps its values under the name with ``_given`` added.
    """
    titles = roster[column]
    distinct = titles.unique(maintain_order=True)
    coded = coder.code(distinct, top).drop("row").rename({"title": column})
    if titles.dtype != pl.String:
        distinct = distinct.cast(pl.String)
        roster = roster.with_columns(pl.col(column).cast(pl.String))
    names = coded.filter(pl.col("rank") == 1).select(column, "occupation_title")
    levels = [level_of(title or "", name or "") for title, name in names.rows()]
    told = names.select(
        column,
        level=pl.Series([level.level for level in levels], dtype=pl.String),
        level_confidence=pl.Series([level.confidence for level in levels], dtype=pl.Float64),
    )
    added = coded.join(told, on=column, how="left", nulls_equal=True)
    clashing = {c: f"{c}_given" for c in roster.columns if c in added.columns and c != column}
    return roster.rename(clashing).join(added, on=column, how="left", nulls_equal=True, maintain_order="left_right")


def write_roster(roster: pl.DataFrame, path: Path) -> None:
    """Write by the ending of the name: .parquet, .tsv, else CSV; whole or not at all.

    Raises:
        UsageError: the file cannot be written.
    """
    from jobprism.files import written_beside

    if not path.parent.is_dir():
        raise UsageError(f"The folder {path.parent} does not exist.", "Create it, or choose another --output.")
    try:
        with written_beside(path) as beside:
            if path.suffix.lower() == _BINARY:
                roster.write_parquet(beside)
            else:
                roster.write_csv(beside, separator=_SEPARATORS.get(path.suffix.lower(), ","))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.", "Choose another --output.") from error
