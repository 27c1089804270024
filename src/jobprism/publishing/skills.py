"""Skills of a job, and one skill across jobs, as Markdown and CSV."""

from __future__ import annotations

import csv
import io

from jobprism.analyses.language import capitalised, points
from jobprism.analyses.outlook_document import Level
from jobprism.analyses.skills_document import Destination, Element, SkillInJob, SkillReport, SkillsReport
from jobprism.estimates.skills import KNOWLEDGE, SKILL, TECHNOLOGY
from jobprism.publishing import phrases
from jobprism.publishing.markdown import bullets, escape, grid, source_line
from jobprism.publishing.tabular import safe

TITLES = {SKILL: "Skills", KNOWLEDGE: "Knowledge", TECHNOLOGY: "Software"}
_JOBS_SHOWN = 25
_CSV_NAMES = (
    "subject_id",
    "subject_title",
    "kind",
    "element_id",
    "element_name",
    "importance",
    "products",
    "standing",
    "sure",
    "capability",
    "capability_low",
    "capability_high",
    "use",
    "human_need",
    "jobs",
    "edition",
)


def to_markdown(report: SkillsReport) -> str:
    """What a job calls for, as GitHub-flavoured Markdown."""
    parts = [
        f"# {escape(report.job.title)}: skills, knowledge and software",
        *bullets(report.in_short),
        "**What this is not.** " + escape(" ".join(report.not_this)),
    ]
    for kind, title in TITLES.items():
        elements = [e for e in report.elements if e.kind == kind]
        if elements:
            parts += [f"## {title}", _elements(elements), f"### Why: {title.lower()}", *_reasons(elements)]
    if report.occupations:
        parts += ["## Where they lead", escape(_leading(report)), _occupations(report)]
    parts += ["## Notes", *bullets(report.notes), "## Sources", *bullets([source_line(s) for s in report.sources])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def _elements(elements: list[Element]) -> str:
    software = elements[0].kind == TECHNOLOGY
    head = [
        "Category" if software else "Name",
        "Products" if software else "Importance (1-5)",
        "Standing",
        "Capability",
        "Human need",
        "Occupations that call for it",
        "Opens",
    ]
    rows = [
        [
            e.name,
            _strength(e),
            e.standing,
            _level(e.capability),
            _level(e.human_need),
            f"{e.jobs:,}",
            _opens(e.opens),
        ]
        for e in elements
    ]
    return grid(head, rows)


def _strength(of: Element | SkillInJob) -> str:
    if of.importance is not None:
        return f"{of.importance:.1f}"
    return "-" if of.products is None else str(of.products)


def _level(level: Level) -> str:
    return f"{points(level.value)} ({points(level.low)}-{points(level.high)})"


def _opens(destinations: list[Destination]) -> str:
    return "; ".join(f"{d.occupation_title} ({d.pressure:.0f})" for d in destinations) or "-"


def _reasons(elements: list[Element]) -> list[str]:
    """Reasons, elements that share one together."""
    of: dict[str, list[str]] = {}
    for element in elements:
        of.setdefault(element.reason, []).append(element.name)
    return bullets([f"{'; '.join(named)}: {text}" for text, named in of.items()])


def _leading(report: SkillsReport) -> str:
    strongly = "at least as strongly" if any(e.importance is not None for e in report.elements) else "too"
    return (
        f"Related occupations, and how many of the {report.rated} skills and fields of knowledge they call for "
        f"{strongly}. "
        "What is new is what they call for most that this job does not. “Opens” above names the nearest of them that "
        "call "
        f"for the one {strongly} and have a lower pressure, with that pressure."
    )


def _occupations(report: SkillsReport) -> str:
    rows = [
        [
            o.occupation_title,
            o.occupation_id_onet,
            f"{o.pressure:.0f} ({o.pressure_low:.0f}-{o.pressure_high:.0f}), {o.band}",
            str(o.shared),
            "; ".join(o.also_new) or "-",
        ]
        for o in report.occupations
    ]
    return grid(["Occupation", "Code", "Pressure (90 % interval)", "Shared", "New"], rows)


def skill_to_markdown(report: SkillReport) -> str:
    """One skill across occupations, as GitHub-flavoured Markdown."""
    shown = report.occupations[:_JOBS_SHOWN]
    rows = [
        [o.occupation_title, o.occupation_id_onet, _strength(o), o.standing, _level(o.capability), _level(o.human_need)]
        for o in shown
    ]
    strength = "Products" if report.kind == TECHNOLOGY else "Importance (1-5)"
    head = ["Occupation", "Code", strength, "Standing", "Capability", "Human need"]
    parts = [
        f"# {escape(report.name)}",
        f"{capitalised(report.kind)} {report.id}",
        *bullets(report.in_short),
        "## Occupations that call for it most",
        grid(head, rows),
    ]
    rest = len(report.occupations) - len(shown)
    if rest > 0:
        parts.append(f"And {rest} more; the JSON of this document has {'it' if rest == 1 else 'them'}.")
    parts += ["## Notes", *bullets(report.notes), "## Sources", *bullets([source_line(s) for s in report.sources])]
    return "\n\n".join([*parts, f"---\n{phrases.edition_line(report.edition)}."]) + "\n"


def to_csv(report: SkillsReport) -> str:
    """One line per element; layers between 0 and 1."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_CSV_NAMES)
    job = [report.job.id, safe(report.job.title)]
    for e in report.elements:
        writer.writerow(
            [
                *job,
                e.kind,
                e.id,
                safe(e.name),
                "" if e.importance is None else e.importance,
                "" if e.products is None else e.products,
                e.standing,
                e.sure,
                *(getattr(e.capability, side) for side in ("value", "low", "high")),
                "" if e.use is None else e.use.value,
                e.human_need.value,
                e.jobs,
                f"{report.edition.id}-{report.edition.kind}",
            ]
        )
    return out.getvalue()
