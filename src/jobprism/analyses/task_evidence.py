"""The published figures behind one row of work, laid out for a reader: verdicts, releases, activity records, modes."""

from __future__ import annotations

from math import fsum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jobprism.analyses.facts import Figure

_RATERS = {
    "eloundou_human_exposure": "people",
    "eloundou_gpt4_exposure": "GPT-4, first rubric",
    "eloundou_gpt4_alt_exposure": "GPT-4, second rubric",
}
_CLASSES = {0.0: "E0", 0.5: "E2", 1.0: "E1"}
PRODUCTS = {"aei_claude_ai_pct": "Claude.ai", "aei_api_pct": "Claude API"}
_RECORDS = {"microsoft_share_user": "Copilot", "openai_share_work": "ChatGPT at work"}
_COMPLETION = "microsoft_completion_user"
_UNTOLD = ("filtered", "none", "not_classified")  # a share of these says nothing of how people work
_MODES = {"aei_claude_ai_mode_share": "Claude.ai", "aei_api_mode_share": "Claude API"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Verdict(_Part):
    """What one rater judged of the tasks behind the row."""

    rater: str
    not_exposed: int = Field(description="Tasks judged E0: no exposure.")
    with_software: int = Field(description="Tasks judged E2: only with software built on a model.")
    exposed: int = Field(description="Tasks judged E1: a model alone halves the time.")
    vintage: str
    source: str

    @property
    def total(self) -> int:
        """Tasks that the rater labelled."""
        return self.not_exposed + self.with_software + self.exposed


class Release(_Part):
    """What one release of a record of use shows of the tasks."""

    product: str
    vintage: str
    state: Literal["observed", "below threshold", "could not be reported"]
    tasks_observed: int
    conversations: int | None = Field(description="Of the wordings observed; some are shared by several tasks.")
    share_pct: float | None = Field(description="Percent of all sampled conversations.")
    source: str


class ActivityRecord(_Part):
    """A product's record of the activity the tasks belong to."""

    product: str
    activity: str
    share: float = Field(description="Of the product's record, 0 to 1.")
    completion: float | None = Field(description="Share of conversations in which the activity was completed.")
    vintage: str
    source: str


class Interaction(_Part):
    """How the tasks are worked on with a product, in the newest release that says."""

    product: str
    mode: str
    share: float = Field(ge=0, le=1)
    vintage: str
    source: str


def verdicts(figures: list[Figure]) -> list[Verdict]:
    """One per rater who labelled any of the tasks."""
    found = []
    for measure, rater in _RATERS.items():
        labels = [f for f in figures if f.measure == measure]
        if not labels:
            continue
        classes = [_CLASSES[f.value] for f in labels]
        found.append(
            Verdict(
                rater=rater,
                not_exposed=classes.count("E0"),
                with_software=classes.count("E2"),
                exposed=classes.count("E1"),
                vintage=labels[0].vintage,
                source=labels[0].source,
            )
        )
    return found


def releases(figures: list[Figure], known: list[Figure], *, reportable: bool) -> list[Release]:
    """One per product and release, also those that do not show the tasks.

    Args:
        figures: of the tasks.
        known: one figure of each product and release that there is.
        reportable: whether the wording of any of the tasks is one that releases are kept by.
    """
    found = []
    for one in sorted(known, key=lambda f: (list(PRODUCTS).index(f.measure), f.vintage)):
        same = [f for f in figures if f.measure == one.measure and f.vintage == one.vintage]
        found.append(
            Release(
                product=PRODUCTS[one.measure],
                vintage=one.vintage,
                state="observed" if same else "below threshold" if reportable else "could not be reported",
                tasks_observed=len({f.subject_id for f in same}),
                conversations=sum(f.n or 0 for f in same) if same else None,
                share_pct=round(fsum(f.value for f in same), 6) if same else None,
                source=one.source,
            )
        )
    return found


def activity_records(figures: list[Figure], labels: dict[str, str]) -> list[ActivityRecord]:
    """The newest figure of each product and activity."""
    newest: dict[tuple[str, str], Figure] = {}
    for f in sorted(figures, key=lambda f: f.vintage):
        if f.measure in (*_RECORDS, _COMPLETION):
            newest[(f.measure, f.subject_id)] = f
    found = []
    for (measure, activity), f in newest.items():
        if measure == _COMPLETION:
            continue
        done = newest.get((_COMPLETION, activity)) if measure == "microsoft_share_user" else None
        found.append(
            ActivityRecord(
                product=_RECORDS[measure],
                activity=labels[activity],
                share=f.value,
                completion=done.value if done else None,
                vintage=f.vintage,
                source=f.source,
            )
        )
    return sorted(found, key=lambda r: (r.product, -r.share, r.activity))


def interaction(figures: list[Figure]) -> list[Interaction]:
    """Shares of modes in the newest release, weighted by nothing: the mean over the tasks that have a mode.

    A product that classified none of the conversations says nothing and is left out.
    """
    found = []
    for family, product in _MODES.items():
        modes = [f for f in figures if f.measure.partition("/")[0] == family]
        last = max((f.vintage for f in modes), default="")
        newest = [f for f in modes if f.vintage == last]
        tasks = len({f.subject_id for f in newest})
        shown = sorted({f.measure for f in newest if f.value > 0})
        if all(measure.partition("/")[2] in _UNTOLD for measure in shown):
            continue
        for measure in shown:
            same = [f for f in newest if f.measure == measure]
            found.append(
                Interaction(
                    product=product,
                    mode=measure.partition("/")[2].replace("_", " "),
                    share=round(fsum(f.value for f in same) / tasks, 6),
                    vintage=last,
                    source=same[0].source,
                )
            )
    return found
