"""Typed models of the role files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from jobprism.declarations import read_yaml
from jobprism.errors import DeclarationError

FOLDER = Path(__file__).parent

OccupationId = Annotated[str, StringConstraints(pattern=r"^\d{2}-\d{4}\.\d{2}$")]
Share = Annotated[float, Field(gt=0, le=1)]
LevelShare = Annotated[float, Field(ge=0, le=1)]
_SUM_WITHIN = 1e-9


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Declared):
    """An occupation in a role's mixture."""

    occupation_id_onet: OccupationId
    share: Share
    reason: str


class Considered(_Declared):
    """An occupation that O*NET lists the role's title under, and why its tasks do not describe the role."""

    occupation_id_onet: OccupationId
    reason: str


class LevelShares(_Declared):
    """A task's share of working time (0 to 1) at each level; 0 where a level leaves it to others."""

    junior: LevelShare
    mid: LevelShare
    senior: LevelShare
    lead: LevelShare


LEVELS = tuple(LevelShares.model_fields)


class RoleTask(_Declared):
    """A task in our own words, with its share of working time and the O*NET activities it belongs to.

    ``share`` is that of the people in the role taken together; ``share_by_level`` tells their levels apart.
    """

    id: str
    text: str
    share: Share
    share_by_level: LevelShares | None = None
    activities: list[str] = Field(min_length=1)

    @model_validator(mode="after")
    def _share_lies_among_its_levels(self) -> RoleTask:
        if self.share_by_level is not None:
            shares = self.share_by_level.model_dump().values()
            if not min(shares) - _SUM_WITHIN <= self.share <= max(shares) + _SUM_WITHIN:
                raise ValueError(
                    f"the share {self.share} of {self.id} lies outside those of its levels, "
                    f"{min(shares)} to {max(shares)}"
                )
        return self


class Role(_Declared):
    """A job without a code of its own. Nothing about its exposure is declared; it is computed."""

    id: str
    title: str
    aliases: list[str]
    date: date
    summary: str
    mixture: list[Part] = Field(min_length=1)
    considered: list[Considered] = []
    job_zone: Annotated[int, Field(ge=1, le=5)]
    skills: list[str]
    technologies: list[str]
    tasks: list[RoleTask] = Field(min_length=8, max_length=14)
    references: list[str] = Field(min_length=1)
    notes: str

    @model_validator(mode="after")
    def _shares_add_up(self) -> Role:
        for name, parts in (("mixture", self.mixture), ("tasks", self.tasks)):
            total = sum(part.share for part in parts)
            if abs(total - 1) > _SUM_WITHIN:
                raise ValueError(f"the shares of {name} add to {total:.4f}, not 1")
        return self

    @model_validator(mode="after")
    def _levels_add_up(self) -> Role:
        given = [t.share_by_level for t in self.tasks if t.share_by_level is not None]
        if given and len(given) < len(self.tasks):
            without = ", ".join(t.id for t in self.tasks if t.share_by_level is None)
            raise ValueError(f"share_by_level is given for some tasks only; it lacks for {without}")
        for level in LEVELS if given else ():
            total = sum(getattr(shares, level) for shares in given)
            if abs(total - 1) > _SUM_WITHIN:
                raise ValueError(f"the {level} shares of tasks add to {total:.4f}, not 1")
        return self


def declared_roles(folder: Path = FOLDER) -> list[Role]:
    """All roles, by id.

    Raises:
        DeclarationError: a file is malformed, or two roles share a task id, a title or an alias.
    """
    roles = []
    for path in sorted(folder.glob("*.yml")):
        role = read_yaml(path, Role)
        if role.id != path.stem:
            raise DeclarationError(f"{path} declares the id '{role.id}'.", "Give the file and the role the same name.")
        roles.append(role)
    for kind, names in (
        ("task id", [t.id for r in roles for t in r.tasks]),
        ("title or alias", [n.lower() for r in roles for n in (r.title, *r.aliases)]),
    ):
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise DeclarationError(f"Roles in {folder} use a {kind} twice: {', '.join(twice)}.", "Rename one of them.")
    return roles
