"""Reading role files as a careful reviewer would: a list of findings, each with what to do about it.

What a build refuses is an error; so is a text that is not our own. What reads badly, or cannot be judged by a
program, is a warning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from jobprism.declarations import read_yaml
from jobprism.errors import DeclarationError
from jobprism.roles.declared import LEVELS, Role
from jobprism.roles.known import Known
from jobprism.roles.likeness import likenesses

_VERBS = Path(__file__).with_name("verbs.txt")
_YEAR = re.compile(r"\b(19|20)\d\d\b")


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """Something to mend in a role file.

    Attributes:
        file: name of the file.
        field: path of the field, as ``tasks.3.text``.
        what: what is wrong.
        next_step: what to do.
        severity: ``error`` or ``warning``.
    """

    file: str
    field: str
    what: str
    next_step: str
    severity: Severity = Severity.ERROR

    def as_dict(self) -> dict[str, str]:
        """The finding as JSON-ready fields."""
        return {name: str(value) for name, value in asdict(self).items()}


class Rules(Protocol):
    """The judged bounds (``judgements/role_lint.yml``)."""

    @property
    def shortest_task(self) -> int: ...  # noqa: D102 - fields of the judgement, explained there
    @property
    def longest_task(self) -> int: ...  # noqa: D102
    @property
    def nearest_jaccard(self) -> float: ...  # noqa: D102
    @property
    def nearest_cosine(self) -> float: ...  # noqa: D102
    @property
    def level_shares_within(self) -> float: ...  # noqa: D102
    @property
    def barred_words(self) -> list[str]: ...  # noqa: D102


@cache
def verbs() -> frozenset[str]:
    """The verbs a task may begin with, in lower case."""
    return frozenset(_VERBS.read_text(encoding="utf-8").split())


def lint(folder: Path, rules: Rules, known: Known, stand: Mapping[str, float]) -> list[Finding]:
    """Findings in the role files of ``folder``, by file and in the order of the checks.

    Args:
        folder: of role files.
        rules: the judged bounds.
        known: codes, names and wording that roles are held against.
        stand: share of a job's people at each level (``judgements/levels.yml``); they add to 1.

    Raises:
        DeclarationError: the folder holds no role file.
    """
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise DeclarationError(f"{folder} holds no role file (*.yml).", "Name the folder that holds the roles.")
    findings: list[Finding] = []
    roles: dict[str, Role] = {}
    for path in paths:
        try:
            roles[path.name] = read_yaml(path, Role)
        except DeclarationError as error:
            findings += _malformed(path.name, error)
    findings += _used_twice(roles)
    for name, role in roles.items():
        findings += [
            *_identity(name, role, known),
            *_codes(name, role, known),
            *_names(name, role, known),
            *_tasks(name, role, rules),
            *_levels(name, role, rules, stand),
            *_references(name, role),
            *_tone(name, role, rules),
        ]
    findings += _too_near(roles, rules, known)
    return sorted(findings, key=lambda f: f.file)


def _malformed(file: str, error: DeclarationError) -> list[Finding]:
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return [Finding(file, "", error.what, error.next_step)]
    return [
        Finding(
            file,
            ".".join(map(str, e["loc"])) or "document",
            e["msg"].removeprefix("Value error, "),
            "Mend the field; CONTRIBUTING.md, 'Add a role', lists what each must hold.",
        )
        for e in cause.errors()
    ]


def _used_twice(roles: dict[str, Role]) -> Iterator[Finding]:
    used: dict[str, dict[str, list[tuple[str, str]]]] = {"id": defaultdict(list), "name": defaultdict(list)}
    for file, role in roles.items():
        for place, task in enumerate(role.tasks):
            used["id"][task.id].append((file, f"tasks.{place}.id"))
        for field, name in _named(role):
            used["name"][name.lower()].append((file, field))
    for kind, places in used.items():
        for value, where in places.items():
            for file, field in where[1:]:
                first = "also here" if where[0][0] == file else f"in {where[0][0]}"
                yield Finding(
                    file, field, f"'{value}' stands {first}, as {where[0][1]}.", f"Give one of them another {kind}."
                )


def _named(role: Role) -> list[tuple[str, str]]:
    return [("title", role.title), *((f"aliases.{i}", alias) for i, alias in enumerate(role.aliases))]


def _identity(file: str, role: Role, known: Known) -> Iterator[Finding]:
    if role.id != Path(file).stem:
        yield Finding(file, "id", f"The file declares the id '{role.id}'.", f"Name the file {role.id}.yml.")
    words = role.id.replace("-", " ")
    if words in known.also_called and words not in {name.lower() for _, name in _named(role)}:
        yield Finding(
            file,
            "id",
            f"'{words}' is an alternate title of {', '.join(sorted(known.also_called[words]))}, which the id finds.",
            "Make these words the title or an alias, or choose another id.",
        )


def _codes(file: str, role: Role, known: Known) -> Iterator[Finding]:
    named = [
        *((f"mixture.{i}", p.occupation_id_onet, known.occupations) for i, p in enumerate(role.mixture)),
        *((f"considered.{i}", c.occupation_id_onet, known.occupations) for i, c in enumerate(role.considered)),
        *((f"skills.{i}", skill, known.elements) for i, skill in enumerate(role.skills)),
        *((f"tasks.{i}.activities", a, known.activities) for i, t in enumerate(role.tasks) for a in t.activities),
    ]
    for field, code, codes in named:
        if code not in codes:
            yield Finding(
                file,
                field,
                f"O*NET has no '{code}' (or, for an occupation, does not describe it by tasks).",
                "Look the code up: `jobprism search TITLE`, or the tables activities and elements of an edition.",
            )


def _names(file: str, role: Role, known: Known) -> Iterator[Finding]:
    titles = {title.lower(): code for code, title in known.occupations.items()}
    answered = {p.occupation_id_onet for p in (*role.mixture, *role.considered)}
    for field, name in _named(role):
        code = titles.get(name.lower())
        if code:
            yield Finding(
                file,
                field,
                f"'{name}' is O*NET's title of {code}.",
                "A job with a code needs no role: drop the role, or the alias.",
            )
        listed = known.also_called.get(name.lower(), frozenset())
        if listed and not listed & answered:
            yield Finding(
                file,
                field,
                f"O*NET lists '{name}' under {', '.join(sorted(listed))}, which the role does not speak of.",
                "Use the code in the mixture, or say under `considered` why its tasks do not describe the role.",
                Severity.WARNING,
            )


def _tasks(file: str, role: Role, rules: Rules) -> Iterator[Finding]:
    for place, task in enumerate(role.tasks):
        field = f"tasks.{place}.text"
        first = task.text.split()[0].lower().rstrip(",") if task.text.split() else ""
        if first not in verbs():
            yield Finding(
                file,
                field,
                f"The task begins with '{first}', not with a verb we know.",
                "Begin with what is done; if it is a verb, add it to roles/verbs.txt.",
                Severity.WARNING,
            )
        if not rules.shortest_task <= len(task.text) <= rules.longest_task:
            yield Finding(
                file,
                field,
                f"The task has {len(task.text)} characters, not {rules.shortest_task} to {rules.longest_task}.",
                "Say what is done and to what; split a task that is several.",
                Severity.WARNING,
            )
    if len({t.share for t in role.tasks}) == 1:
        yield Finding(
            file,
            "tasks",
            f"All tasks have the share {role.tasks[0].share:g}.",
            "Reason which take more of a working week, and let the shares say so.",
            Severity.WARNING,
        )


def _levels(file: str, role: Role, rules: Rules, stand: Mapping[str, float]) -> Iterator[Finding]:
    by_level = [t.share_by_level for t in role.tasks if t.share_by_level is not None]
    if not by_level:
        yield Finding(
            file, "tasks", "No task has share_by_level.", "Give each task its share at each level.", Severity.WARNING
        )
    elif all(len({getattr(shares, level) for level in LEVELS}) == 1 for shares in by_level):
        yield Finding(
            file,
            "tasks",
            "Every task has one share at all levels.",
            "Say which tasks grow and shrink with experience, or leave share_by_level out.",
            Severity.WARNING,
        )
    # The levels' mixes are fitted so that they average to the share; where what is declared does not, they are others.
    people = ", ".join(f"{name} {100 * share:.0f} %" for name, share in stand.items())
    for place, task in enumerate(role.tasks):
        if task.share_by_level is None:
            continue
        mean = sum(stand[level] * getattr(task.share_by_level, level) for level in LEVELS)
        if abs(mean - task.share) > rules.level_shares_within:
            yield Finding(
                file,
                f"tasks.{place}.share_by_level",
                f"The shares of {task.id} at its levels average to {mean:.3f}, not to its share of {task.share:g}.",
                f"Mend one of them; levels are weighted by how many stand at each ({people}).",
                Severity.WARNING,
            )


def _references(file: str, role: Role) -> Iterator[Finding]:
    for place, reference in enumerate(role.references):
        if not _YEAR.search(reference):
            yield Finding(
                file,
                f"references.{place}",
                f"'{reference}' has no year.",
                "Say when it was published.",
                Severity.WARNING,
            )


def _tone(file: str, role: Role, rules: Rules) -> Iterator[Finding]:
    texts = [("summary", role.summary), ("notes", role.notes)]
    texts += [(f"tasks.{i}.text", task.text) for i, task in enumerate(role.tasks)]
    barred = re.compile(rf"\b({'|'.join(map(re.escape, rules.barred_words))})\b|!", re.IGNORECASE)
    for field, text in texts:
        for found in barred.finditer(text):
            yield Finding(
                file,
                field,
                f"'{found.group()}' is not in the project's register.",
                "Say it plainly; see docs/tone.md.",
                Severity.WARNING,
            )


def _too_near(roles: dict[str, Role], rules: Rules, known: Known) -> Iterator[Finding]:
    tasks = [(file, f"tasks.{i}.text", t.text) for file, r in roles.items() for i, t in enumerate(r.tasks)]
    if not known.statements or not tasks:
        return
    for (file, field, _), near in zip(tasks, likenesses([t[2] for t in tasks], known.statements), strict=True):
        if near.jaccard >= rules.nearest_jaccard or near.cosine >= rules.nearest_cosine:
            task = near.jaccard_id if near.jaccard >= rules.nearest_jaccard else near.cosine_id
            yield Finding(
                file,
                field,
                f"The wording comes too near to O*NET's task {task} (words shared {near.jaccard:.2f}, likeness "
                f"{near.cosine:.2f}).",
                "Write the task again in your own words, without the statement at hand.",
            )
