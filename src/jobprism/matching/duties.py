"""Which sentences of a CV or posting are duties: a small logistic model over marks a reader would go by.

The marks are the section a sentence stands in, the form of its first verb, and words that speak of pay, requirements,
the employer, applying, schooling or merit (``reading.yml``). Their weights are fitted on half of the labelled documents
of the tests (``training/documents/fit.py``) and stand in ``duty_model.json``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jobprism.matching.segments import Segment, within_brackets
from jobprism.matching.vocabulary import cue_patterns, verb_forms, vocabulary

_MODEL = Path(__file__).with_name("duty_model.json")
_WORD = re.compile(r"[^\W_]+(?:-[^\W\d_]+)*")
_CLAUSE = re.compile(r",\s+(?:(?:and|or|then)\s+)?")
_JOINING = frozenset({"and", "or", "then"})
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_GROUPED = {"apply": "other", "personal": "other", "education": "other", "skills": "other", "about": "about"}
_MOST_WORDS = 60


@dataclass(frozen=True)
class Duty:
    """A sentence, or a clause of one, that says what is done in the job.

    Attributes:
        start, end: its place in the text, in characters.
        text: its words on one line.
        probability: that a reader would call it a duty, 0 to 1; None where something else than the rules took it.
    """

    start: int
    end: int
    text: str
    probability: float | None


@dataclass(frozen=True)
class DutyModel:
    """Weights of the marks.

    Attributes:
        intercept: log-odds without any mark.
        weights: what each mark adds to the log-odds.
        threshold: probability from which a sentence is taken as a duty.
    """

    intercept: float
    weights: dict[str, float]
    threshold: float

    def probability(self, marks: set[str]) -> float:
        """The probability that a sentence with these marks is a duty."""
        odds = self.intercept + sum(self.weights.get(m, 0.0) for m in marks)
        return 1 / (1 + math.exp(-odds))


@cache
def duty_model() -> DutyModel:
    """The fitted model, read once."""
    loaded = json.loads(_MODEL.read_text(encoding="utf-8"))
    return DutyModel(loaded["intercept"], loaded["weights"], loaded["threshold"])


def duties(text: str, segments: list[Segment], kind: str) -> list[Duty]:
    """The duties among the segments of a document, in order.

    Args:
        text: the document.
        segments: its segments.
        kind: ``cv`` or ``posting``.
    """
    model = duty_model()
    found: list[Duty] = []
    for segment in segments:
        if segment.heading:
            continue
        probability = round(model.probability(marks(segment, kind)), 4)
        if probability >= model.threshold:
            found += [Duty(a, b, " ".join(text[a:b].split()), probability) for a, b in _clauses(text, segment)]
    return found


def marks(segment: Segment, kind: str) -> set[str]:
    """What a reader would go by; names of the model's weights."""
    lowered = _lowered(segment.text)
    if segment.label:
        lowered = lowered.split(": ", 1)[-1]
    words = _WORD.findall(lowered)
    subject, form = subject_and_form(lowered)
    section = _GROUPED.get(segment.section, segment.section)
    if section == "experience" and kind == "posting":
        section = "requirements"
    found = {f"section:{section}", f"verb:{form}", f"subject:{subject}"}
    found |= {f"cue:{name}" for name, pattern in cue_patterns().items() if pattern.search(lowered)}
    told = {
        "in list": segment.bullet,
        "label": segment.label,
        "dated": bool(_DATED.search(lowered)),
        "figure first": lowered[:1].isdigit() or lowered[:1] in "$£€",
        "asks": segment.text.endswith(("?", "!")),
        "short": len(words) < 3,
        "long": len(words) > _MOST_WORDS,
        "no verb in a posting's list": form == "none" and kind == "posting",
        "past in a posting": form == "past" and kind == "posting",
        f"{subject} and verb": subject != "none" and form in {"base", "s", "ing", "past", "responsible"},
    }
    return found | {name for name, holds in told.items() if holds}


def subject_and_form(lowered: str) -> tuple[str, str]:
    """Who does it (``you``, ``i``, ``we``, ``it``, ``agent`` or ``none``) and the form of the first verb.

    Forms are ``base``, ``s``, ``ing``, ``past``; ``ing?`` and ``ed?`` of words not known as verbs; ``noun ing`` as in
    "fault finding"; ``responsible`` where what follows is a duty by its introduction; ``none``.

    Args:
        lowered: a sentence in small letters without apostrophes.
    """
    rest, subject = lowered.lstrip("\"'“‘([ "), "none"
    for name, start in _starts().items():
        if found := start.match(rest):
            rest, subject = rest[found.end() :], name
            break
    else:
        if found := _agent().match(rest):
            rest, subject = rest[found.end() :], "agent"
    if rest.startswith(tuple(vocabulary().responsible)):
        return subject, "responsible"
    return subject, _form(_WORD.findall(rest))


def _form(words: list[str]) -> str:
    # An adverb may come first: "promptly answers".
    if words and words[0].endswith("ly") and words[0] not in verb_forms():
        words = words[1:]
    if not words:
        return "none"
    known = verb_forms().get(" ".join(words[:2])) or verb_forms().get(words[0])
    if known is None and "-" in words[0]:
        known = verb_forms().get(words[0].split("-")[-1])
    if known is not None:
        return known
    if len(words) > 2:
        if verb_forms().get(words[1]) == "ing":
            return "noun ing"
        return next((f"{ending}?" for ending in ("ing", "ed") if words[0].endswith(ending)), "none")
    return "none"


@cache
def _agent() -> re.Pattern[str]:
    ends = "|".join(vocabulary().agents)
    return re.compile(
        rf"(?:the|this|our|an?) (?:[\w/&-]+ ){{0,4}}?\w*(?:{ends}) (?:also |will |shall )?(?=\w+s\b|(?<=ll )\w)"
    )


@cache
def _starts() -> dict[str, re.Pattern[str]]:
    """Per subject, what stands before the verb; a clause may come first: "In this role, you will"."""
    patterns = {}
    for name, phrases in vocabulary().subjects.items():
        before = r"(?:.{0,60}?[,:]\s+)?" if name in {"you", "i"} else ""
        longest_first = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
        patterns[name] = re.compile(rf"{before}(?:{longest_first})\b[\s:]*")
    return patterns


def _clauses(text: str, segment: Segment) -> Iterator[tuple[int, int]]:
    """Spans of a sentence's parts, cut at a comma that another verb of the first one's form follows.

    Each part has more than verbs, so that "pick, pack, and label orders" stays one, and no bracket is torn.
    """
    _, form = subject_and_form(_lowered(text[segment.start : segment.end]))
    begin = segment.start
    for comma in _CLAUSE.finditer(text, segment.start, segment.end):
        after = _WORD.findall(text, comma.end(), segment.end)
        cut = (
            len(after) > 1
            and verb_forms().get(after[0].lower()) == form
            and _says_what(_WORD.findall(text, begin, comma.start()), form)
            and not within_brackets(text, begin, comma.start())
        )
        if cut and not text[comma.end() :].startswith(after[0] + ","):
            yield begin, comma.start()
            begin = comma.end()
    yield begin, segment.end


def _says_what(words: list[str], form: str) -> bool:
    """Whether a part of a sentence has more than verbs of a form and what joins them."""
    rest = [w for w in words if w.lower() not in _JOINING and verb_forms().get(w.lower()) != form]
    return len(words) > 1 and len(rest) > 0


def _lowered(text: str) -> str:
    return " ".join(text.lower().replace("'", "").replace("’", "").split())
