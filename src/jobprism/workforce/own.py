"""Lists of a row's own tasks, which take the place of what the occupation does."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from jobprism.errors import UsageError
from jobprism.estimates.intervals import beta_interval
from jobprism.judgements.load import Workforce, judgement
from jobprism.workforce.figures import MEASURES, PRESSURE, Work
from jobprism.workforce.kernel import ROW_FIGURES
from jobprism.workforce.uncertainty import moments

OWN_FAULTS = {
    "tasks_unread": "the own tasks are not of the form 'id: hours; id: hours'",
    "tasks_unknown": "an own task is neither a task nor an activity of the edition",
    "tasks_hours": "the hours of the own tasks are negative or add to nothing",
}


@dataclass(frozen=True)
class OwnLists:
    """The different lists of a roster.

    Attributes:
        table: tasks (the text), own (row of ``figures`` and ``mixes``; null where faulty), fault.
        figures: columns of ``ROW_FIGURES``.
        mixes: (lists, tasks) shares.
    """

    table: pl.DataFrame
    figures: pl.DataFrame
    mixes: csr_matrix


def own_lists(texts: list[str], work: Work) -> OwnLists:
    """Read lists of own tasks.

    Args:
        texts: different ones, each JSON (``{"8823": 12, ...}``) or ``8823: 12; 8824: 3``: ids of tasks or activities
            with hours or shares on any scale. An activity stands for all its tasks alike.
        work: the edition's tasks.

    Raises:
        UsageError: there are more lists than can be kept.
    """
    most = judgement(Workforce).most_own_lists
    if len(texts) > most:
        raise UsageError(
            f"The roster has {len(texts):,} different lists of own tasks; {most:,} can be kept.",
            "Give own tasks to fewer rows, or split the roster.",
        )
    of_activity = _of_activity(work)
    own, faults, rows = [], [], []
    for text in texts:
        read = _shares(text, work, of_activity)
        faults.append(read if isinstance(read, str) else None)
        own.append(None if isinstance(read, str) else len(rows))
        if not isinstance(read, str):
            rows.append(read)
    schema = {"tasks": pl.String, "own": pl.UInt32, "own_fault": pl.String}
    table = pl.DataFrame({"tasks": texts, "own": own, "own_fault": faults}, schema=schema)
    mixes = _matrix(rows, work.items.height)
    return OwnLists(table, _figures(mixes, work), mixes)


def _of_activity(work: Work) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, activity in enumerate(work.items["activity_id_onet"]):
        if activity:
            found.setdefault(activity, []).append(i)
    return found


def _shares(text: str, work: Work, of_activity: dict[str, list[int]]) -> dict[int, float] | str:
    """Shares by task, or what is wrong."""
    hours = _hours(text)
    if hours is None:
        return "tasks_unread"
    if any(not math.isfinite(h) or h < 0 for h in hours.values()) or not sum(hours.values()) > 0:
        return "tasks_hours"
    whole, shares = sum(hours.values()), {}
    for task, of_task in hours.items():
        places = [work.places[task]] if task in work.places else of_activity.get(task)
        if not places:
            return "tasks_unknown"
        for place in places:
            shares[place] = shares.get(place, 0.0) + of_task / whole / len(places)
    return shares


def _hours(text: str) -> dict[str, float] | None:
    try:
        if text.lstrip().startswith("{"):
            return {str(k): float(v) for k, v in json.loads(text).items()}
        pairs = [part.rsplit(":", 1) for part in text.split(";") if part.strip()]
        return {task.strip(): float(hours) for task, hours in pairs} or None
    except (ValueError, TypeError, AttributeError):
        return None


def _matrix(rows: list[dict[int, float]], width: int) -> csr_matrix:
    at = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    columns = [c for row in rows for c in row]
    values = [v for row in rows for v in row.values()]
    return csr_matrix((values, (at, columns)), shape=(len(rows), width))


def _figures(mixes: csr_matrix, work: Work) -> pl.DataFrame:
    columns: dict[str, np.ndarray] = {}
    for measure in MEASURES:
        found = moments(mixes, work, measure)
        scale, digits = (100.0, 2) if measure == PRESSURE else (1.0, 4)
        low, high = beta_interval(np.nan_to_num(found.value), found.variance)
        missing = np.isnan(found.value)
        for name, values in ((measure, found.value), (f"{measure}_low", low), (f"{measure}_high", high)):
            columns[name] = np.where(missing, np.nan, np.round(values * scale, digits))
    frame = pl.DataFrame(columns).fill_nan(None)
    return frame.select(pl.col(ROW_FIGURES).cast(pl.Float32))
