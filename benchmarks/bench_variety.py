"""How alike documents read: the share of sentences that two have in common, names and numbers masked.

Professions, levels (all four of a job, and one level of all jobs), outlooks and skills. Every document is split into
sentences. Quotation marks with what is in them, titles, names of indices, holds and kinds of work, months, bands and
numbers are masked, so that two sentences count as the same where the rule that made them took the same turn. For every
pair of documents the sentences in common are counted, of the shorter document's. Notes and what a document is not are
left out: they are said of every job alike on purpose.

With ``--unmasked`` nothing is masked: the share of sentences that stand in both documents word for word.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.language import MONTHS
from jobprism.analyses.level import level_reports
from jobprism.analyses.level_document import LevelReport
from jobprism.analyses.outlook import outlook_report
from jobprism.analyses.outlook_document import OutlookReport
from jobprism.analyses.profession import profession_report
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.analyses.skills import skills_report
from jobprism.analyses.skills_document import SkillsReport
from jobprism.editions.store import CORE, Edition
from jobprism.judgements.load import Bands, judgement

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
SHOWN = 12
HALF = 0.5
YEAR = 2030


def paragraphs(report: BaseModel) -> Iterator[str]:
    """All prose of a document but the notes and what it is not."""
    if isinstance(report, ProfessionReport):
        yield from _of_profession(report)
    elif isinstance(report, LevelReport):
        yield from (*report.in_short, *report.why, *report.experience)
        yield from (f"{row.evidence}." for row in (*report.grows, *report.shrinks))
    elif isinstance(report, OutlookReport):
        yield from report.in_short
    elif isinstance(report, SkillsReport):
        yield from (*report.in_short, *(e.reason for e in report.elements))


def _of_profession(report: ProfessionReport) -> Iterator[str]:
    yield from report.in_short
    yield from report.spread
    yield from report.why_human
    for row in (*report.handles_well, *report.struggles_with):
        yield f"{row.evidence}."
    for row in report.tasks:
        yield row.rationale
    for question in report.faq:
        yield question.answer


def sentences(report: BaseModel, names: re.Pattern[str] | None) -> set[str]:
    """The sentences of a document; masked where a pattern of names is given."""
    found = set()
    for paragraph in paragraphs(report):
        text = paragraph.replace("et al. ", "et al ")
        if names is not None:
            text = re.sub(r"“[^”]*”", "X", text)
            text = names.sub("X", text)
            text = re.sub(r"\d[\d,.]*\d|\d", "N", text)
        found |= {part.strip() for part in re.split(r"(?<=\.) (?=[A-ZN])", text) if part.strip()}
    return found


def names_of(edition: Edition, reports: list[ProfessionReport]) -> re.Pattern[str]:
    """Names that are masked, longest first."""
    named = {*edition.table("occupations")["occupation_title"], *edition.table("activities")["general_activity_name"]}
    for report in reports:
        named |= {i.label.replace("et al. ", "et al ") for i in report.indices} | {i.kind for i in report.indices}
    named |= {*HOLD_NAMES.values(), *MONTHS, *judgement(Bands).pressure}
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(named, key=len, reverse=True)))


def common(documents: list[set[str]]) -> np.ndarray:
    """For every pair the share of the shorter document's sentences that the other has too."""
    places = {text: n for n, text in enumerate(dict.fromkeys(t for d in documents for t in sorted(d)))}
    has = np.zeros((len(documents), len(places)), dtype=np.float32)
    for row, document in enumerate(documents):
        has[row, [places[t] for t in document]] = 1
    both, sizes = has @ has.T, has.sum(axis=1)
    share = both / np.minimum(sizes[:, None], sizes[None, :])
    return share[np.triu_indices(len(documents), 1)]


def told(name: str, documents: list[set[str]]) -> None:
    """Print the distribution over pairs of documents of one kind."""
    share = common([d for d in documents if d])
    sizes = [len(d) for d in documents]
    print(f"{name}: {len(documents)} documents, {min(sizes)} to {max(sizes)} sentences, median {np.median(sizes):.0f}")
    print("  share in common, of the shorter: " + ", ".join(f"q{q:.2f} {np.quantile(share, q):.2f}" for q in QUANTILES))
    print(f"  pairs with more than half in common: {np.mean(share > HALF):.4f}")


def tables_apart(levels: list[list[LevelReport]]) -> None:
    """Print by how much of the work the tables of a junior and a lead differ."""
    apart = [
        sum(abs(a[row.id] - row.share_at_level) for row in lead.tasks) / 2
        for junior, *_, lead in levels
        if junior.told_apart
        for a in [{row.id: row.share_at_level for row in junior.tasks}]
    ]
    silent = sum(not of[0].told_apart for of in levels)
    print(f"tables of junior and lead differ in a share of the work: {len(apart)} jobs, {silent} not told apart")
    print("  " + ", ".join(f"q{q:.2f} {np.quantile(apart, q):.2f}" for q in QUANTILES))


def main() -> None:
    edition = Edition(CORE)
    codes = edition.table("occupations")["occupation_id_onet"].to_list()
    reports = [profession_report(edition, "occupation", c) for c in codes]
    levels = [level_reports(edition, "occupation", c) for c in codes]
    names = None if "--unmasked" in sys.argv else names_of(edition, reports)
    professions = [sentences(report, names) for report in reports]
    told("professions", professions)
    for text, count in Counter(t for d in professions for t in d).most_common(SHOWN):
        print(f"    in {count / len(professions):4.0%}  {text[:140]}")
    told("one level (lead) of all jobs", [sentences(of[-1], names) for of in levels])
    # Within a job nothing is masked: the same sentence must be about other figures.
    within = [common([sentences(report, None) for report in of]) for of in levels if of[0].told_apart]
    shares = np.concatenate(within)
    print("levels of one job, word for word: " + ", ".join(f"q{q:.2f} {np.quantile(shares, q):.2f}" for q in QUANTILES))
    tables_apart(levels)
    told("outlooks", [sentences(outlook_report(edition, "occupation", c, YEAR), names) for c in codes])
    told("skills", [sentences(skills_report(edition, "occupation", c, many=True), names) for c in codes])


if __name__ == "__main__":
    main()
