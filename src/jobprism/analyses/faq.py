"""Questions that people ask of any job, and what its figures say: six to ten, every answer computed."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum

from jobprism.analyses.documents import (
    Context,
    Counts,
    Index,
    Layers,
    Pressure,
    Question,
    RelatedJob,
    TaskRow,
)
from jobprism.analyses.facts import Facts
from jobprism.analyses.faq_evidence import age, elsewhere, projection, sureness
from jobprism.analyses.language import counted, joined, month, percent, plural, points, quoted
from jobprism.analyses.lists import handled_well, last_reported, struggled_with
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.analyses.standing import Peers
from jobprism.editions.store import Edition
from jobprism.judgements.load import Bands, judgement

_NAMED = 3


@dataclass(frozen=True)
class Known:
    """What a document already knows when its questions are answered."""

    edition: Edition
    facts: Facts
    peers: Peers
    pressure: Pressure
    layers: Layers
    counts: Counts
    context: Context
    rows: list[TaskRow]
    indices: list[Index]
    related: list[RelatedJob]

    @property
    def noun(self) -> str:
        """What a row of the table is: task or activity."""
        return self.rows[0].kind


def questions(known: Known) -> list[Question]:
    """Every question that the figures can answer, in the order people ask them."""
    title = known.facts.title
    subject = f"the role “{title}”" if known.facts.kind == "role" else title
    noun = plural(known.noun, 2)
    asked = {
        f"Will AI replace {subject}?": _replace(known),
        f"Which {noun} can AI do today?": _today(known),
        f"Which {noun} stay with people, and why?": _stay(known),
        "Is AI already used in this work?": _used(known),
        "When AI is used, is the work handed over?": _handed_over(known),
        "Why do other sites and indices give other figures?": elsewhere(known.indices),
        "How sure is this?": sureness(known.pressure, known.layers, known.rows, known.peers),
        "What do employment projections say?": projection(known.context, known.pressure, known.peers),
        "How old is the evidence?": age(known.edition, known.layers, known.indices),
        "Which related jobs are under less pressure?": _less(known),
    }
    return [Question(question=question, answer=answer) for question, answer in asked.items() if answer]


def _replace(known: Known) -> str:
    pressure = known.pressure
    return (
        f"No figure can say that: pressure, {pressure.value:.0f} of 100 ({pressure.band}), is not the probability of "
        f"it. {_split(known.rows)}. What becomes of jobs also depends on demand, wages, hiring and law."
    )


def _split(rows: list[TaskRow]) -> str:
    """How the work divides into highly exposed, resilient and the rest."""
    high, held = _parts(rows)
    rest = [r for r in rows if r.band != "High" and not r.resilient]
    clauses = []
    for of, what in ((high, "highly exposed"), (held, "resilient"), (rest, "in between")):
        if len(of) == len(rows):
            return f"All of the work is {what}"
        if of:
            clauses.append(f"{percent(fsum(r.share for r in of))} {'' if clauses else 'is '}{what}")
    return f"Of the work, {joined(clauses)}"


def _parts(rows: list[TaskRow]) -> tuple[list[TaskRow], list[TaskRow]]:
    return [r for r in rows if r.band == "High"], [r for r in rows if r.resilient]


def named(rows: list[TaskRow]) -> str:
    """The first rows in quotation marks with their shares, and how many more."""
    shown = rows[:_NAMED]
    parts = [f"{quoted(r.label)} ({percent(r.share)}{'' if n else ' of the work'})" for n, r in enumerate(shown)]
    more = len(rows) - len(parts)
    return joined([*parts, f"{more} more"] if more else parts)


def _today(known: Known) -> str:
    easy = handled_well(known.rows)
    high, _ = _parts(known.rows)
    if easy:
        text = f"Highly exposed, and not strongly held to people: {named(easy)}."
        bound = len(high) - len(easy)
        if bound:
            text += f" {bound} more {'is' if bound == 1 else 'are'} highly exposed but strongly held to people."
        return text
    if high:
        is_are = "is" if len(high) == 1 else "are"
        return f"Only what is also strongly held to people {is_are} highly exposed: {named(high)}."
    nearest = max(known.rows, key=lambda r: (r.capability.value, r.id))
    return (
        f"No {known.noun} is highly exposed. Nearest comes {quoted(nearest.label)}, with a capability of "
        f"{points(nearest.capability.value)} of 100."
    )


def _stay(known: Known) -> str:
    held = struggled_with(known.rows)
    if not held:
        least = min(known.rows, key=lambda r: (r.capability.value, r.id))
        return (
            f"No {known.noun} is resilient by the rule of this report. Least exposed is {quoted(least.label)}, with a "
            f"capability of {points(least.capability.value)} of 100."
        )
    text = f"Of {counted(len(known.rows), known.noun)}, {len(held)} count as resilient"
    if len(held) == 1:
        text = "One counts as resilient"
    elif len(held) == len(known.rows):
        text = "All of them count as resilient"
    return f"{text}: {named(held)}. {_reasons(held)}"


def _reasons(held: list[TaskRow]) -> str:
    """Which of the two ways to be resilient the rows have, and the main hold of most of the work that is held."""
    bands = judgement(Bands)
    bound = [r for r in held if r.human_need.value >= bands.resilient_human_need]
    if not bound:
        return "AI can do little of it; what holds it to people would not be enough by itself."
    part = fsum(r.share for r in bound) / fsum(r.share for r in held)
    text = f"Human need is strong in {'all' if len(bound) == len(held) else percent(part)} of that work"
    work: dict[str, float] = {}
    for row in bound:
        if row.holds[0].strength >= bands.notable_hold:
            work[row.holds[0].name] = work.get(row.holds[0].name, 0.0) + row.share
    if not work:
        return text + "."
    most = max(sorted(work), key=lambda name: round(work[name], 9))
    return f"{text}, most often through {HOLD_NAMES[most]}."


def _used(known: Known) -> str:
    use, counts = known.layers.use, known.counts
    if use is None:
        return "No record of AI use covers this job, which is not to say that nobody uses it."
    top = max(known.rows, key=lambda r: (r.use.value if r.use else -1.0, r.id))
    level = f"Use stands at {points(use.value)} of 100, on a logarithmic scale"
    if known.facts.kind == "role":
        return f"{level}, read from similar O*NET tasks; no record is kept of this role."
    if not counts.observed_in_use:
        why = (
            "too few conversations"
            if known.facts.reportable
            else "its tasks are newer than the wording they are kept by"
        )
        return (
            f"Claude.ai's releases report none of it ({why}), which does not mean none. {level}, read with the records "
            "of Copilot and ChatGPT, which are kept by activity."
        )
    conversations, when = last_reported(top)
    assert top.use is not None, "a row is reported in use, so the most used one has the layer"
    shown = f", last with {counted(conversations, 'Claude.ai conversation')} ({month(when)})" if conversations else ""
    seen = "all" if counts.observed_in_use == counts.rows > 1 else str(counts.observed_in_use)
    return (
        f"Of {counted(counts.rows, known.noun)}, {seen} {'appears' if seen == '1' else 'appear'} in Claude.ai's "
        f"releases. {level}; highest is {quoted(top.label)} at {points(top.use.value)}{shown}."
    )


def _handed_over(known: Known) -> str:
    delegation = known.layers.delegation
    if delegation is None:
        return ""
    seen = [r for r in known.rows if r.delegation is not None]
    if known.facts.kind == "occupation" and delegation.coverage < judgement(Bands).thin_coverage:
        return f"It was observed for only {percent(delegation.coverage)} of the work, too little to say."
    mostly = delegation.value >= judgement(Bands).mostly_handed_over
    text = (
        f"{'More often than not' if mostly else 'Less often than not'}: about {percent(delegation.value)} is handed "
        "over and the rest done together"
    )
    ranked = sorted(seen, key=lambda r: (r.delegation.value if r.delegation else 0.0, r.id))
    if len(ranked) > 1 and ranked[0].delegation and ranked[-1].delegation:
        low, high = ranked[0].delegation.value, ranked[-1].delegation.value
        if percent(low) != percent(high):
            return (
                f"{text}. It runs from {percent(low)} ({quoted(ranked[0].label)}) to {percent(high)} "
                f"({quoted(ranked[-1].label)})."
            )
    return f"{text}."


def _less(known: Known) -> str:
    related = known.related
    if not related:
        return ""
    less = sorted(
        # By what the reader sees: 0 is not less than 0.
        (j for j in related if round(j.pressure) < round(known.pressure.value)),
        key=lambda j: (j.pressure, j.occupation_id_onet),
    )
    lowest = min(related, key=lambda j: (j.pressure, j.occupation_id_onet))
    if not less:
        own = f"{known.pressure.value:.0f}"
        told = (
            f"at {own} of 100 as this job does"
            if f"{lowest.pressure:.0f}" == own
            else (f"at {lowest.pressure:.0f} of 100 against {own}")
        )
        return f"Not one of the {len(related)} compared here; the lowest, {lowest.occupation_title}, stands {told}."
    clear = [j for j in less if j.pressure_high < known.pressure.low]
    shown = joined([f"{j.occupation_title} ({j.pressure:.0f})" for j in less[:_NAMED]])
    count = "all" if len(less) == len(related) > 1 else str(len(less))
    verb = "is; lowest stands" if len(less) == 1 else "are; lowest stand"
    compared = f"Of {len(related)} compared here, {count} {verb} {shown}"
    text = f"{compared}, against {known.pressure.value:.0f} for this job."
    if not clear:
        return f"{text} No interval lies wholly below this job's, so the order is not certain."
    if len(clear) == 1:
        return f"{text} The interval of 1 lies wholly below this job's."
    return f"{text} The intervals of {'all' if len(clear) == len(less) else len(clear)} lie wholly below this job's."
