"""Fits the weights of the marks of duties on the development half of the labelled documents.

    python training/documents/fit.py

Writes ``src/jobprism/matching/duty_model.json`` and prints how duties are found in both halves. The strength of the
penalty is chosen by leaving out one development document at a time; the held-out half takes no part. Each sentence is
shown twice, once as if the document had no headings, so that the model does not lean on them alone.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "matching"))

from labelled_corpus import Labelled, corpus, covered  # noqa: E402

from jobprism.matching.duties import marks  # noqa: E402
from jobprism.matching.reading import kind_of  # noqa: E402
from jobprism.matching.segments import segments  # noqa: E402

TARGET = ROOT / "src/jobprism/matching/duty_model.json"
PENALTIES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
THRESHOLD = 0.5


def main() -> None:
    """Fit, write, and print the losses of the penalties tried."""
    documents = corpus("development")
    rows = [row for d in documents for row in _rows(d)]
    vectorizer = DictVectorizer(sparse=False)
    x = vectorizer.fit_transform([dict.fromkeys(sorted(m), 1.0) for _, m, _ in rows])
    y = np.array([label for *_, label in rows])
    groups = [name for name, *_ in rows]
    losses = {}
    for penalty in PENALTIES:
        model = LogisticRegression(C=penalty, max_iter=2000)
        p = cross_val_predict(model, x, y, groups=groups, cv=LeaveOneGroupOut(), method="predict_proba")[:, 1]
        losses[penalty] = log_loss(y, p)
        print(f"C {penalty}: log-loss {losses[penalty]:.3f}, accuracy {((p >= THRESHOLD) == y).mean():.3f}")
    best = min(losses, key=lambda k: losses[k])
    model = LogisticRegression(C=best, max_iter=2000).fit(x, y)
    names = vectorizer.get_feature_names_out()
    written = {
        "fitted_on": f"{len(documents)} development documents of tests/matching/corpus, {len(rows)} sentences",
        "C": best,
        "threshold": THRESHOLD,
        "intercept": round(float(model.intercept_[0]), 3),
        "weights": {str(n): round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True)},
    }
    TARGET.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


def _rows(document: Labelled) -> list[tuple[str, set[str], bool]]:
    found = segments(document.text)
    kind = kind_of(document.text, found)
    sentences = [s for s in found if not s.heading]
    return [
        (document.name, marks(s, kind), covered((s.start, s.end), document.duties, document.text) > 0.5)
        for s in [*sentences, *(replace(s, section="none") for s in sentences)]
    ]


if __name__ == "__main__":
    main()
