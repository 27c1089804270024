"""The descriptor of an edition's files: a Frictionless Data Package, and how to cite it.

The format is that of https://specs.frictionlessdata.io/data-package/ (version 1). CSV files are tabular resources with
a schema; Parquet files, which carry their types themselves, stand beside them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import polars as pl
import yaml

from jobprism.editions.manifest import Manifest, SourceEntry
from jobprism.publishing.data.described import described

_TYPES = {"String": "string", "Int64": "integer", "Float64": "number", "Boolean": "boolean", "Date": "date"}
_NAME = "jobprism"
_NOT_PUBLISHED = "missing where nobody publishes it; missing is not zero"


@dataclass(frozen=True)
class Written:
    """A file of an export: its path, size in bytes, SHA-256 and number of rows."""

    path: str
    bytes: int
    sha256: str
    rows: int


def descriptor(manifest: Manifest, tables: dict[str, pl.Schema], files: dict[str, Written], *, everything: bool) -> str:
    """``datapackage.json``.

    Args:
        manifest: of the edition.
        tables: schemas of the tables that are exported, by name.
        files: what was written, by path.
        everything: whether it holds what may not be passed on.
    """
    resources = [r for name in sorted(tables) for r in _resources(name, tables, files)]
    package = {
        "profile": "data-package",
        "name": f"{_NAME}-{manifest.id}-{manifest.kind}".lower(),
        "id": f"urn:jobprism:edition:{manifest.id}:{manifest.kind}:{manifest.content_hash}",
        "title": f"Jobprism, edition {manifest.id}",
        "description": "What AI can do of each task of a job, what it is used for and what holds a task to a person, "
        "with 90 % intervals; and the published figures it is made from.",
        "version": manifest.id,
        "created": f"{manifest.date.isoformat()}T00:00:00Z",
        "keywords": ["occupations", "O*NET", "AI exposure", "tasks", "labour economics"],
        "licenses": licences(manifest, everything=everything),
        "contributors": [{"title": "The Jobprism authors", "role": "author"}],
        "sources": [_source(s) for s in manifest.sources],
        "resources": resources,
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def licences(manifest: Manifest, *, everything: bool) -> list[dict[str, str]]:
    """Every licence that figures of the package are under, ours first; each once."""
    held = [s for s in manifest.sources if everything or s.redistribution == "ship"]
    found = {"MIT": {"name": "MIT", "title": "Estimates, labels, roles and judgements of Jobprism: MIT licence"}}
    for source in held:
        entry = {"title": f"{source.title}: {source.licence}"}
        if source.licence_url:
            entry["path"] = source.licence_url
        else:
            entry["name"] = "other-closed" if source.redistribution != "ship" else "other-open"
        found[source.title] = entry
    return list(found.values())


def _source(source: SourceEntry) -> dict[str, str]:
    return {
        "title": source.title,
        "path": source.url,
        "id": source.id,
        "version": source.version,
        "licence": source.licence,
        "attribution": source.attribution,
        "citation": source.citation,
        "redistribution": source.redistribution,
    }


def _resources(name: str, tables: dict[str, pl.Schema], files: dict[str, Written]) -> list[dict[str, Any]]:
    table = described().tables[name]
    csv, parquet = files[f"csv/{name}.csv"], files[f"parquet/{name}.parquet"]
    return [
        {
            "profile": "tabular-data-resource",
            "name": name,
            "title": table.title,
            **_file(csv, "csv", "text/csv"),
            "encoding": "utf-8",
            "schema": _schema(name, tables),
        },
        {
            "name": f"{name}-parquet",
            "title": f"{table.title}, as Parquet",
            **_file(parquet, "parquet", "application/vnd.apache.parquet"),
        },
    ]


def _file(file: Written, kind: str, media: str) -> dict[str, Any]:
    return {"path": file.path, "format": kind, "mediatype": media, "bytes": file.bytes, "hash": f"sha256:{file.sha256}"}


def _schema(name: str, tables: dict[str, pl.Schema]) -> dict[str, Any]:
    table, known = described().tables[name], described()
    fields = []
    for column, kind in tables[name].items():
        field = {"name": column, "type": _TYPES[str(kind)], "description": known.column(name, column)}
        if column in known.units:
            field["unit"] = known.units[column]
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""], "primaryKey": table.key}
    refers = [(column, *target.split(".")) for column, target in table.refers.items()]
    keys = [
        {"fields": column, "reference": {"resource": other, "fields": field}}
        for column, other, field in refers
        if other in tables
    ]
    return {**schema, "foreignKeys": keys} if keys else schema


def citation(manifest: Manifest) -> str:
    """``CITATION.cff`` of the edition's data, with every source as a reference."""
    references = [
        {"type": "data", "title": s.title, "authors": [{"name": s.producer}], "version": s.version, "url": s.url}
        for s in manifest.sources
    ]
    said = {
        "cff-version": "1.2.0",
        "message": "If you use these data, cite this edition, and for a single figure also its source.",
        "title": f"Jobprism, edition {manifest.id} ({manifest.kind})",
        "type": "dataset",
        "authors": [{"name": "The Jobprism authors"}],
        "version": manifest.id,
        "date-released": manifest.date,
        "identifiers": [
            {
                "type": "other",
                "value": f"sha256:{manifest.content_hash}",
                "description": "Hash of the edition's content",
            }
        ],
        "references": references,
    }
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)


def readme(manifest: Manifest, tables: dict[str, pl.Schema], files: dict[str, Written], *, everything: bool) -> str:
    """``README.md``: what the files are, and under which terms."""
    known = described().tables
    rows = [f"| {name} | {files[f'csv/{name}.csv'].rows:,} | {known[name].title} |" for name in sorted(tables)]
    held = [s for s in manifest.sources if everything or s.redistribution == "ship"]
    closed = [s for s in held if s.redistribution != "ship"]
    lines = [
        f"# Jobprism, edition {manifest.id}",
        "",
        f"{manifest.date.isoformat()}, content {manifest.content_hash}. Each table stands in `parquet/` and in `csv/`;",
        "`datapackage.json` describes every column, its unit and its keys. An empty cell of a CSV file is "
        + f"{_NOT_PUBLISHED}.",
        "Exposure is not displacement: pressure is not the probability of losing a job.",
        "",
        "| table | rows | what it holds |",
        "| --- | --- | --- |",
        *rows,
        "",
        "## Terms",
        "",
        "Estimates, labels, roles and judgements are under the MIT licence. Figures of a source keep its licence; the",
        "columns `source` and `sources` name it per row.",
        "",
        *_warning(closed),
        *(f"- **{s.id}** ({s.licence}): {s.attribution}" for s in held),
        "",
        "`CITATION.cff` says how to cite. `sha256sum --check SHA256SUMS` checks the files.",
    ]
    return "\n".join(lines) + "\n"


def _warning(closed: list[SourceEntry]) -> list[str]:
    if not closed:
        return []
    names = ", ".join(s.id for s in closed)
    return [
        "**Not to be passed on as a whole.** It holds O*NET's sentences, under CC BY 4.0 with the attribution below,",
        f"and figures of sources that no licence allows to be passed on: {names}.",
        "`jobprism export` without `--everything` leaves these out.",
        "",
    ]
