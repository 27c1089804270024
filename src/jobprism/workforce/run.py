"""A roster from its file to coded rows, tables and a summary; may be killed at any time and goes on when run again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.profession import edition_note
from jobprism.analyses.workforce_document import Rows, WorkforceSummary
from jobprism.editions.store import Edition
from jobprism.files import sha256_of, sha256_of_text, write_text, written_beside
from jobprism.judgements.load import FOLDER, Workforce, judgement
from jobprism.matching.level import level_of
from jobprism.publishing.pdf import check_installed as check_pdf_installed
from jobprism.publishing.pdf import to_pdf
from jobprism.publishing.tabular import frame_to_csv
from jobprism.version import __version__
from jobprism.workforce import tables
from jobprism.workforce.checks import FAULTS
from jobprism.workforce.cube import merged, placed
from jobprism.workforce.dashboard import to_html
from jobprism.workforce.engines import Engine, OneProcess
from jobprism.workforce.exposure import mixes_of
from jobprism.workforce.figures import GIVEN_LEVELS, LEVELS, UNCODED
from jobprism.workforce.inputs import Given, Roster, open_roster
from jobprism.workforce.kernel import CODES_SCHEMA, Kernel
from jobprism.workforce.markdown import to_markdown
from jobprism.workforce.moves import moves
from jobprism.workforce.own import own_lists
from jobprism.workforce.parts import FILES_SCHEMA, MILLI, Context, PartReader
from jobprism.workforce.state import MANIFEST, RemoteState, State, state_of
from jobprism.workforce.storage import Shelf, room_for
from jobprism.workforce.summary import summary
from jobprism.workforce.titles import ChunkCoder, Step, chunks_of, overridden, read_overrides
from jobprism.workforce.workbook import NAME, check_installed, write_workbook

ROWS_PER_PART = 500_000
SUMMARY = "summary.json"
CELLS, LISTS = "detail/cells.parquet", "detail/own_lists.parquet"

Kind = State | RemoteState


@dataclass(frozen=True)
class Options:
    """How a roster is read and shown.

    Attributes:
        columns: the roster's names of our columns, where they are not found by themselves.
        overrides: a CSV file of codes that people gave.
        least_people: groups of fewer are withheld; the judgement where left out.
        rows_per_part: how many rows are held at a time; what bounds the memory.
        spreadsheet: whether the tables are written as a workbook too (``pip install "jobprism[workforce]"``).
        pdf: whether the summary is set as a PDF too (``pip install "jobprism[pdf]"``).
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    overrides: Path | None = None
    least_people: int | None = None
    rows_per_part: int = ROWS_PER_PART
    spreadsheet: bool = False
    pdf: bool = False

    @property
    def least(self) -> int:
        """Groups of fewer people are withheld."""
        return judgement(Workforce).least_people if self.least_people is None else self.least_people


def run(
    edition: Edition,
    roster: Given,
    output: Path | str,
    options: Options | None = None,
    step: Step = lambda *_: None,
    engine: Engine | None = None,
) -> WorkforceSummary:
    """Code a roster and write its results into a folder.

    Written: ``coded/part-*.parquet`` (every readable row), ``rejected.csv``, ``review.csv``, ``aggregates.csv`` and
    ``.parquet``, ``occupations.csv``, ``tasks.csv``, ``skills.csv``, ``summary.json`` and ``.md``, ``dashboard.html``,
    what a scenario needs in ``detail/``, and last ``manifest.json`` with the hash of each. Equal input, equal bytes.

    Args:
        edition: whose figures.
        roster: a file, a folder of Parquet, a query, or an address of object storage (``s3://…``) with Parquet.
        output: a folder, or an address, that is new, empty, or holds the results of an earlier run.
        options: how.
        step: called with (what, done, of all).
        engine: what runs it; this process where left out.

    Raises:
        UsageError: the roster, an option or the folder cannot be used; or no room is left on the disk.
    """
    options = options or Options()
    if options.spreadsheet:
        check_installed()
    if options.pdf:
        check_pdf_installed()
    engine = engine or OneProcess()
    with state_of(output) as state, room_for(output):
        kernel = Kernel(edition)
        overrides = read_overrides(options.overrides, kernel.figures) if options.overrides else None
        step("reading the roster", 0, 1)
        opened = open_roster(roster, state.work, options.columns, options.rows_per_part)
        fingerprint = _fingerprint(edition, opened, options)
        if not state.begin(fingerprint):
            context = _context(kernel, opened, overrides, state, engine, step)
            reader = PartReader(kernel, context, state.parts, state.shared, fingerprint)
            if engine.elsewhere:
                reader.share(context)
            count = len(opened.parts)
            left = [opened.parts[i] for i in state.parts.missing(count)]
            engine.each(reader, left, lambda done: step("coding rows", count - len(left) + done, count))
            state.parts.tidy()
            step("adding up", 0, 1)
            _results(opened, context, state, options)
            _write_manifest(edition, opened, options, state)
            state.publish()
        return WorkforceSummary.model_validate_json(state.read(SUMMARY))


def _fingerprint(edition: Edition, roster: Roster, options: Options) -> str:
    given = json.dumps(
        [dict(options.columns), options.least, options.rows_per_part, options.spreadsheet, options.pdf], sort_keys=True
    )
    overrides = sha256_of(options.overrides) if options.overrides else ""
    judged = sha256_of(FOLDER / "workforce.yml")
    return sha256_of_text(__version__, edition.manifest.content_hash, roster.fingerprint, given, overrides, judged)


def _context(
    kernel: Kernel, roster: Roster, overrides: pl.DataFrame | None, state: Kind, engine: Engine, step: Step
) -> Context:
    step("finding distinct titles", 0, 1)
    chunks = chunks_of(kernel, engine.distinct(roster, "title"))
    there = state.titles.names()
    left = [chunk for chunk in chunks if chunk.name not in there]
    known = len(chunks) - len(left)
    engine.each(ChunkCoder(kernel, state.titles), left, lambda done: step("coding titles", known + done, len(chunks)))
    codes = pl.concat([pl.DataFrame(schema=CODES_SCHEMA), *(state.titles.scan(c.name).collect() for c in chunks)])
    step("finding repeated ids", 0, 1)
    lists = engine.distinct(roster, "tasks")
    return Context(
        kernel.figures,
        codes if overrides is None else overridden(codes, overrides),
        _levels(engine.distinct(roster, "level")),
        own_lists(lists, kernel.figures.work) if lists else None,
        engine.repeated_ids(roster),
        frozenset(roster.has),
    )


def _levels(words: list[str]) -> pl.DataFrame:
    """Level (as the roster writes it), given_level (place in LEVELS; null where we do not know the word)."""
    told: list[int | None] = []
    for word in words:
        level = level_of(word)
        told.append(LEVELS.index(GIVEN_LEVELS.get(level.level, level.level)) if level.sign else None)
    return pl.DataFrame({"level": words, "given_level": told}, schema={"level": pl.String, "given_level": pl.UInt8})


def _results(roster: Roster, context: Context, state: Kind, options: Options) -> None:
    count, folder, figures = len(roster.parts), state.result, context.figures
    (folder / "detail").mkdir(exist_ok=True)
    cells = merged(state.parts.kept("cells", count))
    detail = Shelf(str(folder))
    detail.write(CELLS, cells)
    if context.own:
        detail.write(LISTS, context.own.table.filter(pl.col("own").is_not_null()).select("tasks", "own"))
    rejected = _write_rejected(roster, state, count)
    review = _write_review(context, state, count)
    sums = sums_of(cells, context, frozenset(roster.has), options.least)
    found = tables_of(sums)
    rows = Rows(
        columns=roster.columns,
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
    write_tables(folder, found, document, edition_note(figures.edition))
    if options.spreadsheet:
        write_workbook(folder / NAME, figures.edition, document, found)
    if options.pdf:
        with written_beside(folder / "summary.pdf") as beside:
            beside.write_bytes(to_pdf(to_markdown(document), edition_note(figures.edition)))


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
        "moves": moves(sums.figures.edition, shown),
    }


def write_tables(folder: Path, found: dict[str, pl.DataFrame], document: WorkforceSummary, note: EditionNote) -> None:
    """The tables as CSV, the aggregates as Parquet too, and the summary as JSON, Markdown and one page of HTML."""
    for name, table in found.items():
        write_text(folder / f"{name}.csv", frame_to_csv(table))
    Shelf(str(folder)).write("aggregates.parquet", found["aggregates"])
    write_text(folder / SUMMARY, document.model_dump_json(indent=1) + "\n")
    write_text(folder / "summary.md", to_markdown(document))
    write_text(folder / "dashboard.html", to_html(document, found["occupations"], note))


def _write_rejected(roster: Roster, state: Kind, count: int) -> dict[str, int]:
    """``rejected.csv``: file, row, reason in words, value; how many by reason."""
    words = pl.col("reason").replace_strict(FAULTS, default=pl.col("reason"))
    all_parts = pl.concat([roster.faulty.lazy(), *state.parts.kept("faulty", count)])
    with written_beside(state.result / "rejected.csv") as beside:
        all_parts.with_columns(reason=words).sink_csv(beside)
    counts = all_parts.group_by("reason").len().sort(["len", "reason"], descending=[True, False]).collect()
    return {FAULTS[reason]: n for reason, n in counts.rows()}


def _write_review(context: Context, state: Kind, count: int) -> int:
    """``review.csv``: unsure titles by headcount with their candidates; how many. It can come back as overrides."""
    unsure = state.parts.kept("unsure", count)
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
        (pl.col("people_milli") / MILLI).round(3).alias("people"),
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


def _write_manifest(edition: Edition, roster: Roster, options: Options, state: Kind) -> None:
    parts = pl.concat([pl.LazyFrame(schema=FILES_SCHEMA), *state.parts.kept("files", len(roster.parts))]).collect()
    files = {f"coded/{name}": {"bytes": size, "sha256": digest} for name, size, digest in parts.rows()}
    for path in sorted(p for p in state.result.rglob("*") if p.is_file()):
        name = path.relative_to(state.result).as_posix()
        if name not in files:
            files[name] = {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
    told = {
        "fingerprint": _fingerprint(edition, roster, options),
        "jobprism_version": __version__,
        "edition": edition.manifest.name,
        "edition_hash": edition.manifest.content_hash,
        "columns": sorted(roster.has),
        "least_people": options.least,
        "files": dict(sorted(files.items())),
    }
    write_text(state.result / MANIFEST, json.dumps(told, indent=1) + "\n")
