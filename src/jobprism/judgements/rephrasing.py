"""Judgement on sentences that a language model reworded."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from jobprism.judgements.base import Judgement


class Rephrasing(Judgement):
    """What makes a reworded sentence unacceptable."""

    least_length_ratio: Annotated[float, Field(gt=0, le=1)]
    most_length_ratio: Annotated[float, Field(ge=1)]
    barred_words: list[str] = Field(min_length=1, description="In lower case; allowed where the sentence had them.")
