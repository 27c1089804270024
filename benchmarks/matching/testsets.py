"""The test sets of the title coder and the training rows that go with them, by a rule written down before modelling.

* **A**: the titles of O*NET's "Sample of Reported Titles", one for each key, without those whose key is an
  occupation's own title (6,392). Each of them is an alternate title too, so a training row (an occupation's title, an
  alternate title or its short form) is dropped where its key equals that of a reported title; an alternate title goes
  together with its short form. A key drops case, punctuation, plurals and brackets. Right is any occupation that
  lists the title, as a reported or as an alternate one.
* **B**: ESCO's preferred labels that Nesta's crosswalk leads to O*NET, whose key is that of no O*NET title at all
  (936). Right is the occupation of the crosswalk, or any that it became when O*NET-SOC 2010 was revised. For B a coder
  may be trained on all of O*NET's titles.
* **D**: A as rosters write titles. Brackets are dropped, and each with its own chance: a seniority prefix .35, a suffix
  .40, the usual abbreviations .35, one typing error .25, upper case .30.
* **E**: titles of BLS's Direct Match Title File with the key of no O*NET title, right to six digits. Names that
  O*NET's editors did not write; not for a coder trained on that file.

The **development** titles are training rows too: alternate titles that incumbents reported in former rounds (source 02)
and that no current round reports. They go as A does, key by key. All choices are made on them, never on A, B, D or E.
The **European** development titles are ESCO's alternative labels of occupations that B does not ask for, with the key
of no title of O*NET's or of the Direct Match Title File; right as for B.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

SEED = 301
FORMERLY_REPORTED = "02"

PREFIXES = [
    "Senior",
    "Sr.",
    "Sr",
    "Junior",
    "Jr.",
    "Lead",
    "Principal",
    "Associate",
    "Assistant",
    "Chief",
    "Staff",
    "Head",
]
SUFFIXES = [
    " I",
    " II",
    " III",
    " IV",
    " - Remote",
    " (Remote)",
    " - Full Time",
    " - Part-Time",
    ", Chicago IL",
    ", Austin TX",
    " - New York, NY",
    " - Night Shift",
    " #48213",
    " - Req 20931",
    ", North America",
    " (Contract)",
    " - Temporary",
]
ABBREVIATIONS = {
    "manager": "mgr",
    "engineer": "eng",
    "assistant": "asst",
    "technician": "tech",
    "administrator": "admin",
    "administrative": "admin",
    "director": "dir",
    "supervisor": "supv",
    "representative": "rep",
    "specialist": "spec",
    "coordinator": "coord",
    "operator": "oper",
    "associate": "assoc",
    "department": "dept",
    "service": "svc",
    "services": "svcs",
    "maintenance": "maint",
    "operations": "ops",
    "development": "dev",
    "developer": "dev",
    "registered nurse": "RN",
    "licensed practical nurse": "LPN",
    "software engineer": "SWE",
    "vice president": "VP",
    "human resources": "HR",
    "quality assurance": "QA",
    "information technology": "IT",
    "accountant": "acct",
    "executive": "exec",
    "professional": "prof",
    "international": "intl",
    "production": "prod",
    "manufacturing": "mfg",
    "certified": "cert",
}
CHANCES = {"prefix": 0.35, "suffix": 0.40, "abbreviation": 0.35, "typing error": 0.25, "upper case": 0.30}


@dataclass(frozen=True)
class TestSet:
    """Titles, and for each the codes that are right; ``digits`` is how much of a code counts."""

    __test__ = False

    name: str
    titles: list[str]
    right: list[frozenset[str]]
    digits: int = 10

    def __len__(self) -> int:
        return len(self.titles)


@dataclass(frozen=True)
class Names:
    """The publishers' names of occupations.

    Attributes:
        occupations: code and title of the 1,016 O*NET-SOC occupations.
        alternate: code, title, short form (or none) and sources of O*NET's alternate titles.
        reported: code and title of O*NET's reported titles.
        direct: SOC code and title of BLS's Direct Match Title File.
        esco: address, preferred label, other labels.
        nesta: address of an ESCO occupation to O*NET-SOC 2019 codes, by Nesta's crosswalk and the revision of 2010's.
        texts: code and text of O*NET's task statements and descriptions, for training.
        esco_texts: address and description of ESCO's occupations, for training.
    """

    occupations: list[tuple[str, str]]
    alternate: list[tuple[str, str, str | None, frozenset[str]]]
    reported: list[tuple[str, str]]
    direct: list[tuple[str, str]]
    esco: list[tuple[str, str, tuple[str, ...]]]
    nesta: dict[str, frozenset[str]]
    texts: list[tuple[str, str]]
    esco_texts: list[tuple[str, str]]


def key(title: str) -> str:
    """The title without case, punctuation, plurals and brackets."""
    plain = re.sub(r"\([^)]*\)", " ", title.lower()).replace("'", "")
    return " ".join(_singular(word) for word in re.findall(r"[^\W_]+[+#]*", plain))


def _singular(word: str) -> str:
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def read_names(mirror: Path) -> Names:
    """The names, from the mirror of the published data."""
    onet = mirror / "onet" / "db_30_1_excel"
    alternate = pl.read_excel(onet / "Alternate Titles.xlsx")
    listed = pl.read_csv(mirror / "esco" / "occupations_en.csv", infer_schema=False)
    direct = pl.read_csv(mirror / "bls" / "soc_2018_direct_match_title_file.csv", infer_schema=False)
    occupations = pl.read_excel(onet / "Occupation Data.xlsx").select("O*NET-SOC Code", "Title").rows()
    columns = ["O*NET-SOC Code", "Alternate Title", "Short Title", "Source(s)"]
    return Names(
        occupations=occupations,
        alternate=[
            (code, title, short, frozenset(re.findall(r"\d+", str(sources))))
            for code, title, short, sources in alternate.select(columns).rows()
        ],
        reported=pl.read_excel(onet / "Sample of Reported Titles.xlsx")
        .select("O*NET-SOC Code", "Reported Job Title")
        .rows(),
        direct=direct.select("2018 SOC Code", "2018 SOC Direct Match Title").drop_nulls().rows(),
        esco=[
            (uri, label, tuple(n.strip() for n in (others or "").split("\n") if n.strip()))
            for uri, label, others in listed.select("conceptUri", "preferredLabel", "altLabels").rows()
        ],
        nesta=_nesta(mirror),
        texts=[
            row
            for table, text in (("Task Statements.xlsx", "Task"), ("Occupation Data.xlsx", "Description"))
            for row in pl.read_excel(onet / table).select("O*NET-SOC Code", text).drop_nulls().rows()
        ],
        esco_texts=listed.select("conceptUri", "description").drop_nulls().rows(),
    )


def _nesta(mirror: Path) -> dict[str, frozenset[str]]:
    revised: dict[str, set[str]] = defaultdict(set)
    revision = pl.read_csv(mirror / "onet" / "derived" / "onetsoc_2010_to_2019_crosswalk.csv", infer_schema=False)
    for old, new in revision.select("O*NET-SOC 2010 Code", "O*NET-SOC 2019 Code").rows():
        revised[old].add(new)
    links = pl.read_csv(mirror / "crosswalks" / "esco_onet_crosswalk_MCC.csv", infer_schema=False)
    found: dict[str, set[str]] = defaultdict(set)
    for uri, code in links.select("concept_uri", "onet_code").rows():
        found[uri] |= revised.get(code, set())
    return {uri: frozenset(codes) for uri, codes in found.items() if codes}


def base_rows(names: Names, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(title, code) of occupations, alternate titles and their short forms, minus those with a key of ``without``."""
    gone = set(without)
    rows = [(title, code) for code, title in names.occupations if key(title) not in gone]
    for code, title, short, _ in names.alternate:
        if key(title) in gone or (short and key(short) in gone):
            continue
        rows += [(title, code)] + ([(short, code)] if short else [])
    return sorted(set(rows))


def keys_of(names: Names, held_out: str) -> set[str]:
    """Keys that a held-out set takes from the training rows: 'A' or 'development'."""
    reported = {key(title) for _, title in names.reported}
    if held_out == "A":
        return reported
    former = {key(t) for _, t, _, sources in names.alternate if FORMERLY_REPORTED in sources}
    return former - reported - {key(title) for _, title in names.occupations}


def test_a(names: Names) -> TestSet:
    """Reported titles, one for each key, without the occupations' own titles."""
    own = {key(title) for _, title in names.occupations}
    first: dict[str, str] = {}
    for title in sorted({title for _, title in names.reported}):
        if key(title) not in own:
            first.setdefault(key(title), title)
    return _listed("A", names, sorted(first.values()))


def development(names: Names) -> TestSet:
    """Titles reported in former rounds only, each once."""
    keys = keys_of(names, "development")
    titles = {t for _, t, _, sources in names.alternate if FORMERLY_REPORTED in sources and key(t) in keys}
    return _listed("development", names, sorted(titles))


def test_b(names: Names) -> TestSet:
    """ESCO's preferred labels with an occupation by the crosswalk, whose key no O*NET title bears."""
    seen = {key(title) for title, _ in base_rows(names)}
    found: dict[str, set[str]] = defaultdict(set)
    for uri, label, _ in names.esco:
        if uri in names.nesta and key(label) not in seen:
            found[label] |= names.nesta[uri]
    titles = sorted(found)
    return TestSet("B", titles, [frozenset(found[t]) for t in titles])


def european(names: Names) -> TestSet:
    """ESCO's alternative labels of occupations that B does not ask for, one for each key that no other title bears."""
    seen = {key(title) for title, _ in base_rows(names)} | {key(title) for _, title in names.direct}
    asked = {key(title) for title in test_b(names).titles}
    taken = seen | asked | {""}
    found: dict[str, tuple[str, set[str]]] = {}
    for uri, preferred, others in names.esco:
        if uri in names.nesta and key(preferred) not in asked:
            for label in others:
                if key(label) not in taken:
                    found.setdefault(key(label), (label, set()))[1].update(names.nesta[uri])
    rows = sorted(found.values())
    return TestSet("European", [label for label, _ in rows], [frozenset(codes) for _, codes in rows])


def test_e(names: Names) -> TestSet:
    """Titles of the Direct Match Title File whose key no O*NET title bears."""
    seen = {key(title) for title, _ in base_rows(names)}
    found: dict[str, set[str]] = defaultdict(set)
    for code, title in names.direct:
        if key(title) not in seen:
            found[title].add(code)
    titles = sorted(found)
    return TestSet("E", titles, [frozenset(found[t]) for t in titles], digits=7)


def as_rosters_write(clean: TestSet, name: str = "D", seed: int = SEED) -> TestSet:
    """The titles with the noise of rosters, each with its own draws."""
    draw = random.Random(seed)
    return TestSet(name, [noisy(title, draw) for title in clean.titles], clean.right, clean.digits)


def to_six_digits(tested: TestSet) -> TestSet:
    """The same titles, for a coder that gives SOC codes: right is any occupation under the code."""
    return TestSet(tested.name, tested.titles, [frozenset(c[:7] for c in right) for right in tested.right], digits=7)


def noisy(title: str, draw: random.Random) -> str:
    """One title as a roster writes it."""
    text = re.sub(r"\s*\([^)]*\)", "", title).strip() or title
    if draw.random() < CHANCES["abbreviation"]:
        for long, short in ABBREVIATIONS.items():
            text = re.sub(rf"\b{long}\b", short, text, flags=re.IGNORECASE)
    if draw.random() < CHANCES["typing error"]:
        text = mistyped(text, draw)
    if draw.random() < CHANCES["prefix"]:
        text = f"{draw.choice(PREFIXES)} {text}"
    if draw.random() < CHANCES["suffix"]:
        text += draw.choice(SUFFIXES)
    return text.upper() if draw.random() < CHANCES["upper case"] else text


def mistyped(text: str, draw: random.Random) -> str:
    """One letter inside a word of four or more lost, doubled, swapped with the next or hit beside its key."""
    places = [m.start() + i for m in re.finditer(r"[A-Za-z]{4,}", text) for i in range(1, len(m.group()) - 1)]
    if not places:
        return text
    at = draw.choice(places)
    kind = draw.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + draw.choice("abcdefghijklmnopqrstuvwxyz") + text[at + 1 :]


def _listed(name: str, names: Names, titles: list[str]) -> TestSet:
    listing: dict[str, set[str]] = defaultdict(set)
    for code, title in [*names.reported, *((c, t) for c, t, _, _ in names.alternate)]:
        listing[title].add(code)
    return TestSet(name, titles, [frozenset(listing[t]) for t in titles])
