"""Building an edition: every step from publishers' files to a folder that appears whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from filelock import FileLock, Timeout

from jobprism.editions.made_from import PACKAGE, made_from, parts
from jobprism.editions.manifest import (
    FORMAT,
    MANIFEST_NAME,
    Kind,
    Manifest,
    SourceEntry,
    TableEntry,
    content_hash,
    declared_edition,
    joint_hash,
)
from jobprism.editions.store import CORE, Edition, current, make_current
from jobprism.editions.tables import core_tables, edition_tables
from jobprism.errors import EditionError
from jobprism.estimates.estimate import estimate
from jobprism.estimates.validation import failures
from jobprism.evidence.assemble import assemble
from jobprism.files import folder_beside, remove_leftovers, sha256_of, sha256_of_text, write_text
from jobprism.roles.declared import declared_roles
from jobprism.settings import Settings
from jobprism.sources.declaration import Redistribution
from jobprism.sources.fetch import Located, locate
from jobprism.sources.parsed import read_cached
from jobprism.sources.registry import Registered, registered_sources
from jobprism.version import __version__

Step = Callable[[str, int, int], None]
"""Called with (what is being done, steps done, steps in all)."""

_COMPRESSION_LEVEL = 15


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        folder: the edition's folder.
        manifest: its manifest.
        unchanged: whether nothing had changed and the edition was there already.
    """

    folder: Path
    manifest: Manifest
    unchanged: bool


def build(settings: Settings, step: Step = lambda *_: None) -> Built:
    """Build the full edition in the user's data folder and make it the current one.

    Raises:
        SourceError: a publisher's file is missing, changed or unreadable.
        EditionError: another build is running.
    """
    settings.editions_dir.mkdir(parents=True, exist_ok=True)
    with _only_build(settings.editions_dir / ".lock"):
        remove_leftovers(settings.editions_dir)
        remove_leftovers(settings.cache_dir / "parsed")
        registered = registered_sources(own=settings.own_sources)
        located = _located(registered, settings, step)
        fingerprint = _fingerprint(registered, located)
        here = _whole(current(settings))
        if here is not None and here.manifest.fingerprint == fingerprint:
            return Built(here.folder, here.manifest, unchanged=True)
        tables = _tables(registered, located, settings, step)
        built = _write(tables, "full", settings.editions_dir, registered, located, fingerprint)
        make_current(settings, built.folder)
        return built


def build_core(settings: Settings, step: Step = lambda *_: None, target: Path = CORE) -> Built:
    """Build the core edition, by default in place of the one in the package."""
    registered = registered_sources()
    located = _located(registered, settings, step)
    tables = core_tables(_tables(registered, located, settings, step), _shipped(registered))
    return _write(tables, "core", target.parent, registered, located, _fingerprint(registered, located), target)


def compare_with_core(settings: Settings, step: Step = lambda *_: None) -> list[str]:
    """How a core edition made from the publishers' files differs from the one in the package, a line each.

    Figures may differ in the last of their digits, as machines do.
    """
    registered = registered_sources()
    located = _located(registered, settings, step)
    fresh = core_tables(_tables(registered, located, settings, step), _shipped(registered))
    shipped = Edition(CORE)
    differences = [
        f"table '{name}' is only in the {where} core edition"
        for where, names in (
            ("shipped", set(shipped.manifest.tables) - set(fresh)),
            ("rebuilt", set(fresh) - set(shipped.manifest.tables)),
        )
        for name in sorted(names)
    ]
    for name in sorted(set(fresh) & set(shipped.manifest.tables)):
        differences += table_differences(name, shipped.table(name), fresh[name])
    return differences


def table_differences(name: str, shipped: pl.DataFrame, fresh: pl.DataFrame, tolerance: float = 2e-4) -> list[str]:
    """How two versions of a table differ, a line each; numbers within ``tolerance`` (relative beyond 1) count equal."""
    if shipped.schema != fresh.schema:
        return [f"table '{name}': columns {shipped.schema} were shipped, {fresh.schema} rebuilt"]
    if shipped.height != fresh.height:
        return [f"table '{name}': {shipped.height} rows were shipped, {fresh.height} rebuilt"]
    lines: list[str] = []
    for column in shipped.columns:
        old, new = shipped[column], fresh[column]
        if old.dtype.is_float():
            near = (old - new).abs() <= tolerance * pl.select(pl.max_horizontal(old.abs(), pl.lit(1.0))).to_series()
            differs = ~(near | (old.is_null() & new.is_null())).fill_null(value=False)
        else:
            differs = old.ne_missing(new)
        if differs.any():
            at = int(differs.arg_max() or 0)
            lines.append(
                f"table '{name}', column '{column}': {differs.sum()} rows differ, first row {at}: "
                f"{shipped.row(at)} was shipped, {fresh.row(at)} rebuilt"
            )
    return lines


def _shipped(registered: list[Registered]) -> list[str]:
    return [r.id for r in registered if r.source.licence.redistribution is Redistribution.SHIP]


def _whole(folder: Path | None) -> Edition | None:
    """The edition in a folder, if there is one and every file of it is as it was written."""
    if folder is None:
        return None
    try:
        edition = Edition(folder)
    except EditionError:
        return None
    return None if edition.verify() else edition


def _only_build(path: Path) -> FileLock:
    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise EditionError(
            f"Another build is running (it holds {path}).", "Wait for it to end, then build again."
        ) from error
    return lock


def _located(registered: list[Registered], settings: Settings, step: Step) -> dict[str, dict[str, Located]]:
    located = {}
    for done, source in enumerate(registered):
        step(f"finding {source.source.title}", done, 2 * len(registered) + 2)
        located[source.id] = locate(source, settings)
    return located


def _tables(
    registered: list[Registered], located: dict[str, dict[str, Located]], settings: Settings, step: Step
) -> dict[str, pl.DataFrame]:
    total = 2 * len(registered) + 2
    readings = {}
    for done, source in enumerate(registered):
        step(f"reading {source.source.title}", len(registered) + done, total)
        readings[source.id] = read_cached(source, located[source.id], settings.cache_dir)
    step("joining the evidence", total - 2, total)
    evidence = assemble(readings, {r.id: r.source for r in registered})
    step("estimating", total - 1, total)
    roles = declared_roles()
    index_measures = [m.id for r in registered for m in r.source.measures if m.index]
    estimates = estimate(evidence, roles, index_measures)
    tables = edition_tables(evidence, estimates, roles, registered)
    _gate(tables)
    step("writing", total, total)
    return tables


def _gate(tables: dict[str, pl.DataFrame]) -> None:
    """Refuse an edition that cannot reproduce what its sources publish, or whose figures fall below a gate.

    Raises:
        EditionError: names every replication or check that failed.
    """
    for row in tables["replications"].filter(~pl.col("passed")).rows(named=True):
        raise EditionError(
            f"The edition does not reproduce {row['what']}: the largest difference is {row['largest_difference']:.3g}, "
            f"allowed is {row['tolerance']:.0e}.",
            "A source or its reader changed: compare with the publisher's own figures.",
        )
    if failed := failures(tables["validation"]):
        raise EditionError(
            "The edition's figures fall below the gates:\n" + "\n".join(failed),
            "Find what changed since the last edition; a gate is moved in judgements/gates.yml, with its reason.",
        )


def _fingerprint(registered: list[Registered], located: dict[str, dict[str, Located]]) -> str:
    """Hash of all an edition is made from: bytes of the sources; code, declarations and weights of the rooms."""
    files = [f"{s}/{f.name}={f.sha256}" for s, fs in sorted(located.items()) for f in fs.values()]
    code = [f"{path.relative_to(PACKAGE).as_posix()}={sha256_of(path)}" for path in parts()]
    readers = [f"{r.id}={r.code_hash()}" for r in registered]
    return sha256_of_text(pl.__version__, *sorted(files), *readers, *code)


def _write(
    tables: dict[str, pl.DataFrame],
    kind: Kind,
    parent: Path,
    registered: list[Registered],
    located: dict[str, dict[str, Located]],
    fingerprint: str,
    target: Path | None = None,
) -> Built:
    """Write tables and manifest into a new folder, and rename it into place: ``target``, or by name in ``parent``."""
    declared = declared_edition()
    hashes = {name: content_hash(table) for name, table in tables.items()}
    joint = joint_hash(hashes)
    folder = target or parent / f"{declared.id}-{kind}-{joint[:12]}"
    origin = {"sources": [_source_entry(r, located[r.id], tables["evidence"]) for r in registered], **made_from()}
    same = _whole(folder) if target is None else None
    if same is not None and same.manifest.content_hash == joint:
        # The tables are there already; only what they were made from changed. Replacing the folder would leave a
        # moment without an edition.
        manifest = same.manifest.model_copy(
            update={**origin, "fingerprint": fingerprint, "jobprism_version": __version__}
        )
        write_text(folder / MANIFEST_NAME, manifest.model_dump_json(indent=1) + "\n")
        return Built(folder, manifest, unchanged=False)
    with folder_beside(folder) as beside:
        entries = {
            name: _write_table(beside / f"{name}.parquet", table, hashes[name])
            for name, table in sorted(tables.items())
        }
        manifest = Manifest(
            format=FORMAT,
            id=declared.id,
            kind=kind,
            date=declared.date,
            volume=declared.volume,
            number=declared.number,
            jobprism_version=__version__,
            fingerprint=fingerprint,
            content_hash=joint,
            tables=entries,
            **origin,
        )
        write_text(beside / MANIFEST_NAME, manifest.model_dump_json(indent=1) + "\n")
    return Built(folder, manifest, unchanged=False)


def _write_table(path: Path, table: pl.DataFrame, digest: str) -> TableEntry:
    table.write_parquet(path, compression="zstd", compression_level=_COMPRESSION_LEVEL, row_group_size=65_536)
    return TableEntry(rows=table.height, bytes=path.stat().st_size, sha256=sha256_of(path), content_hash=digest)


def _source_entry(registered: Registered, located: dict[str, Located], evidence: pl.DataFrame) -> SourceEntry:
    source = registered.source
    return SourceEntry(
        id=source.id,
        title=source.title,
        producer=source.producer,
        version=source.version,
        vintage=source.vintage,
        licence=source.licence.name,
        licence_url=source.licence.url,
        attribution=source.licence.attribution,
        redistribution=source.licence.redistribution.value,
        url=source.url,
        citation=source.citation,
        derived_from=source.derived_from,
        files={f.path.name: f.sha256 for f in located.values()},
        unpinned=sorted(f.path.name for f in located.values() if not f.pinned),
        observations=evidence.filter(pl.col("source") == source.id).height,
    )
