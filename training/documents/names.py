"""Writes the names of skills and technologies: ``src/jobprism/matching/skill_names.parquet``.

    JOBPRISM_MIRROR=... python training/documents/names.py

Names are O*NET's (technologies, their categories, elements) and ESCO's (digital and green skills, and all skills of its
occupations); aliases are made by rule: a maker's name left out, an abbreviation at the end taken alone, and those of
``skill_words.yml``. A name is ``plain`` where a word or short phrase of the language looks the same.
"""

from __future__ import annotations

import re

import polars as pl

from jobprism.matching.headline import title_heads
from jobprism.matching.skill_names import NAMES, TOKEN, name_key, skill_words, token_key
from jobprism.matching.vocabulary import verb_bases
from jobprism.settings import settings
from jobprism.sources.esco.reader import read as read_esco
from jobprism.sources.fetch import locate
from jobprism.sources.onet.reader import read as read_onet
from jobprism.sources.registry import registered_sources

ELEMENT_KINDS = {"2.A.": "skill", "2.B.": "skill", "2.C.": "knowledge", "1.A.": "ability", "1.D.": "work_style"}
LONGEST_PLAIN = 3  # letters: abbreviations as short as this need something beside them
WELL_KNOWN = 15  # occupations that use it
Row = tuple[str, str, str, str, int]  # written, id, label, kind, weight


def main() -> None:
    """Write the names and print how many there are of each kind."""
    sources = {r.id: r for r in registered_sources()}
    onet = read_onet({n: f.path for n, f in locate(sources["onet"], settings()).items()}).tables
    esco = read_esco({n: f.path for n, f in locate(sources["esco"], settings()).items()}).tables
    ordinary = _ordinary(onet)
    rows = [*_technologies(onet, ordinary), *_elements(onet), *_esco(esco)]
    keyed = [(name_key(row[0]), *row, _is_plain(row[0], row[3], ordinary)) for row in rows]
    columns = ["key", "written", "id", "label", "kind", "weight", "plain"]
    frame = pl.DataFrame(keyed, schema=columns, orient="row").filter(pl.col("key") != "")
    # One name stands for one thing of a kind: the one in most occupations.
    best = frame.sort("key", "kind", "weight", "id", descending=[False, False, True, False]).unique(
        ["key", "kind"], keep="first", maintain_order=True
    )
    kept = best.select(
        "written", "id", pl.when(pl.col("label") != pl.col("id")).then("label").alias("label"), "kind", "plain"
    )
    kept.write_parquet(NAMES, compression="zstd", compression_level=19, statistics=False)
    print(best.group_by("kind").agg(pl.len(), pl.col("plain").sum()).sort("kind"), NAMES.stat().st_size)


def _ordinary(onet: dict[str, pl.DataFrame]) -> set[str]:
    """Keys of words in small letters that task statements use, of last words of titles, and of verbs."""
    texts = onet["tasks"]["task_text"].to_list()
    words = {w for text in texts for w in re.findall(r"(?<![\w.@/])[a-z][a-z'-]*[a-z](?![\w@/])", text)}
    words |= title_heads() | set(verb_bases()) | set(skill_words().ordinary)
    return {token_key(w) for w in words}


def _technologies(onet: dict[str, pl.DataFrame], ordinary: set[str]) -> list[Row]:
    counted = onet["technologies"].group_by("technology", "commodity").agg(pl.len().alias("n"), pl.col("hot").any())
    weight: dict[str, int] = dict(counted.group_by("technology").agg(pl.col("n").sum()).rows())
    hot: dict[str, bool] = dict(counted.group_by("technology").agg(pl.col("hot").any()).rows())
    rows: list[Row] = [(t, t, t, "technology", 10_000 + n) for t, n in weight.items()]
    for name, n in weight.items():
        for alias in _aliases(name, n, ordinary, hot=hot[name]):
            rows.append((alias, name, name, "technology", n))
    missing = sorted(set(skill_words().technologies.values()) - set(weight))
    assert not missing, f"skill_words.yml names technologies that O*NET does not list: {missing}"
    rows += [(w, t, t, "technology", 20_000) for w, t in skill_words().technologies.items()]
    categories = counted.group_by("commodity").agg(pl.col("n").sum())
    return rows + [(c, c, c, "category", n) for c, n in categories.rows()]


def _aliases(name: str, occupations: int, ordinary: set[str], *, hot: bool) -> set[str]:
    """Other ways to write a technology's name; rare names get none that could be a word or a chance abbreviation."""
    core = re.sub(r" software$", "", name)
    words = core.split()
    well_known = hot and occupations >= WELL_KNOWN
    found: set[str] = set()
    if all(not w[0].islower() for w in words):
        maker = next((m for m in skill_words().makers if core.lower().startswith(m + " ")), None)
        for alias in {core, core[len(maker) + 1 :] if maker else core} - {name}:
            if well_known or not _all_in(alias, ordinary):
                found.add(alias)
    abbreviation = words[-1]
    if len(words) > 2 and re.fullmatch(r"[A-Z][A-Z0-9]{1,5}", abbreviation) and _initials(words[:-1], abbreviation):
        if occupations >= (WELL_KNOWN if _all_in(abbreviation, ordinary) or len(abbreviation) <= LONGEST_PLAIN else 3):
            found.add(abbreviation)
        if not _all_in(" ".join(words[:-1]), ordinary) or len(words) > 3:
            found.add(" ".join(words[:-1]))
    return {a for a in found if TOKEN.search(a) and not a.isdigit()}


def _all_in(name: str, ordinary: set[str]) -> bool:
    return all(token_key(w) in ordinary for w in re.split(r"[\s/-]+", name.rstrip("!")))


def _initials(words: list[str], abbreviation: str) -> bool:
    """Whether the letters of an abbreviation occur in order in the words it follows."""
    letters = iter("".join(words).lower())
    return all(c in letters for c in abbreviation.lower())


def _elements(onet: dict[str, pl.DataFrame]) -> list[Row]:
    names = dict(onet["elements"].rows())
    chosen = {i: k for i in names for start, k in ELEMENT_KINDS.items() if i.startswith(start) and _is_leaf(i, names)}
    rows: list[Row] = [(names[i], i, names[i], kind, 10) for i, kind in chosen.items()]
    missing = sorted(set(skill_words().elements.values()) - set(chosen))
    assert not missing, f"skill_words.yml names elements that O*NET does not have: {missing}"
    return rows + [(w, i, names[i], chosen[i], 20) for w, i in skill_words().elements.items()]


def _is_leaf(element: str, names: dict[str, str]) -> bool:
    return not any(other.startswith(element + ".") for other in names)


def _esco(esco: dict[str, pl.DataFrame]) -> list[Row]:
    rows: list[Row] = []
    listed: set[str] = set()
    for table, kind in (("digital_skills", "esco_digital"), ("green_skills", "esco_green")):
        for uri, label in esco[table].select("uri", "label").rows():
            listed.add(label)
            rows.append((_without_brackets(label), uri, label, kind, 1))
    for label in esco["occupation_skills"]["skill"].str.replace_all("\u00a0", " ").unique().sort().to_list():
        if label not in listed:
            rows.append((_without_brackets(label), label, label, "esco", 1))
    return rows


def _without_brackets(label: str) -> str:
    return re.sub(r"\s*\([^)]*\)", "", label).strip()


def _is_plain(written: str, kind: str, ordinary: set[str]) -> bool:
    words = written.split()
    if kind in {"technology", "category"}:
        short = len(written) <= LONGEST_PLAIN and written.isalpha()
        return short or (len(words) == 1 and _all_in(written, ordinary))
    return len(words) == 1


if __name__ == "__main__":
    main()
