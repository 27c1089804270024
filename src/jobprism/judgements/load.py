"""Every judgement from its file; a file that lacks its date or reference does not load."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jobprism.declarations import read_yaml
from jobprism.errors import DeclarationError
from jobprism.judgements.base import Judgement, Kind
from jobprism.judgements.gates import Gates
from jobprism.judgements.layers import Capability, Delegation, HumanNeed, TaskWeights, Use
from jobprism.judgements.level_evidence import LevelEvidence
from jobprism.judgements.matching import Documents, Matching, TaskMatching
from jobprism.judgements.moves import Moves
from jobprism.judgements.occupations import Aggregation, Bands, Comparison, Levels, Pressure, Skills
from jobprism.judgements.personal import Assessment
from jobprism.judgements.plan import Planning
from jobprism.judgements.projections import Forecast, Outlook
from jobprism.judgements.rephrasing import Rephrasing
from jobprism.judgements.roles import RoleLint, Roles
from jobprism.judgements.workforce import Workforce

FOLDER = Path(__file__).parent

MODELS: dict[str, type[Judgement]] = {
    "task_weights": TaskWeights,
    "capability": Capability,
    "use": Use,
    "delegation": Delegation,
    "forecast": Forecast,
    "human_need": HumanNeed,
    "aggregation": Aggregation,
    "pressure": Pressure,
    "comparison": Comparison,
    "outlook": Outlook,
    "bands": Bands,
    "roles": Roles,
    "gates": Gates,
    "role_lint": RoleLint,
    "levels": Levels,
    "level_evidence": LevelEvidence,
    "skills": Skills,
    "documents": Documents,
    "task_matching": TaskMatching,
    "matching": Matching,
    "assessment": Assessment,
    "moves": Moves,
    "plan": Planning,
    "rephrasing": Rephrasing,
    "workforce": Workforce,
}


def judgement(kind: type[Kind]) -> Kind:
    """The judgement of the given model, from its file.

    Raises:
        DeclarationError: the file is malformed, undated or without a reference.
    """
    loaded = _loaded(next(name for name, model in MODELS.items() if model is kind))
    assert isinstance(loaded, kind)
    return loaded


@cache
def _loaded(name: str) -> Judgement:
    return read_yaml(FOLDER / f"{name}.yml", MODELS[name])


def band_of(value: float, edges: dict[str, float]) -> str:
    """The last band whose lower edge ``value`` reaches."""
    reached = [name for name, edge in edges.items() if value >= edge]
    if not reached:
        raise DeclarationError(f"{value} lies below every band of {edges}.", "Bands start at 0.")
    return reached[-1]
