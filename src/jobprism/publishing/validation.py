"""The validation of an edition as Markdown: ``python -m jobprism.publishing.validation FILE`` writes the page."""

from __future__ import annotations

import sys
from pathlib import Path

from jobprism.analyses.validation import Checked, ValidationReport, validation_report
from jobprism.editions.store import CORE, Edition
from jobprism.files import write_text
from jobprism.publishing import phrases
from jobprism.publishing.markdown import grid

_HEAD = """# Validation

How far the figures of an edition can be trusted: what was checked, on what, and what it must reach for the edition to
be published (`judgements/gates.yml`). Shown by `jobprism validate`; methods are in [method.md](method.md). A figure
with no gate is there to be read, not to be passed."""


def to_markdown(report: ValidationReport) -> str:
    """The whole page."""
    replications = [
        [r.what, f"{r.n:,}", f"{r.largest_difference:.1e}", f"{r.tolerance:.0e}", _passed(r.passed)]
        for r in report.replications
    ]
    parts = [
        _HEAD,
        "## Published figures, computed again",
        grid(["Replication", "n", "Largest difference", "Allowed", ""], replications),
    ]
    for section in dict.fromkeys(c.section for c in report.checks):
        of = [c for c in report.checks if c.section == section]
        parts += [f"## {section}", *_split(of), grid(["Figure", "n", "Value", "Gate", ""], [_row(c, of) for c in of])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def _split(checks: list[Checked]) -> list[str]:
    """The split, once, where a whole section has one."""
    splits = {c.split for c in checks}
    return [f"On: {splits.pop()}."] if len(splits) == 1 else []


def _row(check: Checked, section: list[Checked]) -> list[str]:
    several = len({c.split for c in section}) > 1
    what = f"{check.what} ({check.split})" if several else check.what
    value = "-" if check.value is None else f"{check.value:.3f}"
    return [what, f"{check.n:,}", value, _gate(check), _passed(check.passed)]


def _gate(check: Checked) -> str:
    parts = [f"≥ {check.at_least:g}"] if check.at_least is not None else []
    parts += [f"≤ {check.at_most:g}"] if check.at_most is not None else []
    return ", ".join(parts)


def _passed(passed: bool | None) -> str:
    return "" if passed is None else "passed" if passed else "FAILED"


if __name__ == "__main__":
    write_text(Path(sys.argv[1]), to_markdown(validation_report(Edition(CORE))))
