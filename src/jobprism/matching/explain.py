"""Why a title got its code: what the code rests on, the nearest names of each candidate, the words they share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict

from jobprism.errors import UsageError
from jobprism.matching.coder import BASES, TitleCoder
from jobprism.matching.level import Level, level_of
from jobprism.matching.words import LONGEST, words

_MOST_NAMES = 400  # of one occupation; the longest list of alternate titles has some 300


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True)


class NearName(_Document):
    """A name of a candidate with its nearness to the title (cosine of the model's vectors, -1 to 1)."""

    name: str
    nearness: float
    shared_words: list[str]


class ExplainedCandidate(_Document):
    """A candidate with the names of it that are nearest to the title."""

    kind: Literal["occupation", "role"]
    id: str
    title: str | None
    confidence: float
    nearest: list[NearName]


class Explanation(_Document):
    """Why a title got its code, and what else it could be.

    Attributes:
        title: as given, cut to what is read.
        basis: what the code rests on, one of ``jobprism.matching.coder.BASES``; "none": left without a code.
        level: the level its words tell.
        read: the words the model read.
        unread: those of them that training never saw; they are judged by their letters.
        candidates: likeliest first; the first is the code, unless the basis is "none".
    """

    title: str
    basis: str
    level: Level
    read: list[str]
    unread: list[str]
    candidates: list[ExplainedCandidate]


@dataclass(frozen=True)
class Names:
    """Names of subjects by (kind, id): what explanations may show."""

    of: dict[tuple[str, str], list[str]]

    @classmethod
    def gathered(cls, names: Iterable[tuple[str, str, str]]) -> Names:
        """From rows of (kind, id, name); equal names once, in the order given."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for kind, subject_id, name in names:
            found.setdefault((kind, subject_id), {})[name] = None
        return cls({subject: list(listed)[:_MOST_NAMES] for subject, listed in found.items()})


def explain(coder: TitleCoder, names: Names, title: str, top: int = 3, nearest: int = 3) -> Explanation:
    """Why ``title`` got its code.

    Args:
        coder: the coder.
        names: of the subjects; those of the full edition hold alternate titles.
        title: a job title.
        top: how many candidates are explained.
        nearest: how many names of each are shown.

    Raises:
        UsageError: the title is empty.
    """
    if not title.strip():
        raise UsageError("The title is empty.", 'Give one, for example "registered nurse".')
    coded = coder.best([title], [None], top)
    read = words(title[:LONGEST])
    candidates = []
    for column, confidence in zip(coded.columns[0], coded.confidence[0], strict=True):
        kind, subject_id = coder.subject_of(int(column))
        listed = names.of.get((kind, subject_id), [])
        candidates.append(
            ExplainedCandidate(
                kind="role" if kind == "role" else "occupation",
                id=subject_id,
                title=listed[0] if listed else None,
                confidence=round(float(confidence), 4),
                nearest=_nearest(coder, title, set(read), listed, nearest),
            )
        )
    basis = BASES[coded.basis[0]]
    name = candidates[0].title if candidates and basis != "none" else None
    return Explanation(
        title=title[:LONGEST],
        basis=basis,
        level=level_of(title[:LONGEST], name or ""),
        read=read,
        unread=[w for w in read if not coder.model.has_word(w)],
        candidates=candidates,
    )


def _nearest(coder: TitleCoder, title: str, read: set[str], listed: list[str], count: int) -> list[NearName]:
    if not listed:
        return []
    vectors = coder.model.vectors([title, *listed])
    nearness = vectors[1:] @ vectors[0]
    ranked = sorted(zip(listed, nearness.tolist(), strict=True), key=lambda pair: (-round(pair[1], 4), pair[0]))
    return [
        NearName(name=name, nearness=round(near, 3), shared_words=sorted(read & set(words(name))))
        for name, near in ranked[:count]
    ]
