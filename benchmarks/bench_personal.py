"""Personal documents at scale: real lists of duties assessed, and a plan of every occupation at every level.

    JOBPRISM_MIRROR=... python -m benchmarks.bench_personal lists [N]
    python -m benchmarks.bench_personal plans

``lists`` assesses N (200) lists of duties of US federal announcements, drawn at random, each as a text that a person
would paste: read, taken up with even hours, assessed. It shows how many went through, the median of the likeliest match
of each duty (calibrated chance of being of the same detailed work activity), how many duties had one near enough, and
seconds. A list whose title has no code is assessed with the occupation its duties speak for.

``plans`` makes the plan of all occupations and roles, as a whole and at all four levels, shows how many have paths,
what there is in their weeks, and how many break a rule of plans.
"""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections import Counter
from datetime import date

from jobprism.analyses.from_document import drafted
from jobprism.analyses.plan_documents import PivotPlan
from jobprism.atlas import Atlas
from jobprism.atlas import open as open_atlas
from jobprism.errors import JobprismError, UsageError
from jobprism.settings import settings

SEED = 20261121
LISTS = 200
WEEKS, HOURS = 13, 6.0
LEVELS = (None, "junior", "mid", "senior", "lead")
WITH = {3: "three paths", 2: "two", 1: "one", 0: "none"}
NEAR = 0.3
FILE = "usajobs/usajobs_questionnaire_tasks_sample.jsonl"


def main() -> None:
    atlas = open_atlas()
    if "plans" in sys.argv:
        plans(atlas)
    else:
        numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
        lists(atlas, numbers[0] if numbers else LISTS)


def lists(atlas: Atlas, number: int) -> None:
    mirror = settings().mirror
    if mirror is None:
        sys.exit("Set JOBPRISM_MIRROR to the folder with the published files.")
    rows = [json.loads(line) for line in (mirror / FILE).read_text(encoding="utf-8").splitlines()]
    chosen, known = random.Random(SEED).sample(rows, number), frozenset(atlas.occupations["occupation_id_onet"])
    seconds, matches, duties, outcomes = [], [], [], Counter[str]()
    for row in chosen:
        text = "\n".join([row["position_title"], "", "Duties:", *(f"- {t}" for t in row["task_statements"])])
        start = time.perf_counter()
        try:
            read = atlas.read(text.encode())
            try:
                draft = drafted(read, known)
                outcomes["title of the announcement"] += 1
            except UsageError:
                # As a person would, who is asked for a title: here the occupation that the duties speak for.
                likely = [o.occupation_id_onet for job in read.jobs for o in job.by_duties]
                draft = drafted(read, known, next(code for code in likely if code in known))
                outcomes["title by duties"] += 1
            report = atlas.assess(draft.said)
        except (JobprismError, StopIteration) as error:
            outcomes[f"{type(error).__name__}: {error}"] += 1
            continue
        seconds.append(time.perf_counter() - start)
        own = [t for t in report.tasks if t.kind == "own"]
        duties.append(len(own) / max(len(row["task_statements"]), 1))
        matches += [max((m.probability for m in t.matched), default=0.0) for t in own]
    print(f"{number} lists: {dict(outcomes)}")
    print(f"statements taken up as tasks: median {statistics.median(duties):.0%} of a list")
    near = sum(m >= NEAR for m in matches) / len(matches)
    print(
        f"{len(matches)} tasks: likeliest match, median {statistics.median(matches):.2f}; {near:.0%} at {NEAR} or more"
    )
    rest = sorted(seconds[1:])
    print(f"seconds: first {seconds[0]:.1f}, then median {statistics.median(rest):.2f}, slowest {rest[-1]:.2f}")


def plans(atlas: Atlas) -> None:
    start, found = time.perf_counter(), Counter[str]()
    subjects = [*atlas.occupations["occupation_id_onet"], *atlas.edition.table("roles")["role_id"]]
    print(f"{len(subjects)} jobs: {', '.join(WITH.values())}, paths of longer preparation")
    for level in LEVELS:
        by_paths, longer = Counter[int](), 0
        for subject in subjects:
            plan = atlas.plan(subject, level=level, weeks=WEEKS, hours_per_week=HOURS, start=date(2026, 11, 23))
            by_paths[len(plan.paths)] += 1
            longer += sum(path.longer_preparation for path in plan.paths)
            found["plans"] += 1
            found.update(told(plan))
        print(f"{level or 'the job as a whole':20} {' '.join(f'{by_paths[n]:5}' for n in WITH)} {longer:5}")
    print(f"{time.perf_counter() - start:.0f} s")
    for name, count in sorted(found.items()):
        print(f"{count:7} {name}")


def told(plan: PivotPlan) -> list[str]:
    """What there is in a plan, and the rules of plans that it breaks."""
    said = broken(plan)
    for path in plan.paths:
        steps = [step for week in path.weeks for step in week.steps]
        said += ["paths", *["weeks" for _ in path.weeks], *["parts of the gap" for _ in path.gap]]
        finished = [any(s.part == s.parts for s in week.steps) for week in path.weeks]
        said += ["weeks in which a step is finished" for done in finished if done]
        said += ["weeks without a step" for week in path.weeks if not week.steps]
        said += ["parts of the gap with a step" for part in path.gap if part.name in {s.about for s in steps}]
        first = [s.id for s in steps if s.part == 1]
        said += ["BROKEN: a step twice" for _ in range(len(first) - len(set(first)))]
        said += ["paths with hours left free"] if any(week.spare_hours for week in path.weeks) else []
    return said


def broken(plan: PivotPlan) -> list[str]:
    """Rules of plans that one breaks."""
    found = []
    if {p.aim for p in plan.paths} | {m.aim for m in plan.missing if m.why} != {
        "lower_pressure",
        "better_paid",
        "growing",
    }:
        found.append("BROKEN: an aim without a path or a reason")
    for path in plan.paths:
        if path.pressure.low > plan.subject.pressure.high:
            found.append("BROKEN: pressure wholly above")
        if path.obstacles:
            found.append("BROKEN: preparation not feasible")
        if len(path.weeks) != WEEKS or any(
            abs(sum(s.hours for s in week.steps) + week.spare_hours - HOURS) > 1e-9 for week in path.weeks
        ):
            found.append("BROKEN: hours of a week do not add up")
    return found


if __name__ == "__main__":
    main()
