"""Why a row stands where it does: one to four sentences, each computed from the row's evidence."""

from __future__ import annotations

from dataclasses import dataclass

from jobprism.analyses.facts import Figure
from jobprism.analyses.language import counted, joined, month, percent, sentence
from jobprism.judgements.load import Bands, judgement

_JUDGED = {0.0: "not exposed", 0.5: "exposed only with software built on a model", 1.0: "exposed to a model alone"}
HOLD_NAMES = {
    "presence": "being there in person",
    "relationship": "relationships with people",
    "responsibility": "responsibility for others",
    "consequence": "the consequences of error",
    "licence": "licensing",
}
CLAUDE_RELEASES = 4


@dataclass(frozen=True)
class Behind:
    """What is behind a row.

    Attributes:
        tasks: how many O*NET tasks the evidence is of.
        labels: the three raters' labels of those tasks.
        shares: their shares of Claude.ai conversations.
        delegation: the row's delegation, 0 to 1, or None.
        holds: hold and strength, strongest first.
        need: the row's human need, 0 to 1.
        nearest: for a role's task, the closest similarity (0 to 1); None for O*NET's own.
        observable: whether Claude releases could have reported any of the tasks.
    """

    tasks: int
    labels: list[Figure]
    shares: list[Figure]
    delegation: float | None
    holds: list[tuple[str, float]]
    need: float
    nearest: float | None
    observable: bool


def rationale(behind: Behind) -> str:
    """The sentences, as one paragraph."""
    parts = [_raters(behind), _use(behind), _delegation(behind), _holds(behind)]
    return " ".join(sentence(p) for p in parts if p)


def _raters(behind: Behind) -> str:
    human, gpt4, second = (
        {f.subject_id: f.value for f in behind.labels if f.measure == m}
        for m in ("eloundou_human_exposure", "eloundou_gpt4_exposure", "eloundou_gpt4_alt_exposure")
    )
    if behind.nearest is not None:
        exposed = _exposed(human, gpt4)
        return (
            "its capability is read from its wording, its activities and the role's occupations, its use from the "
            f"{counted(behind.tasks, 'O*NET task')} nearest in meaning (closest similarity {behind.nearest:.2f}); of "
            f"them {exposed}{_unlabelled(behind.tasks, human)}"
        )
    if not human:
        return "nobody has labelled it; its capability is read from other tasks of the same activity"
    if behind.tasks > 1:
        return f"of its {behind.tasks} tasks {_exposed(human, gpt4)}{_unlabelled(behind.tasks, human)}"
    (h,), (g,), (s,) = human.values(), gpt4.values(), second.values()
    if h == g == s:
        return f"people and GPT-4, under both rubrics, judged it {_JUDGED[h]}"
    if g == s:
        return f"people judged it {_JUDGED[h]}, GPT-4 under both rubrics {_JUDGED[g]}"
    return f"people judged it {_JUDGED[h]}, GPT-4 {_JUDGED[g]} under one rubric and {_JUDGED[s]} under the other"


def _exposed(human: dict[str, float], gpt4: dict[str, float]) -> str:
    """How many of the tasks each rater judged exposed, to whatever degree."""
    by_people, by_gpt4 = (sum(v > 0 for v in labels.values()) for labels in (human, gpt4))
    if by_people == by_gpt4 and len(human) == len(gpt4):
        return f"people and GPT-4 each judged {_of(by_people, len(human))} exposed"
    return f"people judged {_of(by_people, len(human))} exposed and GPT-4 {_of(by_gpt4, len(gpt4))}"


def _unlabelled(tasks: int, labels: dict[str, float]) -> str:
    missing = tasks - len(labels)
    return f"; {missing} without a label" if missing else ""


def _of(count: int, total: int) -> str:
    if count == 0:
        return "none"
    if count == total == 2:
        return "both"
    return f"all {count}" if count == total > 1 else str(count)


def _use(behind: Behind) -> str:
    whose = "them" if behind.tasks > 1 else "it"
    if not behind.shares:
        if not behind.observable:
            newer = "their wording is" if behind.tasks > 1 else "its wording is"
            return f"{newer} newer than the one Claude releases are kept by, so none could report {whose}"
        return f"no Claude.ai release reports {whose}, which means too few conversations to report, not none"
    releases = {f.vintage for f in behind.shares}
    last = max(releases)
    newest = [f for f in behind.shares if f.vintage == last]
    conversations = counted(sum(f.n or 0 for f in newest), "conversation")
    if behind.tasks > 1:
        seen = len({f.subject_id for f in behind.shares})
        return f"Claude.ai releases report {seen} of the {behind.tasks}, last with {conversations} ({month(last)})"
    shared = ""
    if newest[0].n_subjects > 1:
        shared = f", a wording it shares with {counted(newest[0].n_subjects - 1, 'other task')}"
    return (
        f"reported in {len(releases)} of {CLAUDE_RELEASES} Claude.ai releases, last with {conversations} "
        f"({month(last)}{shared})"
    )


def _delegation(behind: Behind) -> str:
    if behind.delegation is None:
        return ""
    return f"where AI is used, about {percent(behind.delegation)} of the work is handed over rather than done together"


def _holds(behind: Behind) -> str:
    bands = judgement(Bands)
    notable = [HOLD_NAMES[name] for name, strength in behind.holds if strength >= bands.notable_hold][:2]
    if not notable:
        return "little in O*NET's record holds it to a person"
    if behind.need >= bands.resilient_human_need:
        return f"strongly held to a person, most by {joined(notable)}"
    return f"held to a person, less strongly, by {joined(notable)}"
