"""Milliseconds per document in a warm process, by part: facts, documents, Markdown; every 31st occupation."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from jobprism.analyses.facts import facts_of
from jobprism.analyses.level import level_reports
from jobprism.analyses.outlook import outlook_report
from jobprism.analyses.profession import profession_report
from jobprism.analyses.skills import skills_report
from jobprism.analyses.task import task_reports
from jobprism.editions.store import CORE, Edition
from jobprism.publishing import level, markdown, outlook, skills
from timing import milliseconds

EVERY = 31
WARM = 5
YEAR = 2030


def main() -> None:
    edition = Edition(CORE)
    codes = edition.table("occupations")["occupation_id_onet"].to_list()[::EVERY]
    reports = {code: profession_report(edition, "occupation", code) for code in codes}
    outlooks = {code: outlook_report(edition, "occupation", code, YEAR) for code in codes}
    levels = {code: level_reports(edition, "occupation", code) for code in codes}
    skilled = {code: skills_report(edition, "occupation", code, many=True) for code in codes}
    parts: dict[str, Callable[[str], object]] = {
        "facts": lambda code: facts_of(edition, "occupation", code),
        "profession, facts included": lambda code: profession_report(edition, "occupation", code),
        "profession as Markdown": lambda code: markdown.to_markdown(reports[code]),
        "four levels, facts included": lambda code: level_reports(edition, "occupation", code),
        "four levels as Markdown": lambda code: [level.to_markdown(report) for report in levels[code]],
        "outlook, facts included": lambda code: outlook_report(edition, "occupation", code, YEAR),
        "outlook as Markdown": lambda code: outlook.to_markdown(outlooks[code]),
        "skills, facts included": lambda code: skills_report(edition, "occupation", code, many=True),
        "skills as Markdown": lambda code: skills.to_markdown(skilled[code]),
        "all tasks, facts included": lambda code: task_reports(edition, "occupation", code),
    }
    for name, work in parts.items():
        times = milliseconds(work, codes, WARM)
        print(f"{name:<28} median {statistics.median(times):6.1f} ms  max {max(times):6.1f} ms  n {len(times)}")


if __name__ == "__main__":
    main()
