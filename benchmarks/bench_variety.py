"""How alike profession documents read: the share of sentences that two have in common, names and numbers masked.

Every document of the core edition is split into sentences. Quotation marks with what is in them, titles, names of
indices, holds and kinds of work, months, bands and numbers are masked, so that two sentences count as the same where
the rule that made them took the same turn. For every pair of documents the sentences in common are counted, of the
shorter document's. Notes and what a document is not are left out: they are said of every job alike on purpose.

With ``--unmasked`` nothing is masked: the share of sentences that stand in both documents word for word.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.language import MONTHS
from jobprism.analyses.profession import profession_report
from jobprism.analyses.rationale import HOLD_NAMES
from jobprism.editions.store import CORE, Edition
from jobprism.judgements.load import Bands, judgement

QUANTILES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)
SHOWN = 12


def paragraphs(report: ProfessionReport) -> Iterator[str]:
    """All prose of a document but the notes and what it is not."""
    yield from report.in_short
    yield from report.spread
    yield from report.why_human
    for row in (*report.handles_well, *report.struggles_with):
        yield f"{row.evidence}."
    for row in report.tasks:
        yield row.rationale
    for question in report.faq:
        yield question.answer


def sentences(report: ProfessionReport, names: re.Pattern[str] | None) -> set[str]:
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


def main() -> None:
    edition = Edition(CORE)
    reports = [profession_report(edition, "occupation", c) for c in edition.table("occupations")["occupation_id_onet"]]
    names = None if "--unmasked" in sys.argv else names_of(edition, reports)
    documents = [sentences(report, names) for report in reports]
    share = common(documents)
    sizes = [len(d) for d in documents]
    print(
        f"{len(documents)} documents, {min(sizes)} to {max(sizes)} different sentences, median {np.median(sizes):.0f}"
    )
    print("share in common, of the shorter: " + ", ".join(f"q{q:.2f} {np.quantile(share, q):.2f}" for q in QUANTILES))
    print(f"pairs with more than half in common: {np.mean(share > 0.5):.4f}")
    for text, count in Counter(t for d in documents for t in d).most_common(SHOWN):
        print(f"  in {count / len(documents):4.0%}  {text[:140]}")


if __name__ == "__main__":
    main()
