"""The lines a skills document has to consist of, from figures worked out a second time."""

from __future__ import annotations

from itertools import product

from figure_forms import decimals, points, whole
from level_audit import speaking
from line_audit import OF_100, Accepted, Cells, Line, OneOf, Prose, Text, numbers
from markdown_audit import footer, source_line
from rederived import Rederived
from rederived_skills import JobSkills, Key, SkillTables, standing

from jobprism.judgements.load import Skills, judgement

ROUNDED = 6e-3  # layers are kept with four digits after the point of a scale of 0 to 1
TITLES = {"skill": "Skills", "knowledge": "Knowledge", "technology": "Software"}
STANDINGS = ("exposed", "mixed", "resilient", "complementary")
Triple = tuple[float, float, float]


class Skilled:
    """A job's elements with what the document says of each."""

    def __init__(self, tables: SkillTables, figures: Rederived) -> None:
        self.tables, self.figures, self.job = tables, figures, JobSkills(tables, figures)
        self.figure = {
            (k, layer): self.job.figure(k, layer)
            for k in self.job.elements
            for layer in ("capability", "use", "human_need")
        }
        self.elements = sorted(
            (k for k in self.job.elements if self.figure[k, "capability"]),
            key=lambda k: (list(TITLES).index(k[0]), -self.job.elements[k], tables.names[k]),
        )
        self.rated = [k for k in self.elements if k[0] != "technology"]
        self.related = figures.related
        self.pressure = figures.pressure["value"]

    def triple(self, key: Key, layer: str = "capability") -> Triple:
        found = self.figure[key, layer]
        assert found is not None
        return found

    def word(self, key: Key) -> str:
        return standing(_kept(self.triple(key)[0]), _kept(self.triple(key, "human_need")[0]))

    def sure(self, key: Key) -> bool:
        need = _kept(self.triple(key, "human_need")[0])
        low, high = (standing(_kept(self.triple(key)[side]), need) for side in (1, 2))
        return low == high

    def alike(self, key: Key) -> list[tuple[str, dict]]:
        """Related occupations that call for an element at least as strongly."""
        calls = self.tables.calls(key)
        rated = key[0] != "technology" and not self.figures.is_role
        least = self.job.elements[key] if rated else 0.0
        return [(code, row) for code, row, _ in self.related if code in calls and calls[code] >= least]

    def shared(self) -> list[tuple[str, dict, int, list[Key]]]:
        """Related occupations with how many of the elements they call for, and what is new; most first."""
        if not self.rated:
            return []
        found = []
        for code, row, _ in self.related:
            theirs = {k: of[code] for k in self.tables.ratings if code in (of := self.tables.calls(k))}
            if theirs:
                count = sum(code in dict(self.alike(k)) for k in self.rated)
                new = sorted(
                    (k for k in theirs if k not in self.rated), key=lambda k: (-theirs[k], self.tables.names[k])
                )
                found.append((code, row, count, new[:3]))
        return sorted(found, key=lambda f: -f[2])


def _kept(value: float) -> float:
    return round(value, 4)


def skills_lines(figures: Rederived, tables: SkillTables) -> list[Line]:
    """All lines of the document."""
    of = Skilled(tables, figures)
    lines: list[Line] = [
        Text(f"# {figures.title}: skills, knowledge and software"),
        *_in_short(of),
        Prose("**What this is not.** A skill is as exposed here as the work that goes with it in this job.", []),
    ]
    for kind, title in TITLES.items():
        keys = [k for k in of.elements if k[0] == kind]
        if keys:
            lines += [Text(f"## {title}"), *_table(of, keys), Text(f"### Why: {title.lower()}"), *_reasons(of, keys)]
    if of.shared():
        lines += [
            Text("## Where they lead"),
            Prose("Related occupations, and how many of the ", [str(len(of.rated))]),
            *_leading(of),
        ]
    return [
        *lines,
        Text("## Notes"),
        *_notes(of),
        Text("## Sources"),
        *(source_line(figures, s) for s in speaking(figures, {"onet_work_activities"})),
        Text("---"),
        footer(figures),
    ]


def _in_short(of: Skilled) -> list[Line]:
    if not of.elements:
        return [
            Text(
                "- Neither ratings of skills nor software are published of this job, so that there is nothing to show."
            )
        ]
    kinds = [str(n) for kind in TITLES if (n := sum(k[0] == kind for k in of.elements))]
    words = [str(n) for word in STANDINGS if (n := sum(of.word(k) == word for k in of.elements))]
    if len(words) == 1:
        words = ["all"] if len(of.elements) > 1 else []
    lines: list[Line] = [Prose("- The job calls for ", [*kinds, *words])]
    lines += _ends(of)
    rated = [] if of.figures.is_role else of.rated
    if rated:
        first = max(rated, key=lambda k: (of.job.elements[k], of.tables.names[k]))
        text = [decimals(of.job.elements[first], 1), "1", "5"]
        lines.append(Prose(f"- O*NET rates {of.tables.names[first]} the most important, ", text))
    sure, total = sum(of.sure(k) for k in of.elements), len(of.elements)
    if sure == total:
        lines.append(Text("- Both ends of every interval give the same word."))
    else:
        lines.append(Prose("- For ", [str(sure), str(total), "both"] if sure else ["none", "both"]))
    leading = of.shared()
    if leading and of.rated and leading[0][2]:
        code, row, count, _ = leading[0]
        title = of.tables.tables.occupations[code]["occupation_title"]
        start = f"- The related occupation that asks for most of it {_strongly(of)} is {title}: "
        lines.append(Prose(start, [str(count), str(len(of.rated)), whole(row["value"]), OF_100]))
    return lines


def _ends(of: Skilled) -> list[Line]:
    keys = of.rated or of.elements
    if len(keys) < 2:
        return []
    ranked = sorted(keys, key=lambda k: (_kept(of.triple(k)[0]), of.tables.names[k]))
    least = min(keys, key=lambda k: (_kept(of.triple(k)[0]), of.tables.names[k]))
    most = ranked[-1]
    ends = [[whole(100 * x, ROUNDED) for x in of.triple(k)] for k in (most, least)]
    if ends[0][0] & ends[1][0]:
        return [Prose("- AI could do about the same of the work that goes with each, ", [ends[0][0], OF_100])]
    names = [numbers(of.tables.names[k]) for k in (most, least)]
    return [Prose("- AI could do most of the work that goes with ", [*names[0], *ends[0], OF_100, *names[1], *ends[1]])]


def _strongly(of: Skilled) -> str:
    return "too" if of.figures.is_role or not of.rated else "at least as strongly"


def _table(of: Skilled, keys: list[Key]) -> list[Line]:
    software = keys[0][0] == "technology"
    first = "| Category | Products |" if software else "| Name | Importance (1-5) |"
    lines: list[Line] = [
        Text(f"{first} Standing | Capability | Human need | Occupations that call for it | Opens |"),
        Text("|" + " --- |" * 7),
    ]
    for key in keys:
        strength: Accepted = str(int(of.job.elements[key])) if software else decimals(of.job.elements[key], 1)
        if of.figures.is_role and not software:
            strength = "-"
        open_to = [(code, row) for code, row in of.alike(key) if row["value"] < of.pressure][:3]
        names = [
            {f"{of.tables.tables.occupations[code]['occupation_title']} ({v})" for v in whole(row["value"])}
            for code, row in open_to
        ]
        cells: list[Accepted] = [
            of.tables.names[key],
            strength,
            of.word(key),
            _level(of.triple(key)),
            _level(of.triple(key, "human_need")),
        ]
        cells += [f"{len(of.tables.calls(key)):,}", {"; ".join(p) for p in product(*names)} if names else "-"]
        lines.append(Cells(cells))
    return lines


def _level(triple: Triple) -> set[str]:
    return {f"{v} ({a}-{b})" for v, a, b in product(*(whole(100 * x, ROUNDED) for x in triple))}


def _reasons(of: Skilled, keys: list[Key]) -> list[Line]:
    judged, job, known = judgement(Skills), of.job.job(), of.figures.layers["capability"]
    assert known is not None
    reasons: dict[str, list[str]] = {}
    for key in keys:
        capability, need = _kept(of.triple(key)[0]), _kept(of.triple(key, "human_need")[0])
        use = of.figure[key, "use"]
        amount = (
            "much" if capability >= judged.exposed_from else "little" if capability < judged.resilient_below else "some"
        )
        text = f"AI could do {amount} of the work that goes with it"
        apart = round(capability - job, 9)
        if abs(apart) >= judged.unlike_the_job:
            text += f", {'more' if apart > 0 else 'less'} than of the job as a whole (#)"
        if need >= judged.held_from:
            text += "; people are needed for it"
        if use and _kept(use[0]) >= judged.used_from:
            text += "; it is already done with AI"
        if not of.sure(key):
            text += "; the interval reaches over an edge"
        reasons.setdefault(text, []).append(of.tables.names[key])
    spellings = points(known["value"])
    return [
        OneOf({f"- {'; '.join(names)}: {text.replace('#', job_is)}." for job_is in spellings})
        for text, names in reasons.items()
    ]


def _leading(of: Skilled) -> list[Line]:
    lines: list[Line] = [
        Text("| Occupation | Code | Pressure (90 % interval) | Shared | New |"),
        Text("|" + " --- |" * 5),
    ]
    for code, row, count, new in of.shared():
        shown = {
            f"{v} ({a}-{b}), {row['band']}"
            for v, a, b in product(*(whole(row[side]) for side in ("value", "low", "high")))
        }
        title = of.tables.tables.occupations[code]["occupation_title"]
        lines.append(Cells([title, code, shown, str(count), "; ".join(of.tables.names[k] for k in new) or "-"]))
    return lines


def _notes(of: Skilled) -> list[Line]:
    judged = judgement(Skills)
    edges = [judged.resilient_below, judged.held_from, judged.exposed_from]
    lines: list[Line] = [
        Prose("- Resilient: capability below ", [points(e) for e in edges]),
        Prose("- O*NET does not say which", []),
    ]
    if of.rated and not of.figures.is_role:
        lines.append(Prose("- Skills and knowledge that O*NET rates below ", [f"{judged.least_importance:.2f}", "5"]))
    if not of.rated and not of.figures.is_role:
        lines.append(Prose("- No ratings of skills and knowledge are published", []))
    if of.figures.is_role:
        lines.append(Prose("- Skills and software are those that the role's file names", []))
        unknown = [p for p in of.figures.subject["technologies"] if p.lower() not in of.tables.software]
        if unknown:
            lines.append(Prose("- O*NET puts ", [str(len(unknown)), *(n for p in unknown for n in numbers(p))]))
    return lines
