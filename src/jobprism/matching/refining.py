"""A hook for a language model that goes over the duties found: what it says must stand in the text, word for word.

Nothing here calls a model. A caller passes a function; its answer is a list of quotations. A quotation that does not
stand in the text is refused and counted, so that a model can choose and cut, but not write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from jobprism.errors import DocumentError
from jobprism.matching.duties import Duty

_MOST_QUOTES = 500
_LONGEST = 2000


class Refiner(Protocol):
    """A function that says which sentences of a document are duties."""

    def __call__(self, text: str, duties: Sequence[str]) -> Sequence[str]:
        """Quotations of ``text`` that are duties.

        Args:
            text: the document.
            duties: what the rules found, as a start.
        """
        ...


@dataclass(frozen=True)
class Refined:
    """Duties after a model went over them.

    Attributes:
        duties: in the order of the text; the probability is the rules', None where they did not take any of it.
        refused: how many quotations do not stand in the text.
    """

    duties: list[Duty]
    refused: int


def refined(text: str, found: Sequence[Duty], refine: Refiner) -> Refined:
    """The duties that a model quotes; a quotation's line breaks and spaces need not be the text's.

    A quotation that stands in the text several times takes the first place that is free.

    Raises:
        DocumentError: the answer is no list, or a longer one than a document has duties.
    """
    told = refine(text, [d.text for d in found])
    if isinstance(told, str | bytes) or not isinstance(told, Sequence) or len(told) > _MOST_QUOTES:
        raise DocumentError(
            f"The language model's answer is no list of at most {_MOST_QUOTES} quotations.",
            "Read the document without it, or mend the function that asks it.",
        )
    taken: list[tuple[int, int]] = []
    refused = 0
    for quotation in told:
        place = _place(text, quotation, taken)
        if place:
            taken.append(place)
        else:
            refused += 1
    duties = [Duty(a, b, " ".join(text[a:b].split()), _probability(a, b, found)) for a, b in sorted(taken)]
    return Refined(duties, refused)


def _place(text: str, quotation: object, taken: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a quotation stands, at the ends of words; None where it does not, or only in what is taken."""
    if not isinstance(quotation, str) or not any(c.isalnum() for c in quotation) or len(quotation) > _LONGEST:
        return None
    words = r"\s+".join(re.escape(word) for word in quotation.split())
    for found in re.finditer(rf"(?<!\w){words}(?!\w)", text):
        if all(found.end() <= a or b <= found.start() for a, b in taken):
            return found.start(), found.end()
    return None


def _probability(start: int, end: int, found: Sequence[Duty]) -> float | None:
    told = [d.probability for d in found if d.start < end and start < d.end and d.probability is not None]
    return max(told, default=None)
