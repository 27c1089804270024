"""The same work through Daft: on this machine, or on a Ray cluster; needs the extra ``cluster``.

Daft decides where and when a part is read, and has it read again where a machine is lost. The work itself is that of
the one-machine engine on the same parts, so that the results are the same to the byte.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, TypeVar
from urllib.parse import urlsplit

import polars as pl

from jobprism.errors import JobprismError, UsageError
from jobprism.workforce.duplicates import id_hashes, later_ones, ordered
from jobprism.workforce.inputs import Part, Roster
from jobprism.workforce.titles import values_of

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# Neither Daft nor Ray tells its makers of its use; read when either is first imported.
_QUIET = {
    "DAFT_ANALYTICS_ENABLED": "0",
    "DAFT_PROGRESS_BAR": "0",
    "DO_NOT_TRACK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_SECONDS_TO_REACH = 20
_CLIENT = "ray://"
_HOW_TO_JOIN = (
    "On a machine of the cluster give `auto` or the head's host:6379; from any other `ray://host:10001`, the client "
    "port of the head. `ray start --head` starts one; without --address this machine does the work."
)
_ATTEMPTS = 3  # Daft repeats the work of a machine that is lost, but not always what had been finished on it


class DaftEngine:
    """Daft, with its native runner or, where an address is given, its Ray runner.

    Args:
        address: ``auto`` or the head's ``host:6379`` on a machine that belongs to the cluster; from any other
            ``ray://host:10001``, the client port of the head.

    Raises:
        UsageError: Daft or Ray is not installed, the address is none, no cluster answers at it, or this process runs
            Daft otherwise already.
    """

    elsewhere = True

    def __init__(self, address: str | None = None) -> None:
        os.environ.update(_QUIET)
        try:
            import daft

            if address is not None:
                _join(address)
        except ImportError as error:
            raise UsageError("Daft and Ray are not installed.", 'Run `pip install "jobprism[cluster]"`.') from error
        try:
            (daft.set_runner_native if address is None else daft.set_runner_ray)()
        except RuntimeError as error:
            raise UsageError("Daft runs otherwise in this process already.", "Use one engine in a process.") from error

    def distinct(self, roster: Roster, column: str) -> list[str]:
        """See ``engines.Engine``."""
        if column not in roster.has:
            return []
        found = _insisted(lambda: _column(_values(_Values(column), roster.parts, pl.String()).distinct()))
        return found.drop_nulls().sort().to_list()

    def repeated_ids(self, roster: Roster) -> pl.DataFrame:
        """See ``engines.Engine``."""
        if "id" not in roster.has:
            return ordered([])
        twice = _insisted(lambda: _column(_twice(_values(id_hashes, roster.parts, pl.UInt64()))))
        if not len(twice):
            return ordered([])
        return ordered(_answers(_LaterOnes(twice), roster.parts, lambda _: None))

    def each(self, work: Callable[[Item], None], items: Sequence[Item], done: Callable[[int], None]) -> None:
        """See ``engines.Engine``."""
        _answers(work, items, done)


class _Values:
    """The different values of a column in a part."""

    def __init__(self, column: str) -> None:
        self.column = column

    def __call__(self, part: Part) -> pl.Series:
        return values_of(part, self.column)


class _LaterOnes:
    """Rows of a part whose id's hash is one of those given."""

    def __init__(self, hashes: pl.Series) -> None:
        self.hashes = hashes

    def __call__(self, part: Part) -> pl.DataFrame:
        return later_ones(part, self.hashes)


def _join(address: str) -> None:
    import ray

    if ray.is_initialized():
        return
    found = _place(address)
    try:
        if found is not None:
            # Whether anything listens, which Ray would try to find out for minutes.
            socket.create_connection(found, timeout=_SECONDS_TO_REACH).close()
        ray.init(address=address, log_to_driver=False, logging_level=logging.WARNING)
    except Exception as error:
        raise UsageError(f"No Ray cluster answers at '{address}'.", _HOW_TO_JOIN) from error


def _place(address: str) -> tuple[str, int] | None:
    """Host and port of an address; None for ``auto``.

    Raises:
        UsageError: it is no address of a cluster, or names a client that is not installed.
    """
    if address == "auto":
        return None
    client = address.startswith(_CLIENT)
    try:
        parts = urlsplit(address if client else f"//{address}")
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not parts.hostname or not port or parts.path:
        raise UsageError(f"'{address}' is no address of a Ray cluster.", _HOW_TO_JOIN)
    if client and find_spec("grpc") is None:
        raise UsageError("Addresses of the kind ray:// need Ray's client.", 'Run `pip install "ray[client]"`.')
    return parts.hostname, port


def _answers(work: Callable[[Item], Answer], items: Sequence[Item], done: Callable[[int], None]) -> list[Answer]:
    """What work says of each item, in their order.

    Raises:
        JobprismError: what work raised, or Daft could not finish.
    """
    import daft

    found: dict[int, Answer] = {}

    def gathered() -> None:
        left = [i for i in range(len(items)) if i not in found]
        done(len(found))
        for row in _asked(_Told(work), [items[i] for i in left], daft.DataType.binary()).iter_rows():
            answer = pickle.loads(row["answer"])
            if isinstance(answer, JobprismError):
                raise answer
            found[left[row["id"]]] = answer
            done(len(found))

    if items:
        _insisted(gathered)
    return [found[i] for i in range(len(items))]


class _Told:
    """Work whose answer, or error of ours, comes back as bytes."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self.work = work

    def __call__(self, item: Any) -> bytes:
        try:
            return pickle.dumps(self.work(item))
        except JobprismError as error:
            return pickle.dumps(error)


def _values(work: Callable[[Part], pl.Series], parts: Sequence[Part], kind: pl.DataType) -> Any:
    """A Daft frame with a column ``answer``: the values that work finds in all parts."""
    from daft import DataType

    of = DataType.string() if kind == pl.String() else DataType.uint64()
    return _asked(work, parts, DataType.list(of)).select("answer").explode("answer")


def _twice(frame: Any) -> Any:
    """Values that a frame of ``_values`` has more than once."""
    from daft import col

    counted = frame.where(col("answer").not_null()).groupby("answer").agg(col("answer").count().alias("times"))
    more: Any = col("times")
    return counted.where(more > 1)


def _column(frame: Any) -> pl.Series:
    return pl.Series(pl.from_arrow(frame.select("answer").to_arrow()).to_series())  # pyright: ignore[reportAttributeAccessIssue]


def _asked(work: Callable[[Any], Any], items: Sequence[Any], answer: Any) -> Any:
    """A Daft frame with a row, and a partition, per item: id (its place) and answer.

    The places come from a generator and not from data, so that Daft can make those anew that were lost.
    """
    import daft

    @daft.cls
    class Work:
        def __init__(self, packed: bytes) -> None:
            self.work, self.items = pickle.loads(packed)

        @daft.method.batch(return_dtype=answer, batch_size=1)
        def do(self, places: Any) -> Any:
            found = [self.work(self.items[place]) for place in places.to_pylist()]
            if isinstance(found[0], pl.Series):
                # As Arrow: of a list of Python's, Daft rounds whole numbers above 2 to the 53.
                return pl.Series(found, dtype=pl.List(found[0].dtype)).to_arrow()
            return found

    # As bytes, so that it is packed once and not with every message between machines.
    worker = Work(pickle.dumps((work, list(items))))
    places = daft.range(0, len(items), 1, len(items))
    return places.select(daft.col("id"), worker.do(daft.col("id")).alias("answer"))


def _insisted(ask: Callable[[], Answer]) -> Answer:
    """What a query gives, asked again where it failed: a lost machine takes its finished results with it.

    Raises:
        JobprismError: what the work raised; or the query failed every time.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return ask()
        except JobprismError:
            raise
        except Exception as error:
            if attempt == _ATTEMPTS:
                raise UsageError(
                    f"Daft could not finish the work ({type(error).__name__}), asked {_ATTEMPTS} times.",
                    "See the logs of Daft and Ray for why; run the same command again: finished parts are kept.",
                ) from error
    raise AssertionError("the last attempt returns or raises")
