"""From a job title to the one occupation or role it names, for a person who asks for a report.

Ranking is the title coder's (coder.py); here is what a single asker needs besides: which names are exact, when one
candidate is clear, and what to say when none is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobprism.errors import AmbiguousTitleError, UnknownTitleError, UsageError
from jobprism.judgements.load import Matching, judgement
from jobprism.matching.names import is_open
from jobprism.matching.words import LONGEST, name_key

if TYPE_CHECKING:
    from jobprism.matching.coder import TitleCoder

CERTAIN = 1.0
LONGEST_TITLE = LONGEST
_SHOWN = 5
_SOUGHT = 50
_CODE = re.compile(r"^(\d{2}-\d{4})(\.\d{2})?$")


@dataclass(frozen=True)
class Subject:
    """What a title can resolve to."""

    kind: str  # occupation or role
    id: str
    title: str


@dataclass(frozen=True)
class Candidate:
    """A subject with the chance that it is meant, 0 to 1, and the name or the ground it was found by."""

    subject: Subject
    similarity: float
    matched: str


@dataclass(frozen=True)
class Resolved:
    """The subject a title was taken to name, and others that bear the very same name."""

    subject: Subject
    also: tuple[Subject, ...] = ()


class TitleMatcher:
    """Finds subjects by name, and where no name is exact, by the title coder."""

    def __init__(
        self,
        subjects: Sequence[Subject],
        *other_names: Sequence[tuple[str, str]],
        listed: Sequence[tuple[str, str]] = (),
        coder: Callable[[], TitleCoder] | None = None,
    ) -> None:
        """Prepare the names.

        Args:
            subjects: occupations and roles; their titles come before all other names.
            other_names: lists of (name, subject id), each list taking precedence over those after it. A name may
                stand for several subjects, the likeliest first.
            listed: names that publishers list, after all others; an open word ("technician") is not taken for one.
            coder: gives what ranks titles that are nobody's name, when first needed; without it, only names are found.
        """
        self._subjects = {s.id: s for s in subjects}
        self._coder = coder
        self._judged = judgement(Matching)
        # Per key of a name: (precedence, name, subject id), best first.
        self._names: dict[str, list[tuple[int, str, str]]] = {}
        self._listed = 1 + len(other_names)
        for precedence, names in enumerate([[(s.title, s.id) for s in subjects], *other_names, listed]):
            for name, subject_id in names:
                if subject_id in self._subjects:
                    self._names.setdefault(name_key(name), []).append((precedence, name, subject_id))
        self._names.pop("", None)

    def find(self, words: str, limit: int = _SHOWN) -> list[Candidate]:
        """The subjects that ``words`` may mean, likeliest first; none where they are no title."""
        if by_code := self._by_code(words):
            return by_code[:limit]
        found: dict[str, Candidate] = {}
        for name, subject_id in self._bearers(words):
            found.setdefault(subject_id, Candidate(self._subjects[subject_id], CERTAIN, name))
        for candidate in self._coded(words):
            found.setdefault(candidate.subject.id, candidate)
        return list(found.values())[:limit]

    def resolve(self, words: str) -> Resolved:
        """The one subject meant; where several bear the very name, the likeliest, with the others named.

        Raises:
            UsageError: the words are empty or too long to be a title.
            UnknownTitleError: they are no title the coder knows.
            AmbiguousTitleError: several may be meant, about equally, or none well enough; carries the candidates.
        """
        if not words.strip():
            raise UsageError("The title is empty.", 'Give one, for example: jobprism report "registered nurses".')
        if len(words) > LONGEST_TITLE:
            raise UsageError(
                f"The title has {len(words)} characters; a title has at most {LONGEST_TITLE}.", "Give the title alone."
            )
        if same := self.same_name(words):
            return same
        found = self.find(words)
        if not found:
            raise UnknownTitleError(
                "No occupation or role is meant by the words given, as far as the title coder can tell.",
                "Try another title, a more common one, or an O*NET-SOC code such as 29-1141.00.",
            )
        best, runner_up = found[0], found[1].similarity if len(found) > 1 else 0.0
        # Several occupations under one SOC code are equally meant.
        certain = best.similarity >= CERTAIN > runner_up
        if certain or (best.similarity >= self._judged.sure and best.similarity - runner_up >= self._judged.clearly):
            return Resolved(best.subject)
        raise AmbiguousTitleError(
            "The words do not name one occupation or role clearly.",
            "Choose one of the candidates by its title or code.",
            candidates=[(c.subject.id, c.subject.title, c.similarity) for c in found],
        )

    @property
    def subjects(self) -> list[Subject]:
        """All subjects."""
        return list(self._subjects.values())

    def same_name(self, words: str) -> Resolved | None:
        """The subject that bears this very name, and others that bear it too; None where none does."""
        bearers = self._bearers(words)
        if not bearers:
            return None
        first, *rest = [self._subjects[subject_id] for _, subject_id in bearers]
        return Resolved(first, tuple(dict.fromkeys(s for s in rest if s != first))[: _SHOWN - 1])

    def _bearers(self, words: str) -> list[tuple[str, str]]:
        """(name, subject id) of those that bear the name, by the first list that holds it; the others are guesses."""
        key = name_key(words[: LONGEST_TITLE + 1])
        bearers = self._names.get(key, [])
        if not bearers or (bearers[0][0] == self._listed and is_open(key.split())):
            return []
        return [(name, subject_id) for precedence, name, subject_id in bearers if precedence == bearers[0][0]]

    def _coded(self, words: str) -> list[Candidate]:
        """Candidates by the coder that are among the subjects, likeliest first."""
        if self._coder is None:
            return []
        from jobprism.matching.coder import BASES

        coder = self._coder()
        coded = coder.best([words], [None], _SOUGHT)
        basis = BASES[coded.basis[0]]
        if basis == "none":
            return []
        found = []
        for column, confidence in zip(coded.columns[0], coded.confidence[0], strict=True):
            _, subject_id = coder.subject_of(int(column))
            if subject_id in self._subjects and confidence >= self._judged.shown:
                # Certainty is kept for names and codes.
                chance = min(round(float(confidence), 4), CERTAIN - 1e-4)
                found.append(Candidate(self._subjects[subject_id], chance, basis))
        return found

    def _by_code(self, words: str) -> list[Candidate]:
        code = words.strip()
        if code in self._subjects:
            return [Candidate(self._subjects[code], CERTAIN, code)]
        if not _CODE.match(code) or "." in code:
            return []
        under = [s for s in self._subjects.values() if s.id.startswith(code[:7])]
        return [Candidate(s, CERTAIN, s.id) for s in sorted(under, key=lambda s: s.id)]
