"""Judgement on which published findings stand beside a level."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement, Month, Part


class Finding(Part):
    """What a study reports, in our words, without the full stop."""

    id: str
    text: str
    vintage: Month
    reference: str
    url: str


class LevelEvidence(Judgement):
    """Published findings on age and seniority, and the index by which the first study calls an occupation exposed."""

    index: str
    most_exposed_from: Annotated[float, Field(gt=0, lt=100)]
    findings: list[Finding] = Field(min_length=1)
