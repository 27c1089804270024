"""Judgement on which published findings stand beside a level."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement, Month, Part, Unit


class Finding(Part):
    """What a study reports, in our words, without the full stop."""

    id: str
    text: str
    vintage: Month
    reference: str
    url: str


class LevelEvidence(Judgement):
    """Published findings on age and seniority, and what is said beside a level's figures.

    ``index`` is the one by which the first study calls an occupation exposed; ``unlike`` the gap in capability or human
    need from which on the text names it.
    """

    index: str
    most_exposed_from: Annotated[float, Field(gt=0, lt=100)]
    unlike: Unit
    findings: list[Finding] = Field(min_length=1)
