"""One skill, field of knowledge or category of software across the occupations that call for it."""

from __future__ import annotations

from difflib import get_close_matches

import polars as pl

from jobprism.analyses.profession import edition_note, source_notes
from jobprism.analyses.skill_sentences import NOT_THIS, skill_in_short
from jobprism.analyses.skill_tables import Key, every_skill, names
from jobprism.analyses.skills import STANDINGS, level_of
from jobprism.analyses.skills_document import SkillInJob, SkillReport
from jobprism.editions.store import Edition
from jobprism.errors import UsageError

_QUARTILES = (0.25, 0.5, 0.75)
_DIGITS = 4
_SOURCES = {"onet", "onet_task_ratings", "onet_work_activities", "eloundou_2023"}


def skill_report(edition: Edition, name: str) -> SkillReport:
    """The element of a name, or of an id where the name is of several.

    Args:
        edition: where the figures are from.
        name: as O*NET writes it, in any case; or its id.

    Raises:
        UsageError: no element bears the name, or several do.
    """
    kind, element = element_named(edition, name)
    titles = dict(edition.table("occupations").select("occupation_id_onet", "occupation_title").rows())
    found = every_skill(edition).filter(
        (pl.col("kind") == kind) & (pl.col("element_id") == element) & (pl.col("subject_kind") == "occupation")
    )
    rows = found.sort(pl.coalesce("importance", "named"), "subject_id", descending=[True, False]).rows(named=True)
    jobs = [
        SkillInJob.model_validate(
            {
                "occupation_id_onet": row["subject_id"],
                "occupation_title": titles[row["subject_id"]],
                "importance": row["importance"],
                "products": row["named"],
                "capability": level_of(row, "capability"),
                "human_need": level_of(row, "human_need"),
                "standing": row["class"],
                "sure": row["class_is_sure"],
            }
        )
        for row in rows
    ]
    counts = {standing: sum(job.standing == standing for job in jobs) for standing in STANDINGS}
    low, middle, high = (round(float(found["capability"].quantile(q, "linear") or 0.0), _DIGITS) for q in _QUARTILES)
    quartiles = (low, middle, high)
    label = names(edition)[(kind, element)]
    return SkillReport.model_validate(
        {
            "kind": kind,
            "id": element,
            "name": label,
            "counts": counts,
            "capability_quartiles": quartiles,
            "in_short": skill_in_short(kind, label, counts, quartiles, jobs[0].occupation_title),
            "occupations": jobs,
            "notes": NOT_THIS,
            "sources": source_notes(edition, _SOURCES),
            "edition": edition_note(edition),
        }
    )


def element_named(edition: Edition, name: str) -> Key:
    """Kind and id of the element of a name or id.

    Raises:
        UsageError: none bears the name, or several do.
    """
    wanted = " ".join(name.split()).lower()
    known = names(edition)
    found = [key for key, label in known.items() if wanted in {label.lower(), key[1].lower()}]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{element} ({kind})" for kind, element in sorted(found))
        raise UsageError(f"'{name}' is the name of several: {listed}.", "Ask for one by its id.")
    near = get_close_matches(wanted, [label.lower() for label in known.values()], n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else "`jobprism report TITLE --skills` lists a job's."
    raise UsageError(f"No skill, field of knowledge or category of software is called '{name}'.", hint)
