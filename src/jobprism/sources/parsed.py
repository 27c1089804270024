"""Reading sources once: parsed tables are cached by the bytes they came from and the code that read them."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from jobprism.errors import DeclarationError, UnreadableFileError
from jobprism.files import folder_beside, sha256_of_text
from jobprism.sources.fetch import Located
from jobprism.sources.reading import CROSSWALK_SCHEMA, OBSERVATION_SCHEMA, Reading
from jobprism.sources.registry import Registered

# Raised when the cached files change their layout, so that an older cache is not read as a newer one.
_LAYOUT = "2"
_REPEATED = "Are rows of a file repeated? Restore it from its publisher and run `jobprism build` again."
_KEYS = ["subject", "code_system", "code", "measure", "vintage"]
_OBSERVATIONS, _CROSSWALK = "observations", "crosswalk_links"


def input_hash(registered: Registered, located: dict[str, Located]) -> str:
    """Hash of a source's bytes, reader and declaration."""
    files = [f"{f.name}={f.sha256}" for f in sorted(located.values(), key=lambda f: f.name)]
    return sha256_of_text(_LAYOUT, registered.id, registered.code_hash(), *files)


def read_cached(registered: Registered, located: dict[str, Located], cache_dir: Path) -> Reading:
    """A source's tables and observations, from the cache where its inputs are unchanged."""
    folder = cache_dir / "parsed" / f"{registered.id}-{input_hash(registered, located)[:16]}"
    if folder.is_dir():
        return _load(folder)
    reading = registered.read({name: file.path for name, file in located.items()})
    _check(registered, reading)
    with folder_beside(folder) as beside:
        for name, table in {
            **reading.tables,
            _OBSERVATIONS: reading.observations,
            _CROSSWALK: reading.crosswalk,
        }.items():
            table.write_ipc(beside / f"{name}.arrow")
    return reading


def _load(folder: Path) -> Reading:
    tables = {f.stem: pl.read_ipc(f) for f in sorted(folder.glob("*.arrow"))}
    return Reading(observations=tables.pop(_OBSERVATIONS), crosswalk=tables.pop(_CROSSWALK), tables=tables)


def _check(registered: Registered, reading: Reading) -> None:
    """Hold a reading against its source's declaration.

    Raises:
        DeclarationError: wrong columns, an undeclared measure, or a value outside the measure's range.
        UnreadableFileError: a figure lacks its code, measure or date; a figure or a row of a table stands twice.
    """
    for name, frame, schema in (
        ("observations", reading.observations, OBSERVATION_SCHEMA),
        ("crosswalk", reading.crosswalk, CROSSWALK_SCHEMA),
    ):
        if frame.schema != schema:
            raise DeclarationError(
                f"The reader of '{registered.id}' returned {name} with {frame.schema}.",
                f"Build them with jobprism.sources.reading.{name}.",
            )
    _check_keys(registered, reading)
    _check_measures(registered, reading.observations)


def _check_keys(registered: Registered, reading: Reading) -> None:
    """Every figure has its keys, and stands once; so does every row of a table."""
    frame = reading.observations
    for key in _KEYS:
        missing = frame[key].null_count()
        if missing:
            raise UnreadableFileError(
                f"Source '{registered.id}' gives {missing} figures without a {key}.",
                "Is a cell of a file empty? Restore it from its publisher and run `jobprism build` again.",
            )
    twice = frame.filter(frame.select(_KEYS).is_duplicated())
    if not twice.is_empty():
        row = twice.row(0, named=True)
        raise UnreadableFileError(
            f"Source '{registered.id}' gives {twice.height} figures more than once, first '{row['measure']}' of "
            f"{row['code_system']} '{row['code'][:40]}'.",
            _REPEATED,
        )
    for name, table in reading.tables.items():
        repeated = table.is_duplicated().sum()
        if repeated:
            raise UnreadableFileError(
                f"Source '{registered.id}' gives {repeated} rows of its table '{name}' more than once.", _REPEATED
            )


def _check_measures(registered: Registered, frame: pl.DataFrame) -> None:
    """Every measure is declared, and its values lie in the declared range."""
    ranges = frame.group_by("measure").agg(pl.col("value").min().alias("low"), pl.col("value").max().alias("high"))
    for measure, low, high in ranges.sort("measure").rows():
        declared = registered.source.measure_of(measure)
        if declared is None:
            raise DeclarationError(
                f"The reader of '{registered.id}' returned the measure '{measure}', not declared in its source.yml.",
                "Declare the measure.",
            )
        below = declared.minimum is not None and low < declared.minimum
        above = declared.maximum is not None and high > declared.maximum
        if below or above:
            raise DeclarationError(
                f"'{measure}' of source '{registered.id}' runs from {low} to {high}; declared is {declared.minimum} "
                f"to {declared.maximum} {declared.unit}.",
                "Are the units still the same? Mend the reader or the declaration.",
            )
