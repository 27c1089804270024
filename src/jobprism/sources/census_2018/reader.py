"""The Census Bureau's 2018 occupation codes, with the SOC 2018 codes each stands for.

A Census code stands for one detailed SOC code, for a broader SOC group (11-2030), or for the rest of one, written with
X (13-20XX). The members of the latter two are listed on the workbook's crosswalk sheet, their SOC code in brackets
behind the title.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jobprism.errors import UnreadableFileError
from jobprism.sources.reading import Files, Reading, crosswalk
from jobprism.sources.tables import Columns, read_table

_CODE, _TITLE, _SOC = "2018 Census Code", "2018 Census Title", "2018 SOC Code"
_COLUMNS: Columns = dict.fromkeys([_CODE, _TITLE, _SOC], pl.String)
_MEMBERS_SHEET = "2010 to 2018 Crosswalk "
# SOC: the last digit of a detailed occupation is never 0.
_DETAILED = r"^\d{2}-\d{3}[1-9]$"
# The sheet prints a major group that does not exist.
_MISPRINTED = {"56-6031": "53-6031"}


def read(files: Files) -> Reading:
    """Table ``codes`` (census_2018, title, soc_2018_published) and the crosswalk to detailed SOC 2018 codes.

    Where a Census code stands for several, the quality says how many and under which published code.
    """
    listed = read_table(files["workbook"], _COLUMNS, sheet="2018 Census Occ Code List", header_row=4)
    codes = listed.filter(pl.col(_CODE).str.contains(r"^\d{4}$"))
    links = pl.concat([_direct(codes), _members(files, codes)])
    published = codes.select(
        pl.col(_CODE).alias("census_2018"),
        pl.col(_TITLE).alias("title"),
        pl.col(_SOC).replace("none", None).alias("soc_2018_published"),
    )
    return Reading(
        tables={"codes": published.sort("census_2018")},
        crosswalk=crosswalk(
            links,
            from_system="census_2018",
            from_code=_CODE,
            to_system="soc_2018",
            to_code="member",
            quality="quality",
        ),
    )


def _direct(codes: pl.DataFrame) -> pl.DataFrame:
    detailed = codes.filter(pl.col(_SOC).str.contains(_DETAILED))
    return detailed.select(_CODE, pl.col(_SOC).alias("member"), quality=pl.lit(None, pl.String))


def _members(files: Files, codes: pl.DataFrame) -> pl.DataFrame:
    """The detailed codes listed under each Census code that stands for several."""
    sheet = read_table(files["workbook"], _COLUMNS, sheet=_MEMBERS_SHEET, header_row=3)
    several = codes.filter(~pl.col(_SOC).str.contains(_DETAILED)).select(_CODE, pl.col(_SOC).alias("published"))
    members = (
        sheet.select(
            pl.col(_CODE).forward_fill(),
            pl.col(_TITLE).str.extract(r"\(\s*(\d{2}-\d{4})\s*\)").replace(_MISPRINTED).alias("member"),
        )
        .filter(pl.col("member").str.contains(_DETAILED))
        .unique()
        .join(several, on=_CODE)
    )
    _assert_in_place(files["workbook"], members)
    quality = pl.format("one of {} under {}", pl.len().over(_CODE), pl.col("published"))
    return members.with_columns(quality=quality).select(_CODE, "member", "quality")


def _assert_in_place(workbook: Path, members: pl.DataFrame) -> None:
    """Members stand in the rows below their Census code: in another order they would fall to another.

    Raises:
        UnreadableFileError: a member does not begin as the published code does (11-2030, 13-20XX).
    """
    stem = pl.col("published").str.replace(r"(0+|X+)$", "")
    astray = members.filter(~pl.col("member").str.starts_with(stem))
    if not astray.is_empty():
        code, member, published = astray.select(_CODE, "member", "published").sort(_CODE).row(0)
        raise UnreadableFileError(
            f"{workbook}, sheet '{_MEMBERS_SHEET}': {member} stands below Census code {code}, which is {published}.",
            "Were its rows sorted? Restore the file from its publisher and run `jobprism build` again.",
        )
