"""Whether a move between jobs can be prepared for, by a stated rule (``judgements/moves.yml``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jobprism.estimates.intervals import Floats
from jobprism.judgements.layers import HumanNeed
from jobprism.judgements.moves import Moves

ZONE, UNDERUSE, EDUCATION, LICENCE, MANAGEMENT = "job_zone", "underuse", "education", "licence", "management"
OBSTACLES = (ZONE, UNDERUSE, EDUCATION, LICENCE, MANAGEMENT)
"""What can stand in the way of a move."""

_MAJOR, _MINOR, _BROAD = 2, 4, 6  # characters of a SOC code that name the group 29, 29-1 and 29-114
_MANAGERS = "11-"


@dataclass(frozen=True)
class Preparations:
    """What each job asks for, an entry each.

    Attributes:
        codes: SOC code (of a role, that of the occupation with the largest share).
        zone: job zone, 1 to 5; NaN where unknown.
        education: typical education for entry; None where unknown.
        years: of school beyond compulsory; NaN where unknown.
        licence: grade of licensing, 0 to 1.
        manages: whether the job manages or supervises.
        supervises: whether it supervises a trade, rather than manages at large.
    """

    codes: tuple[str, ...]
    zone: Floats
    education: tuple[str | None, ...]
    years: Floats
    licence: Floats
    manages: NDArray[np.bool_]
    supervises: NDArray[np.bool_]


def preparations(
    codes: Sequence[str],
    zones: Sequence[int | None],
    education: Sequence[str | None],
    judged: Moves,
    need: HumanNeed,
    managing: Sequence[str],
) -> Preparations:
    """What jobs ask for.

    Args:
        codes: SOC codes.
        zones: job zones.
        education: typical education for entry, in BLS' words.
        judged: years of school.
        need: grades of licensing.
        managing: prefixes of the SOC codes of managing jobs.
    """
    return Preparations(
        codes=tuple(codes),
        zone=np.array([np.nan if z is None else z for z in zones], dtype=float),
        education=tuple(education),
        years=np.array([np.nan if e is None else judged.education_years[e] for e in education], dtype=float),
        licence=np.array([licence_grade(code, need) for code in codes]),
        manages=np.array([code.startswith(tuple(managing)) for code in codes]),
        supervises=np.array([code.startswith(tuple(managing)) and not code.startswith(_MANAGERS) for code in codes]),
    )


def licence_grade(code: str, need: HumanNeed) -> float:
    """Share (0 to 1) of the work that the law reserves to the licensed, by the longest prefix named."""
    prefixes = [prefix for prefix in need.licence_by_soc if code.startswith(prefix)]
    return need.licence_by_soc[max(prefixes, key=len)] if prefixes else need.licence_elsewhere


def obstacles(
    found: Preparations, start: int, judged: Moves, *, may_manage: bool, longer: bool = False
) -> dict[str, NDArray[np.bool_]]:
    """What stands in the way of each job, by kind of obstacle.

    What is unknown of either job stands in nobody's way.

    Args:
        found: what jobs ask for.
        start: place of the job held.
        judged: the rule.
        may_manage: whether the level held may move into a managing job.
        longer: whether longer preparation is allowed.
    """
    longer_licence = longer and not found.years[start] >= judged.professional_years
    family = _MINOR if longer_licence else _BROAD
    alike = np.array([code[:family] == found.codes[start][:family] for code in found.codes])
    helps = np.array([code.startswith(tuple(judged.helpers)) for code in found.codes])
    same_group = np.array([code[:_MAJOR] == found.codes[start][:_MAJOR] for code in found.codes])
    zones = found.zone - found.zone[start]
    licensed = (found.licence >= judged.licensed_from) & (found.years >= judged.licence_study_years)
    return {
        ZONE: zones > judged.zones_up,
        UNDERUSE: (zones < -judged.zones_down) | (helps & ~helps[start]),
        EDUCATION: found.years - found.years[start] > (judged.longer_years if longer else judged.more_years),
        LICENCE: licensed & ~(alike & (found.years < judged.professional_years)),
        MANAGEMENT: (found.manages & (not (may_manage or bool(found.manages[start]))))
        | (found.supervises & ~same_group),
    }
