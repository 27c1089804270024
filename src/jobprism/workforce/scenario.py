"""What a workforce's figures would be if AI could do more, or were handed more: a scenario, not a forecast."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.profession import edition_note
from jobprism.analyses.workforce_document import Rows, WorkforceSummary
from jobprism.declarations import read_yaml
from jobprism.editions.store import Edition
from jobprism.errors import UsageError
from jobprism.estimates.pressure import pressure_moments
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Pressure, judgement
from jobprism.version import __version__
from jobprism.workforce import tables
from jobprism.workforce.cube import placed
from jobprism.workforce.exposure import Mixes, changed, mixes_of
from jobprism.workforce.figures import PRESSURE, Figures, Floats, Work
from jobprism.workforce.moves import SCHEMA
from jobprism.workforce.own import own_lists
from jobprism.workforce.run import CELLS, LISTS, SUMMARY, write_tables
from jobprism.workforce.state import MANIFEST
from jobprism.workforce.storage import room_for
from jobprism.workforce.summary import summary

SCENARIOS = "scenarios"

Gap = Annotated[float, Field(ge=-1, le=1)]


class Scenario(BaseModel):
    """How far each layer moves: the part of the gap to 1 that it gains, or, below 0, of its value that it loses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    why: str = ""
    capability: Gap = 0
    use: Gap = 0
    delegation: Gap = 0
    human_need: Gap = 0


def rerun(edition: Edition, output: Path, scenario_file: Path) -> WorkforceSummary:
    """The tables of an earlier run under a scenario, written to ``scenarios/<name>`` in its folder.

    Args:
        edition: the edition of the earlier run.
        output: its folder.
        scenario_file: YAML with a name and layers' moves, as ``Scenario`` has them.

    Raises:
        UsageError: there is no finished run in ``output``, or it was made with another edition.
        DeclarationError: the scenario is malformed.
    """
    scenario = read_yaml(scenario_file, Scenario)
    manifest = _manifest(output)
    if manifest["edition_hash"] != edition.manifest.content_hash or manifest["jobprism_version"] != __version__:
        raise UsageError(
            f"The results in {output} were made with edition {manifest['edition']} by Jobprism "
            f"{manifest['jobprism_version']}.",
            "Name that edition with --edition, or run the roster again first.",
        )
    figures = Figures(edition)
    lists = output / LISTS
    own = own_lists(pl.read_parquet(lists)["tasks"].to_list(), figures.work) if lists.is_file() else None
    cells = placed(pl.read_parquet(output / CELLS), figures)
    mixes = mixes_of(figures, own, np.unique(cells["place"].to_numpy()))
    has = frozenset(manifest["columns"])
    sums = tables.Sums(cells, moved(mixes, scenario), figures, has, manifest["least_people"])
    aggregates = tables.aggregates(sums)
    shown = tables.occupations(sums, aggregates)
    no_skills = tables.no_skills()  # skills are judged by what AI can do today
    found = {
        "aggregates": aggregates,
        "occupations": shown,
        "tasks": tables.tasks(sums, shown),
        "skills": no_skills,
        "moves": pl.DataFrame(schema=SCHEMA),  # so are moves
    }
    former = WorkforceSummary.model_validate_json((output / SUMMARY).read_text(encoding="utf-8"))
    rows = Rows.model_validate(former.rows.model_dump())
    document = summary(edition, rows, found, manifest["least_people"], scenario.name)
    with room_for(output):
        write_tables(output / SCENARIOS / scenario.name, found, document, edition_note(edition))
    return document


def moved(mixes: Mixes, scenario: Scenario) -> Mixes:
    """The mixes under a scenario; every task's layers move, and its pressure by the same formula as ever."""
    work = mixes.work
    values = {layer: _towards(work.values[layer], getattr(scenario, layer)) for layer in LAYERS}
    today = _pressure(work, work.values)
    ratio = np.divide(_pressure(work, values), today, out=np.ones_like(today), where=today > 0)
    values[PRESSURE] = np.clip(work.values[PRESSURE] * ratio, 0, 1)
    return changed(mixes, values)


def _towards(values: Floats, gap: float) -> Floats:
    return values + gap * (1 - values) if gap >= 0 else values * (1 + gap)


def _pressure(work: Work, values: dict[str, Floats]) -> Floats:
    """Pressure of every task by equation 15; where delegation is not observed, the mean of the others stands in."""
    filled = [np.where(np.isnan(v), np.nanmean(v), v) for v in (values[layer] for layer in LAYERS)]
    nothing = np.zeros(work.items.height)
    capability, use, delegation, need = ((v, nothing) for v in filled)
    return pressure_moments(capability, use, delegation, need, judgement(Pressure))[0]


def _manifest(output: Path) -> dict:
    try:
        return json.loads((output / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"There are no finished results in {output}.", "Run `jobprism workforce ROSTER --output FOLDER` first."
        ) from error
