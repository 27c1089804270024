"""Arrow batch in, Arrow batch out: titles and levels to codes, confidence, layers and pressure.

A pure function of a batch's rows and the edition: no state between batches, so that one machine and a cluster give the
same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from jobprism.atlas import Atlas
from jobprism.editions.store import CORE, Edition, editions
from jobprism.errors import EditionError
from jobprism.judgements.load import Workforce, judgement
from jobprism.matching.coder import BASES, TitleCoder
from jobprism.matching.level import level_of
from jobprism.matching.words import LONGEST
from jobprism.settings import settings
from jobprism.workforce.figures import GIVEN_LEVELS, LEVELS, MEASURES, UNCODED, Figures

ROW_FIGURES = ("capability", "use", "delegation", "human_need", "pressure", "pressure_low", "pressure_high")
MSE = tuple(f"mse_{m}" for m in MEASURES)
MICRO = 1_000_000
"""Errors are carried as whole millionths, so that their sums do not depend on the order of adding."""
TITLE_FAULTS = {
    "title_missing": "there is no title",
    "title_long": f"the title has more than {LONGEST} characters",
    "title_control": "the title holds control characters",
    "title_letters": "the title has no letter and is no known code",
    "title_total": "the row is a total of others",
}
CODES_SCHEMA = pl.Schema(
    {
        "title": pl.String,
        "fault": pl.String,  # a key of TITLE_FAULTS; such a title is not coded
        "subject": pl.UInt16,  # number in ``Figures.subjects``
        "confidence": pl.Float32,
        "basis": pl.String,
        "title_level": pl.UInt8,  # place in LEVELS; 0 where the title tells none
        **dict.fromkeys(MSE, pl.Int64),  # expected squared error from a wrong code, in millionths
        "others": pl.List(pl.UInt16),  # the next candidates
        "others_confidence": pl.List(pl.Float32),
    }
)

_OPENING = Lock()
_UNLETTERED = r"^[^\p{L}]*$"
_TOTAL = r"(?i)^(?:(?:grand|sub|overall)[\s-]*)?totals?(?: (?:headcount|employees|staff|fte))?:?$"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


class ArrowStream(Protocol):
    """Whatever hands over Arrow data: a pyarrow table or batch, a polars frame, and others."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A PyCapsule of the Arrow C stream."""
        ...


class Kernel:
    """Codes titles and gives them their figures; can be sent to other processes, which open the edition themselves."""

    def __init__(self, edition: Edition | Path) -> None:
        self.edition = edition if isinstance(edition, Edition) else Edition(edition)
        self.judged = judgement(Workforce)

    def __reduce__(self) -> tuple[Callable[[str, str], Kernel], tuple[str, str]]:
        return _elsewhere, (str(self.edition.folder), self.edition.manifest.content_hash)

    @cached_property
    def figures(self) -> Figures:
        """Subjects and figures of the edition."""
        return Figures(self.edition)

    @cached_property
    def coder(self) -> TitleCoder:
        """The title coder with the edition's roles."""
        return Atlas(self.edition).coder

    def __call__(self, batch: ArrowStream) -> pl.DataFrame:
        """Rows with codes and figures.

        Args:
            batch: title (text) and, where known, level (junior, mid, senior, lead; null where unknown).

        Returns:
            The rows in their order: title, level, level_basis (given, title, none), fault, occupation_id_onet,
            role_id, confidence, basis and the columns of ``ROW_FIGURES``; null where a title has no code or the
            edition no figure. The frame is itself an Arrow stream.
        """
        rows = pl.DataFrame(batch)
        level = rows["level"] if "level" in rows.columns else pl.Series([None] * rows.height, dtype=pl.String)
        given = level.replace_strict(list(LEVELS[1:]), range(1, len(LEVELS)), default=None, return_dtype=pl.UInt8)
        codes = self.code_titles(rows["title"].drop_nulls().unique(maintain_order=True).to_list())
        joined = rows.select("title").join(codes, on="title", how="left", maintain_order="left")
        missing = pl.when(pl.col("title").is_null()).then(pl.lit("title_missing"))
        joined = joined.with_columns(given_level=given, fault=missing.otherwise("fault"))
        return joined.select("title", "fault", "confidence", "basis").hstack(figured(joined, self.figures))

    def code_titles(self, titles: Sequence[str]) -> pl.DataFrame:
        """Codes of distinct titles, columns as in ``CODES_SCHEMA``; in the order given."""
        frame = pl.DataFrame({"title": titles}, schema={"title": pl.String})
        clean = pl.col("title").str.strip_chars()
        fault = (
            pl.when(clean == "")
            .then(pl.lit("title_missing"))
            .when(clean.str.len_chars() > LONGEST)
            .then(pl.lit("title_long"))
            .when(clean.str.contains(_CONTROL))
            .then(pl.lit("title_control"))
            .when(clean.str.contains(_TOTAL))
            .then(pl.lit("title_total"))
        )
        frame = frame.with_columns(fault=fault, clean=clean, bare=clean.str.contains(_UNLETTERED))
        return self._coded(frame)

    def _coded(self, frame: pl.DataFrame) -> pl.DataFrame:
        coded = self.coder.best(frame["clean"].to_list(), [None] * frame.height, self.judged.candidates)
        numbers = self._numbers(coded.columns)
        chances = coded.confidence.astype(np.float64).round(4)
        none = coded.basis == BASES.index("none")
        unlettered = frame["bare"].to_numpy() & (coded.basis != BASES.index("code"))
        fault = pl.when(pl.col("fault").is_null() & pl.Series(unlettered)).then(pl.lit("title_letters"))
        subject = np.where(none, self.figures.number[UNCODED], numbers[:, 0])
        errors = np.where(none[:, None], 0.0, self._errors(numbers, chances))
        return (
            frame.select("title", fault=fault.otherwise("fault"))
            .with_columns(
                subject=pl.Series(subject, dtype=pl.UInt16),
                confidence=pl.Series(chances[:, 0], dtype=pl.Float32),
                basis=pl.Series(BASES)[coded.basis.astype(np.int64)],
                title_level=self._levels(frame["clean"], subject),
                **{name: pl.Series(np.rint(errors[:, i] * MICRO), dtype=pl.Int64) for i, name in enumerate(MSE)},
                others=_lists(numbers[:, 1:].astype(np.uint16)),
                others_confidence=_lists(chances[:, 1:].astype(np.float32)),
            )
            .cast(CODES_SCHEMA)
        )

    def _numbers(self, columns: NDArray[np.int64]) -> NDArray[np.int64]:
        """Our numbers of the coder's columns."""
        if not columns.size:
            return columns
        known = np.unique(columns)
        numbers = np.array([self.figures.number[self.coder.subject_of(int(c))[1]] for c in known])
        return numbers[np.searchsorted(known, columns)]

    def _errors(self, numbers: NDArray[np.int64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
        """(titles, measures) expected squared error of taking the first code for the right one.

        The other candidates count with their chances; what is left of the chance counts with all occupations alike.
        """
        values = self.figures.values[numbers]
        gaps = (values - values[:, :1]) ** 2
        spread = self.figures.spread[numbers[:, 0]]
        gaps = np.where(np.isnan(gaps), spread[:, None], gaps)
        rest = np.clip(1 - chances.sum(axis=1), 0, 1)
        errors = (chances[:, 1:, None] * gaps[:, 1:]).sum(axis=1) + rest[:, None] * spread
        return np.nan_to_num(errors)

    def _levels(self, titles: pl.Series, subject: NDArray[np.int64]) -> pl.Series:
        names = self.figures.subjects["subject_title"].to_list()
        levels = [level_of(title, names[n]) for title, n in zip(titles.to_list(), subject.tolist(), strict=True)]
        place = {name: LEVELS.index(GIVEN_LEVELS.get(name, name)) for name in {level.level for level in levels}}
        told = [place[level.level] if level.confidence >= self.judged.level_told else 0 for level in levels]
        return pl.Series(told, dtype=pl.UInt8)


def _elsewhere(folder: str, content_hash: str) -> Kernel:
    """The kernel of an edition in another process, where it may lie in another folder; one for all of its work."""
    with _OPENING:
        return _opened(folder, content_hash)


@lru_cache(maxsize=1)
def _opened(folder: str, content_hash: str) -> Kernel:
    here = [Edition(CORE)] if not Path(folder).is_dir() else [Edition(Path(folder))]
    for edition in (*here, *editions(settings())[0]):
        if edition.manifest.content_hash == content_hash:
            return Kernel(edition)
    raise EditionError(
        "A machine of the cluster lacks the edition that this run uses, or has another version of it.",
        "Install the same Jobprism and build the same edition on all, or use `--core`.",
    )


def figured(rows: pl.DataFrame, figures: Figures, own: pl.DataFrame | None = None) -> pl.DataFrame:
    """What rows of codes bear: level, level_basis, occupation_id_onet, role_id and the columns of ``ROW_FIGURES``.

    Args:
        rows: subject, title_level, given_level (place in LEVELS, null where not given) and, with ``own``, own (row of
            ``own``, null where the subject speaks).
        figures: of the edition.
        own: figures of lists of own tasks, columns as in ``ROW_FIGURES``.
    """
    given, told = pl.col("given_level"), pl.col("title_level")
    level = rows.select(pl.coalesce(given, told).fill_null(0)).to_series()
    basis = pl.when(given.is_not_null()).then(pl.lit("given")).when(told > 0).then(pl.lit("title"))
    place = rows["subject"].cast(pl.UInt32) * len(LEVELS) + level
    table = figures.table.select(pl.col(ROW_FIGURES).cast(pl.Float32))
    if own is not None:
        place = rows.select(pl.when(pl.col("own").is_null()).then(place).otherwise(pl.col("own") + table.height))
        place, table = place.to_series(), pl.concat([table, own])
    ids = figures.subjects.select("occupation_id_onet", "role_id")[rows["subject"]]
    shown = pl.DataFrame(
        {
            "level": pl.Series([None, *LEVELS[1:]], dtype=pl.String).gather(level),
            "level_basis": rows.select(basis.otherwise(pl.lit("none"))).to_series(),
        }
    )
    return shown.hstack([*ids, *table[place]])


def _lists(values: NDArray[np.generic]) -> pl.Series:
    """A list per row; fast where building each one by itself is not."""
    if not values.size:
        return pl.Series([[]] * len(values))
    return pl.Series(values).cast(pl.List(pl.Series(values[0]).dtype))
