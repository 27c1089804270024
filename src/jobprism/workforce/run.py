"""A roster from its file to coded rows, tables and a summary; may be killed at any time and goes on when run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from jobprism.editions.store import Edition
from jobprism.files import sha256_of, sha256_of_text, write_text, written_beside
from jobprism.judgements.load import FOLDER, Workforce, judgement
from jobprism.matching.level import level_of
from jobprism.publishing.tabular import frame_to_csv
from jobprism.version import __version__
from jobprism.workforce import tables
from jobprism.workforce.checks import FAULTS
from jobprism.workforce.cube import merged, placed
from jobprism.workforce.dashboard import to_html
from jobprism.workforce.documents import Rows, WorkforceSummary
from jobprism.workforce.duplicates import repeated_ids
from jobprism.workforce.exposure import mixes_of
from jobprism.workforce.figures import GIVEN_LEVELS, LEVELS, UNCODED
from jobprism.workforce.inputs import Query, Roster, open_roster
from jobprism.workforce.kernel import Kernel
from jobprism.workforce.markdown import to_markdown
from jobprism.workforce.own import own_lists
from jobprism.workforce.parts import MILLI, Context, read_part
from jobprism.workforce.state import MANIFEST, State, room_on_disk, write_frame
from jobprism.workforce.summary import summary
from jobprism.workforce.titles import Step, coded_titles, distinct, overridden, read_overrides
from jobprism.workforce.workbook import NAME, check_installed, write_workbook

ROWS_PER_PART = 500_000
SUMMARY = "summary.json"
CELLS, LISTS = "detail/cells.parquet", "detail/own_lists.parquet"


@dataclass(frozen=True)
class Options:
    """How a roster is read and shown.

    Attributes:
        columns: the roster's names of our columns, where they are not found by themselves.
        overrides: a CSV file of codes that people gave.
        least_people: groups of fewer are withheld; the judgement where left out.
        rows_per_part: how many rows are held at a time; what bounds the memory.
        spreadsheet: whether the tables are written as a workbook too (``pip install "jobprism[workforce]"``).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    overrides: Path | None = None
    least_people: int | None = None
    rows_per_part: int = ROWS_PER_PART
    spreadsheet: bool = False

    @property
    def least(self) -> int:
        """Groups of fewer people are withheld."""
        return judgement(Workforce).least_people if self.least_people is None else self.least_people


def run(
    edition: Edition, roster: Path | Query, output: Path, options: Options | None = None, step: Step = lambda *_: None
) -> WorkforceSummary:
    """Code a roster and write its results into a folder.

    Written: ``coded/part-*.parquet`` (every readable row), ``rejected.csv``, ``review.csv``, ``aggregates.csv`` and
    ``.parquet``, ``occupations.csv``, ``tasks.csv``, ``skills.csv``, ``summary.json`` and ``.md``, ``dashboard.html``,
    what a scenario needs in ``detail/``, and last ``manifest.json`` with the hash of each. Equal input, equal bytes.

    Args:
        edition: whose figures.
        roster: a file, a folder of Parquet, or a query.
        output: a folder that is new, empty, or holds the results of an earlier run.
        options: how.
        step: called with (what, done, of all).

    Raises:
        UsageError: the roster, an option or the folder cannot be used; or no room is left on the disk.
    """
    options = options or Options()
    if options.spreadsheet:
        check_installed()
    state = State(output)
    with room_on_disk(output):
        kernel = Kernel(edition)
        overrides = read_overrides(options.overrides, kernel.figures) if options.overrides else None
        step("reading the roster", 0, 1)
        opened = open_roster(roster, state.work, options.columns, options.rows_per_part)
        if not state.begin(_fingerprint(edition, opened, options)):
            context = _context(kernel, opened, overrides, state, step)
            _read_parts(opened, context, state, step)
            step("adding up", 0, 1)
            _results(opened, context, state, options)
            _write_manifest(edition, opened, options, state)
            state.publish()
    return WorkforceSummary.model_validate_json((output / SUMMARY).read_text(encoding="utf-8"))


def _fingerprint(edition: Edition, roster: Roster, options: Options) -> str:
    given = json.dumps(
        [dict(options.columns), options.least, options.rows_per_part, options.spreadsheet], sort_keys=True
    )
    overrides = sha256_of(options.overrides) if options.overrides else ""
    judged = sha256_of(FOLDER / "workforce.yml")
    return sha256_of_text(__version__, edition.manifest.content_hash, roster.fingerprint, given, overrides, judged)


def _context(kernel: Kernel, roster: Roster, overrides: pl.DataFrame | None, state: State, step: Step) -> Context:
    step("finding distinct titles", 0, 1)
    codes = coded_titles(kernel, distinct(roster, "title"), state.titles, step)
    lists = distinct(roster, "tasks")
    return Context(
        kernel.figures,
        codes if overrides is None else overridden(codes, overrides),
        _levels(distinct(roster, "level")),
        own_lists(lists, kernel.figures.work) if lists else None,
        repeated_ids(roster),
        frozenset(roster.has),
    )


def _levels(words: list[str]) -> pl.DataFrame:
    """Level (as the roster writes it), given_level (place in LEVELS; null where we do not know the word)."""
    told: list[int | None] = []
    for word in words:
        level = level_of(word)
        told.append(LEVELS.index(GIVEN_LEVELS.get(level.level, level.level)) if level.sign else None)
    return pl.DataFrame({"level": words, "given_level": told}, schema={"level": pl.String, "given_level": pl.UInt8})


def _read_parts(roster: Roster, context: Context, state: State, step: Step) -> None:
    for part in roster.parts:
        step("coding rows", part.number, len(roster.parts))
        if not state.has(part.number):
            state.keep(part.number, read_part(part, context))


def _results(roster: Roster, context: Context, state: State, options: Options) -> None:
    count, folder, figures = len(roster.parts), state.result, context.figures
    (folder / "detail").mkdir(exist_ok=True)
    cells = merged(state.kept("cells", count))
    write_frame(cells, folder / CELLS)
    if context.own:
        write_frame(context.own.table.filter(pl.col("own").is_not_null()).select("tasks", "own"), folder / LISTS)
    rejected = _write_rejected(roster, state, count)
    review = _write_review(context, state, count)
    sums = sums_of(cells, context, frozenset(roster.has), options.least)
    found = tables_of(sums)
    rows = Rows(
        read=roster.rows,
        coded=int(cells["rows"].sum()),
        without_code=int(cells.filter(pl.col("subject") == figures.number[UNCODED])["rows"].sum()),
        rejected=sum(rejected.values()),
        rejected_by_reason=rejected,
        distinct_titles=context.codes.height,
        titles_to_review=review,
        levels_not_understood=_unknown_levels(roster, context),
    )
    document = summary(figures.edition, rows, found, options.least)
    write_tables(folder, found, document)
    if options.spreadsheet:
        write_workbook(folder / NAME, figures.edition, document, found)


def sums_of(cells: pl.DataFrame, context: Context, has: frozenset[str], least: int) -> tables.Sums:
    """What the tables are made from."""
    located = placed(cells, context.figures)
    places = np.unique(located["place"].to_numpy())
    return tables.Sums(located, mixes_of(context.figures, context.own, places), context.figures, has, least)


def tables_of(sums: tables.Sums) -> dict[str, pl.DataFrame]:
    """All tables by name."""
    aggregates = tables.aggregates(sums)
    shown = tables.occupations(sums, aggregates)
    return {
        "aggregates": aggregates,
        "occupations": shown,
        "tasks": tables.tasks(sums, shown),
        "skills": tables.skills(sums, shown),
    }


def write_tables(folder: Path, found: Mapping[str, pl.DataFrame], document: WorkforceSummary) -> None:
    """The tables as CSV, the aggregates as Parquet too, and the summary as JSON, Markdown and one page of HTML."""
    for name, table in found.items():
        write_text(folder / f"{name}.csv", frame_to_csv(table))
    write_frame(found["aggregates"], folder / "aggregates.parquet")
    write_text(folder / SUMMARY, document.model_dump_json(indent=1) + "\n")
    write_text(folder / "summary.md", to_markdown(document))
    bands = found["occupations"].filter(pl.col("band").is_not_null()).group_by("band").agg(pl.col("people").sum())
    write_text(folder / "dashboard.html", to_html(document, dict(bands.rows())))


def _write_rejected(roster: Roster, state: State, count: int) -> dict[str, int]:
    """``rejected.csv``: file, row, reason in words, value; how many by reason."""
    words = pl.col("reason").replace_strict(FAULTS, default=pl.col("reason"))
    all_parts = pl.concat([roster.faulty.lazy(), *state.kept("faulty", count)])
    with written_beside(state.result / "rejected.csv") as beside:
        all_parts.with_columns(reason=words).sink_csv(beside)
    counts = all_parts.group_by("reason").len().sort(["len", "reason"], descending=[True, False]).collect()
    return {FAULTS[reason]: n for reason, n in counts.rows()}


def _write_review(context: Context, state: State, count: int) -> int:
    """``review.csv``: unsure titles by headcount with their candidates; how many. It can come back as overrides."""
    unsure = state.kept("unsure", count)
    names = context.figures.subjects.select("subject_id", "subject_title")
    queue = pl.concat(unsure).group_by("title").agg(pl.col("rows", "people_milli").sum()).collect() if unsure else None
    if queue is None:
        queue = pl.DataFrame(schema={"title": pl.String, "rows": pl.Int64, "people_milli": pl.Int64})
    queue = queue.join(context.codes, on="title").sort(["people_milli", "title"], descending=[True, False])
    best = names[queue["subject"]].rename({"subject_id": "best_code", "subject_title": "best_title"})
    others = [_other(queue, names, i) for i in range(judgement(Workforce).candidates - 1)]
    table = queue.select(
        "title",
        pl.lit(None, dtype=pl.String).alias("code"),
        pl.lit(None, dtype=pl.String).alias("level"),
        (pl.col("people_milli") / MILLI).alias("people"),
        "rows",
        pl.col("confidence").cast(pl.Float64).round(4),
    ).hstack([*best, *others])
    write_text(state.result / "review.csv", frame_to_csv(table))
    return table.height


def _other(queue: pl.DataFrame, names: pl.DataFrame, place: int) -> pl.Series:
    """The next candidates, a column each: code and title."""
    numbers = queue["others"].list.get(place, null_on_oob=True)
    found = names[numbers] if len(numbers) else names.head(0)
    text = found.select(pl.concat_str("subject_id", "subject_title", separator=" ")).to_series()
    return text.alias(f"candidate_{place + 2}")


def _unknown_levels(roster: Roster, context: Context) -> int:
    unknown = context.levels.filter(pl.col("given_level").is_null())["level"]
    if not len(unknown):
        return 0
    scans = [
        p.scan(["level"]).filter(pl.col("level").cast(pl.String).is_in(unknown.implode()))
        for p in roster.parts
        if "level" in p.columns
    ]
    return int(pl.concat([s.select(pl.len()) for s in scans]).sum().collect().item())


def _write_manifest(edition: Edition, roster: Roster, options: Options, state: State) -> None:
    files = {}
    for path in sorted(p for p in state.result.rglob("*") if p.is_file()):
        name = path.relative_to(state.result).as_posix()
        files[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    told = {
        "fingerprint": _fingerprint(edition, roster, options),
        "jobprism_version": __version__,
        "edition": edition.manifest.name,
        "edition_hash": edition.manifest.content_hash,
        "columns": sorted(roster.has),
        "least_people": options.least,
        "files": files,
    }
    write_text(state.result / MANIFEST, json.dumps(told, indent=1) + "\n")
