"""The difference of two editions as a document."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.documents import EditionNote
from jobprism.editions.manifest import Judged
from jobprism.editions.restatements import Restatement

Change = Literal["added", "removed", "changed"]
Cause = Literal["data", "judgement", "method", "roles", "not recorded"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rows(_Part):
    """Rows of evidence of a source, by subject, measure and date."""

    same: int
    revised: int = Field(description="The same subject, measure and date with another value.")
    added: int
    removed: int


class SourceChange(_Part):
    """A source that only one of the editions has, or whose files, version or rows differ."""

    id: str
    title: str
    change: Change
    version_before: str | None
    version_after: str | None
    vintage_before: str | None
    vintage_after: str | None
    files: list[str] = Field(description="Files that were added, removed or have other bytes.")
    rows: Rows | None = Field(description="Null where the editions do not both hold the source's figures.")


class ValueChange(_Part):
    """A single value; null where one of the editions lacks it."""

    path: str
    before: Judged
    after: Judged


class JudgementChange(_Part):
    """A judgement file that differs."""

    file: str
    change: Literal["added", "removed", "changed", "reworded", "not recorded"] = Field(
        description="reworded: no value changed. not recorded: an edition is older than the keeping of values."
    )
    values: list[ValueChange]
    figures: list[str] = Field(description="What of the tables it can move; empty for a judgement of documents only.")


class MethodChange(_Part):
    """Code and weights."""

    recorded: bool = Field(description="False where an edition was made before code and weights were recorded.")
    rooms: list[str] = Field(description="Rooms of the package whose code differs.")
    models: list[str] = Field(description="Files of fitted weights that differ.")
    libraries: list[ValueChange]
    version_before: str
    version_after: str


class SubjectChange(_Part):
    """An occupation or role that only one of the editions has, or that is named or declared otherwise."""

    kind: Literal["occupation", "role"]
    id: str
    change: Literal["added", "removed", "renamed", "declared anew"]
    title_before: str | None
    title_after: str | None
    fields: list[str] = Field(description="Of a role, the parts of its declaration that differ.")


class Move(_Part):
    """A subject whose figure moved; figures on a scale of 0 to 100."""

    id: str
    title: str
    before: float
    low_before: float
    high_before: float
    after: float
    low_after: float
    high_after: float
    change: float
    band_before: str | None
    band_after: str | None
    overlap: bool = Field(description="Whether the two 90 % intervals overlap.")


class BandMove(_Part):
    """How many subjects went from one band to another."""

    before: str
    after: str
    n: int


class Quantiles(_Part):
    """Quantiles of the change, in points."""

    p05: float
    p25: float
    p50: float
    p75: float
    p95: float


class FigureChange(_Part):
    """What became of one figure of all occupations or roles; figures and changes in points of 100."""

    kind: Literal["occupation", "role"]
    figure: str
    level: str | None = Field(description="A level, or null for the job as a whole.")
    n: int = Field(description="Subjects that have the figure in both editions.")
    appeared: int = Field(description="Subjects that had none before; missing is not zero.")
    gone: int
    moved: int = Field(description="By at least `moved_from` points.")
    moved_from: float
    interval_changed: int = Field(description="An end of the interval moved by that much, and the figure did not.")
    mean_before: float | None
    mean_after: float | None
    employment_weighted_before: float | None = Field(description="Weighted by US jobs; null for roles.")
    employment_weighted_after: float | None
    mean_absolute_change: float | None
    change: Quantiles | None
    spearman: float | None = Field(description="Rank correlation; null where fewer than three have both.")
    top_decile_overlap: float | None = Field(description="Share of the former highest tenth that is in the new one.")
    outside_former_interval: int = Field(description="New figures that lie outside the former 90 % interval.")
    disjoint: int = Field(description="Subjects whose two intervals do not overlap.")
    width_before: float | None = Field(description="Mean width of the intervals.")
    width_after: float | None
    band_changed: int | None = Field(description="Null for figures without bands.")
    bands: list[BandMove]
    rises: list[Move]
    falls: list[Move]
    touched: bool = Field(description="Whether anything of the above differs between the editions.")
    causes: list[Cause] = Field(description="What changed that can move the figure; empty where it did not move.")
    restatements: list[str] = Field(description="Ids of the new restatements that name the figure.")


class TableChange(_Part):
    """A table that only one of the editions has, or whose columns or content differ."""

    name: str
    change: Literal["added", "removed", "columns", "content"]
    rows_before: int | None
    rows_after: int | None
    columns_added: list[str]
    columns_removed: list[str]
    columns_retyped: list[str]


class CheckChange(_Part):
    """A figure of the validation that differs."""

    section: str
    id: str
    what: str
    split: str = Field(description="What it was computed on.")
    before: float | None
    after: float | None
    passed_before: bool | None
    passed_after: bool | None


class EditionsDiff(_Part):
    """What changed from one edition to another, and what it can be laid to."""

    schema_version: Literal[1] = 1
    document: Literal["editions_diff"] = "editions_diff"
    before: EditionNote
    after: EditionNote
    in_short: list[str]
    same: bool = Field(description="Whether the two hold the same tables to the last digit.")
    sources: list[SourceChange]
    judgements: list[JudgementChange]
    method: MethodChange
    restatements: list[Restatement] = Field(description="Changes of method that the former did not declare.")
    subjects: list[SubjectChange]
    tasks_added: int
    tasks_removed: int
    figures: list[FigureChange]
    levels: list[FigureChange] = Field(description="Pressure at each level.")
    tables: list[TableChange]
    checks: list[CheckChange]


class SourceVersion(_Part):
    """A source as an edition was made with it."""

    id: str
    title: str
    version: str
    vintage: str
    licence: str
    observations: int


class EditionEntry(_Part):
    """An edition on this machine, with the versions it was made from."""

    name: str
    edition: EditionNote
    shown: bool = Field(description="Whether it is the one that is published.")
    tables: int
    sources: list[SourceVersion]


class EditionsReport(_Part):
    """The editions there are, and what the one shown changed of the one before it."""

    schema_version: Literal[1] = 1
    document: Literal["editions"] = "editions"
    editions: list[EditionEntry] = Field(description="Newest first.")
    restatements: list[Restatement] = Field(description="All that are declared, newest first.")
    diff: EditionsDiff | None = Field(description="From the former edition of the same kind; null where there is none.")
