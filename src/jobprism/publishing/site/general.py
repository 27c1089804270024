"""The pages that are of no single profession: the front page, lists, rankings, method, sources, editions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cached_property
from statistics import median
from typing import Any

import polars as pl
import yaml

from jobprism.analyses.agreement import agreement_report
from jobprism.analyses.ranking import FIGURES, ranking
from jobprism.analyses.validation import validation_report
from jobprism.judgements.base import LAYERS
from jobprism.judgements.layers import Capability, TaskWeights
from jobprism.judgements.load import FOLDER, MODELS, judgement
from jobprism.judgements.occupations import Bands, Pressure
from jobprism.publishing.formats import to_json
from jobprism.publishing.site import address, feeds, structured
from jobprism.publishing.site.downloads import DownloadFiles
from jobprism.publishing.site.economy import EconomyFiles
from jobprism.publishing.site.files import File
from jobprism.publishing.site.frame import Entry, Frame
from jobprism.publishing.site.history import HistoryFiles
from jobprism.publishing.site.look import ASSETS, Look, asset, translations
from jobprism.publishing.site.pictures import Pictures
from jobprism.publishing.site.search_index import search_index
from jobprism.publishing.site.skills import SkillFiles
from jobprism.publishing.tabular import frame_to_csv

_FRONT = 8
_PER_PAGE = 250
RANKED = {
    "pressure": "pressure",
    **{layer: layer.replace("_", " ") for layer in LAYERS},
    "employment": "US jobs",
    "wage": "median wage, US dollars a year",
    "change": "projected employment 2024–34",
}
"""What the site ranks by, and its name."""
_CONTEXT = ("employment", "wage", "change")
_SAID = ("date", "question", "why", "references")
Make = Callable[[], bytes]


class GeneralFiles:
    """The general files, each made when it is asked for."""

    def __init__(self, frame: Frame, look: Look, pictures: Pictures) -> None:
        self.frame, self.look, self.pictures = frame, look, pictures
        self.skills = SkillFiles(frame, look)
        self.history = HistoryFiles(frame, look)

    def all(self) -> Iterator[File]:
        """Every file."""
        for path, make in self.makers.items():
            yield File(path, None, make)

    @cached_property
    def makers(self) -> dict[str, Make]:
        """What makes each file, by its path."""
        found: dict[str, Make] = {
            address.HOME: self._home,
            "groups/index.html": self._groups,
            "a-z/index.html": self._letters,
            f"{address.COMPARISONS}/index.html": self._comparisons,
            "methodology.html": self._methodology,
            "validation.html": self._validation,
            "validation.json": lambda: to_json(validation_report(self.frame.edition)).encode(),
            "sources.html": self._sources,
            "about.html": lambda: self._page(
                "about.html", "about.html", "What the figures are, and what they are not."
            ),
            "search.html": lambda: self._page("search.html", "search.html", "Find a profession.", indexed=False),
            "404.html": self._missing,
            **EconomyFiles(self.frame, self.look).makers,
            **self.skills.makers,
            "search-index.json": lambda: search_index(self.frame),
            **self.history.makers,
            **DownloadFiles(self.frame, self.look).makers,
            "feed.xml": lambda: feeds.atom(self.frame, self.history.report),
            **{f"assets/{name}": lambda name=name: asset(name) for name in ASSETS},
        }
        found |= {address.group(code): lambda code=code: self._group(code) for code in self.frame.groups}
        found |= {
            f"{address.COMPARISONS}/group-{code}.html": lambda code=code: self._compared(code)
            for code in self.frame.groups
        }
        found |= {address.letter(initial): lambda i=initial: self._letter(i) for initial in self._by_letter}
        for by in RANKED:
            for number in range(1, self._ranking_pages + 1):
                found[address.ranking(by, number)] = lambda by=by, number=number: self._ranking(by, number)
            found[f"ranking/{by}.csv"] = lambda by=by: frame_to_csv(self._ranked[by]).encode()
            found[f"ranking/{by}.json"] = lambda by=by: (self._ranked[by].write_json() + "\n").encode()
        return found

    def _page(self, template: str, path: str, description: str, **values: Any) -> bytes:
        return self.look.page(template, path, description=description, **values)

    def _home(self) -> bytes:
        entries = sorted(self.frame.entries.values(), key=lambda e: (-e.pressure, e.id))
        kinds = [e.kind for e in entries]
        about = "What AI can do of each task of a job, from published evidence and with its uncertainty."
        files = [("ranking/pressure.json", "application/json"), ("ranking/pressure.csv", "text/csv")]
        name = f"Jobprism, edition {self.frame.issue.id}"
        return self._page(
            "home.html",
            address.HOME,
            about,
            highest=entries[:_FRONT],
            lowest=entries[::-1][:_FRONT],
            counts={kind: kinds.count(kind) for kind in ("occupation", "role")},
            structured=structured.script(structured.dataset(name, about, self.frame.issue, files, self.frame.options)),
            twins={"json": "ranking/pressure.json", "csv": "ranking/pressure.csv"},
            pictures=self.pictures.front(),
        )

    def _groups(self) -> bytes:
        rows = []
        for code, name in self.frame.groups.items():
            values = [e.pressure for e in self.frame.members(code)]
            figures = {"low": min(values), "middle": median(values), "high": max(values)}
            rows.append({"code": code, "name": name, "members": len(values), **figures})
        return self._page("groups.html", "groups/index.html", "Professions by major group.", groups=rows)

    def _group(self, code: str) -> bytes:
        name = self.frame.groups[code]
        members = sorted(self.frame.members(code), key=lambda e: (-e.pressure, e.id))
        return self._page("group.html", address.group(code), f"{name}, by pressure.", name=name, members=members)

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[str, Entry]]]:
        """Names and the professions they are of, by initial letter; digits stand under ``0``."""
        found: dict[str, dict[tuple[str, str], Entry]] = defaultdict(dict)
        for entry in self.frame.entries.values():
            for name in (entry.title, *self.frame.other_names.get(entry.id, [])):
                initial = name[:1].upper()
                known = initial if initial.isascii() and initial.isalpha() else "0"
                found[known].setdefault((name[:1].upper() + name[1:], entry.id), entry)
        return {
            initial: [(name, names[name, i]) for name, i in sorted(names, key=lambda key: (key[0].lower(), key[1]))]
            for initial, names in sorted(found.items())
        }

    def _letters(self) -> bytes:
        sizes = {initial: len(names) for initial, names in self._by_letter.items()}
        return self._page(
            "letters.html", "a-z/index.html", "All professions from A to Z.", letters=sizes, told=_initial
        )

    def _letter(self, initial: str) -> bytes:
        about = f"Professions with {_initial(initial)}, by their titles and other names."
        shown = {
            "initial": initial,
            "letters": list(self._by_letter),
            "names": self._by_letter[initial],
            "told": _initial,
        }
        return self._page("letter.html", address.letter(initial), about, **shown)

    @cached_property
    def _ranked(self) -> dict[str, pl.DataFrame]:
        published = pl.col("id").is_in(list(self.frame.entries))
        found = {by: ranking(self.frame.edition, by) for by in RANKED}
        return {
            by: table if self.frame.options.only is None else table.filter(published) for by, table in found.items()
        }

    @property
    def _ranking_pages(self) -> int:
        return -(-len(self.frame.entries) // _PER_PAGE)

    def _ranking(self, by: str, number: int) -> bytes:
        table = self._ranked[by].slice((number - 1) * _PER_PAGE, _PER_PAGE)
        column = FIGURES[by]
        rows = [
            {
                "id": row["id"],
                "rank": row["rank"],
                "text": _shown(by, row[column]),
                "anchor": "context" if by in _CONTEXT else by,
            }
            for row in table.rows(named=True)
        ]
        say = translations(self.look.language).gettext
        names = {by: say(name) for by, name in RANKED.items()}
        twins = {"json": f"ranking/{by}.json", "csv": f"ranking/{by}.csv"}
        shown = {"by": by, "rows": rows, "number": number, "pages": self._ranking_pages, "names": names, "twins": twins}
        return self._page("ranking.html", address.ranking(by, number), f"Professions ranked by {by}.", **shown)

    @cached_property
    def _pairs(self) -> dict[str, list[tuple[Entry, Entry]]]:
        """Pairs that are compared, by the group of the first."""
        found: dict[str, list[tuple[Entry, Entry]]] = {code: [] for code in self.frame.groups}
        for entry in self.frame.entries.values():
            for pair in self.frame.pairs(entry.kind, entry.id):
                a, b = (self.frame.entries[i] for i in pair)
                found[entry.group].append((a, b) if a is entry else (b, a))
        return found

    def _comparisons(self) -> bytes:
        path = f"{address.COMPARISONS}/index.html"
        sizes = {code: len(pairs) for code, pairs in self._pairs.items()}
        return self._page("comparisons.html", path, "Professions side by side.", sizes=sizes)

    def _compared(self, code: str) -> bytes:
        path = f"{address.COMPARISONS}/group-{code}.html"
        name = self.frame.groups[code]
        return self._page("compared.html", path, f"Comparisons: {name}.", name=name, pairs=self._pairs[code])

    def _methodology(self) -> bytes:
        chosen = {
            "task_weights": judgement(TaskWeights),
            "capability": judgement(Capability),
            "pressure": judgement(Pressure),
            "bands": judgement(Bands),
        }
        about = "How the figures are made, and every number that somebody chose."
        return self._page("methodology.html", "methodology.html", about, j=chosen, judgements=_judgements())

    def _validation(self) -> bytes:
        about = "What was checked, on what, and what it must reach."
        agreement = self._agreement()
        return self._page(
            "validation.html",
            "validation.html",
            about,
            report=validation_report(self.frame.edition),
            agreement=agreement,
            # Checks name an index by its id, which says little to a reader.
            index_names={i["measure"]: i["label"] for i in agreement},
            pictures=self.pictures.validation(),
            twins={"json": "validation.json"},
        )

    def _agreement(self) -> list[dict[str, Any]]:
        """Each index with its lowest, middle and highest rank correlation with the others."""
        report = agreement_report(self.frame.edition)
        rows = []
        for i in report.indices:
            key = (i.measure, i.vintage)
            of = [p.spearman for p in report.pairs if key in ((p.measure_a, p.vintage_a), (p.measure_b, p.vintage_b))]
            rows.append({**i.model_dump(), "lowest": min(of), "middle": median(of), "highest": max(of)})
        return rows

    def _sources(self) -> bytes:
        edition = self.frame.edition
        coverage = {row["source"]: row for row in edition.table("coverage").rows(named=True)}
        sources = edition.manifest.sources
        return self._page("sources.html", "sources.html", "Every source.", sources=sources, coverage=coverage)

    def _missing(self) -> bytes:
        """The page of an address that leads nowhere, whose links must hold from anywhere."""
        return self.look.page("missing.html", "404.html", rooted=True, description="Page not found.", indexed=False)


def _initial(initial: str) -> str:
    """As a reader sees it: all digits stand under one."""
    return "0–9" if initial == "0" else initial


def _shown(by: str, value: float | None) -> str | None:
    if value is None:
        return None
    if by in LAYERS:
        return f"{100 * value:.0f}"
    return f"{value:+.1f} %" if by == "change" else f"{value:,.0f}"


def _judgements() -> list[dict[str, Any]]:
    """Every judgement file: what it asks, when, why, with what references, and its values as YAML."""
    found = []
    for name in MODELS:
        said = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
        values = {key: value for key, value in said.items() if key not in _SAID}
        text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
        found.append({"name": name, "values": text, **{key: said[key] for key in _SAID}})
    return found
