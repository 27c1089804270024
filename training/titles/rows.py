"""What a coder is trained on: named choices of rows, with what each leaves out.

============ =========================================================================================================
choice       rows
============ =========================================================================================================
development  O*NET's titles without those of test A and the development titles: for choosing
development+ the same with BLS's direct-match titles, ESCO's labels, and texts: O*NET's tasks and descriptions, ESCO's
             descriptions
european+    as development+, but without any label or text of ESCO: for the confidence on European wordings
a            O*NET's titles without those of test A: for the honest figures on A and D
a+           the same with direct-match titles, ESCO's labels and texts, without keys of A: for A, D, B, extended; what
             ships, with the names of "all" to look up
b            all of O*NET's titles: for the honest figures on B and E
b+           the same with direct-match titles and texts, but no label of ESCO: for B, extended
all          everything, our everyday titles too
============ =========================================================================================================

Only "all" holds a label or a text of an ESCO occupation that test B asks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.matching.testsets import Names, base_rows, key, keys_of, read_names, test_b
from training.titles.invented import invented

from jobprism.matching.names import everyday_titles

INVENTED = 50_000
_LEFT_OVER = "All Other"
CHOICES = ("development", "development+", "european+", "a", "a+", "b", "b+", "all")


@dataclass(frozen=True)
class Rows:
    """Training rows.

    Attributes:
        codes: the 1,016 classes, sorted.
        titles: distinct titles in lower case, sorted.
        targets: for each title, how often each class lists it.
        unlabelled: further titles, that only the teacher's vectors and opinions are learnt on.
        names: key of a title to the classes that bear it, for exact look-up; in the order of their targets.
        texts: sentences on what people of a class do; parts of them are learnt on.
        left_over: whether a class is for what no other one holds ("All Other").
    """

    codes: list[str]
    titles: list[str]
    targets: list[dict[int, int]]
    unlabelled: list[str]
    names: dict[str, list[int]]
    texts: list[tuple[str, tuple[int, ...]]]
    left_over: list[bool]


def training_rows(choice: str, mirror: Path) -> Rows:
    """The rows of a choice."""
    return rows_of(choice, read_names(mirror))


def rows_of(choice: str, names: Names) -> Rows:
    """The rows of a choice, from names already read."""
    gone = _gone(choice, names)
    pairs = base_rows(names, gone)
    kept_out = gone | ({key(t) for t in test_b(names).titles} if choice != "all" else set())
    b_occupations = {uri for uri, label, _ in names.esco if key(label) in kept_out and choice != "all"}
    if choice.endswith("+") or choice == "all":
        pairs += _direct(names, kept_out)
    if choice in ("development+", "a+", "all"):
        pairs += _esco(names, kept_out, b_occupations)
    if choice == "all":
        pairs += [(title, code) for title, code in everyday_titles()]
    codes = sorted({code for code, _ in names.occupations})
    place = {code: i for i, code in enumerate(codes)}
    targets: dict[str, Counter[int]] = defaultdict(Counter)
    for title, code in pairs:
        targets[title.lower()][place[code]] += 1
    titles = sorted(targets)
    return Rows(
        codes,
        titles,
        [dict(targets[t]) for t in titles],
        sorted({*_unlabelled(names, kept_out, b_occupations, targets), *_invented(names)} - set(titles)),
        _names(targets),
        _texts(names, place, set(names.nesta) if choice == "european+" else b_occupations)
        if choice.endswith("+") or choice == "all"
        else [],
        [_LEFT_OVER in title for _, title in sorted(names.occupations)],
    )


def _invented(names: Names) -> list[str]:
    """The same for all choices, of titles that are in all of them; no key of a title that any choice leaves out."""
    left_out = keys_of(names, "A") | keys_of(names, "development") | {key(t) for t in test_b(names).titles}
    left_out |= {key(title) for _, title in names.direct}
    titles = sorted({title.lower() for title, _ in base_rows(names, left_out)})
    return [title for title in invented(titles, INVENTED, seed=0) if key(title) not in left_out]


def _texts(names: Names, place: dict[str, int], left: set[str]) -> list[tuple[str, tuple[int, ...]]]:
    esco = [
        (text, tuple(sorted(place[c] for c in names.nesta[uri])))
        for uri, text in names.esco_texts
        if uri in names.nesta and uri not in left
    ]
    return [(text, (place[code],)) for code, text in names.texts] + esco


def _gone(choice: str, names: Names) -> set[str]:
    if choice.startswith(("development", "european")):
        return keys_of(names, "A") | keys_of(names, "development")
    return keys_of(names, "A") if choice in ("a", "a+") else set()


def _direct(names: Names, kept_out: set[str]) -> list[tuple[str, str]]:
    """Direct-match titles under the occupation that O*NET keeps for the whole SOC code, else under all of it."""
    under: dict[str, list[str]] = defaultdict(list)
    for code, _ in names.occupations:
        under[code[:7]].append(code)
    return [
        (title, code)
        for soc, title in names.direct
        if key(title) not in kept_out
        for code in ([f"{soc}.00"] if f"{soc}.00" in under[soc] else under[soc])
    ]


def _esco(names: Names, kept_out: set[str], left: set[str]) -> list[tuple[str, str]]:
    return [
        (label, code)
        for uri, preferred, others in names.esco
        if uri not in left
        for label in (preferred, *others)
        if key(label) not in kept_out
        for code in sorted(names.nesta.get(uri, ()))
    ]


def _unlabelled(names: Names, kept_out: set[str], left: set[str], labelled: dict[str, Counter[int]]) -> list[str]:
    esco = {label for uri, p, others in names.esco if uri not in left for label in (p, *others)}
    direct = {title for _, title in names.direct}
    return sorted({t.lower() for t in esco | direct if key(t) not in kept_out} - set(labelled))


def _names(targets: dict[str, Counter[int]]) -> dict[str, list[int]]:
    from jobprism.matching.words import name_key

    found: dict[str, Counter[int]] = defaultdict(Counter)
    for title, counts in targets.items():
        found[name_key(title)].update(counts)
    for key_without_letters in [k for k in found if not any(c.isalpha() for c in k)]:
        del found[key_without_letters]
    return {k: [c for c, _ in sorted(counts.items(), key=lambda x: (-x[1], x[0]))] for k, counts in found.items()}
