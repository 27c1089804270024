"""Computed sentences of the skills documents: in short, why an element stands where it does, notes."""

from __future__ import annotations

from jobprism.analyses.facts import Facts
from jobprism.analyses.language import counted, joined, points, sentence
from jobprism.analyses.skills_document import Element, SharedSkills
from jobprism.estimates.skills import COMPLEMENTARY, EXPOSED, KNOWLEDGE, MIXED, RESILIENT, SKILL, TECHNOLOGY
from jobprism.judgements.load import Skills, judgement

NOT_THIS = [
    "A skill is as exposed here as the work that goes with it in this job. What AI can do with the skill elsewhere "
    "does "
    "not enter.",
    "An exposed skill is not a useless one: to judge what a model has done one must know the craft.",
]
_STANDINGS = (EXPOSED, MIXED, RESILIENT, COMPLEMENTARY)
_NOUNS = {SKILL: "skill", KNOWLEDGE: "field of knowledge", TECHNOLOGY: "category of software"}
_PLURALS = {SKILL: "skills", KNOWLEDGE: "fields of knowledge", TECHNOLOGY: "categories of software"}


def how_many(count: int, kind: str) -> str:
    """``1 field of knowledge``, ``3 fields of knowledge``."""
    return f"{count} {_NOUNS[kind] if count == 1 else _PLURALS[kind]}"


def in_short(elements: list[Element], occupations: list[SharedSkills]) -> list[str]:
    """Three to five sentences: how many of what, the ends, what matters most, where it leads."""
    if not elements:
        return ["Neither ratings of skills nor software are published of this job, so that there is nothing to show."]
    lines = [_counts(elements), _ends(elements), _foremost(elements), _sure(elements), _leads(elements, occupations)]
    return [sentence(line) for line in lines if line]


def _counts(elements: list[Element]) -> str:
    kinds = [how_many(n, kind) for kind in _NOUNS if (n := sum(e.kind == kind for e in elements))]
    parts = [f"{n} {s}" for s in _STANDINGS if (n := sum(e.standing == s for e in elements))]
    if len(parts) == 1:
        parts = [f"{'all' if len(elements) > 1 else 'it is'} {elements[0].standing}"]
    return f"the job calls for {joined(kinds)}; by the work that goes with them, {joined(parts)}"


def _ends(elements: list[Element]) -> str:
    rated = [e for e in elements if e.kind != TECHNOLOGY] or elements
    if len(rated) < 2:
        return ""
    most = max(rated, key=lambda e: (e.capability.value, e.name))
    least = min(rated, key=lambda e: (e.capability.value, e.name))
    if points(most.capability.value) == points(least.capability.value):
        return f"AI could do about the same of the work that goes with each, {points(most.capability.value)} of 100"
    return (
        f"AI could do most of the work that goes with {most.name}, {_level(most)} of 100, and least of what goes with "
        f"{least.name}, {_level(least)}"
    )


def _level(element: Element) -> str:
    of = element.capability
    return f"{points(of.value)} ({points(of.low)}-{points(of.high)})"


def _foremost(elements: list[Element]) -> str:
    rated = [e for e in elements if e.importance is not None]
    if not rated:
        return ""
    first = max(rated, key=lambda e: (e.importance or 0.0, e.name))
    rating = f"{first.importance:.1f} on a scale of 1 to 5"
    return f"O*NET rates {first.name} the most important, {rating}: it is {first.standing}"


def _sure(elements: list[Element]) -> str:
    sure, total = sum(e.sure for e in elements), len(elements)
    if sure == total:
        return "both ends of every interval give the same word"
    if not sure:
        return "for none of them do both ends of the interval give the same word; take every word as near an edge"
    return f"for {sure} of {total}, both ends of the interval give the same word; take the others as near an edge"


def _leads(elements: list[Element], occupations: list[SharedSkills]) -> str:
    rated = sum(e.kind != TECHNOLOGY for e in elements)
    if not occupations or not rated or not occupations[0].shared:
        return ""
    first = occupations[0]
    strongly = "at least as strongly" if any(e.importance is not None for e in elements) else "too"
    return (
        f"the related occupation that asks for most of it {strongly} is {first.occupation_title}: {first.shared} of "
        f"{rated} skills and fields of knowledge, at a pressure of {first.pressure:.0f} of 100"
    )


def reason(row: dict[str, object], job: float) -> str:
    """Why an element stands where it does, in one sentence.

    Args:
        row: as ``skill_estimates`` returns.
        job: capability of the job as a whole.
    """
    codes = row["reasons"]
    assert isinstance(codes, list)
    amount = next(
        word
        for code, word in (("ai_can_do_most", "much"), ("ai_can_do_some", "some"), ("ai_can_do_little", "little"))
        if code in codes
    )
    text = f"AI could do {amount} of the work that goes with it"
    if "more_exposed_than_the_job" in codes:
        text += f", more than of the job as a whole ({points(job)})"
    if "less_exposed_than_the_job" in codes:
        text += f", less than of the job as a whole ({points(job)})"
    if "held_by_people" in codes:
        text += "; people are needed for it"
    if "seen_in_use" in codes:
        text += "; it is already done with AI"
    if not row["class_is_sure"]:
        text += "; the interval reaches over an edge"
    return sentence(text)


def notes(facts: Facts, elements: list[Element], unplaced: list[str]) -> list[str]:
    """What the words mean, how the links come about, what is missing."""
    judged = judgement(Skills)
    lines = [
        f"Resilient: capability below {points(judged.resilient_below)}. Complementary: else, a human need of at least "
        f"{points(judged.held_from)}. Exposed: else, capability of at least {points(judged.exposed_from)}. Mixed: the "
        "rest. The word is given before "
        "figures are rounded.",
        "O*NET does not say which tasks use which skill. A skill goes with an activity where occupations that call "
        "for it "
        "more than others do more of the activity; docs/method.md has the equations and the check.",
    ]
    if any(e.importance is not None for e in elements):
        lines.append(
            f"Skills and knowledge that O*NET rates below {judged.least_importance:.2f} of 5 for the job are left "
            "out. Software "
            "counts by category; products are how many of the category are named."
        )
    elif facts.kind == "occupation":
        lines.append("No ratings of skills and knowledge are published of this occupation.")
    if facts.kind == "role":
        lines.append(
            "Skills and software are those that the role's file names; nobody has rated how important they are."
        )
    if unplaced:
        lines.append(
            f"O*NET puts {counted(len(unplaced), 'product')} that the file names in no category, so that nothing can "
            "be "
            f"said of {'it' if len(unplaced) == 1 else 'them'}: {joined(unplaced)}."
        )
    return lines


def skill_in_short(
    kind: str, name: str, counts: dict[str, int], quartiles: tuple[float, float, float], first: str
) -> list[str]:
    """Two or three sentences on one element across occupations."""
    total = sum(counts.values())
    parts = joined([f"{counts[s]} {s}" for s in _STANDINGS if counts[s]])
    low, middle, high = map(points, quartiles)
    strongest = "names most products of it in" if kind == TECHNOLOGY else "rates it highest in"
    lines = [
        f"{counted(total, 'occupation')} {'calls' if total == 1 else 'call'} for {name}; by the work that goes with "
        f"it there, {parts}",
        f"in the middle occupation AI could do {middle} of 100 of that work; in half of them between {low} and {high}",
        f"O*NET {strongest} {first}",
    ]
    return [sentence(line) for line in lines]
