"""The resources: how the figures are made, on what, by whose choices, and which editions there are."""

from __future__ import annotations

import json

from jobprism.analyses.sentences import not_this
from jobprism.atlas import Atlas
from jobprism.editions.store import editions as editions_here
from jobprism.judgements.load import MODELS, judgement
from jobprism.judgements.page import page as judgements_page
from jobprism.settings import Settings

_ABOUT_FIGURES = (
    "task_weights",
    "capability",
    "use",
    "delegation",
    "human_need",
    "aggregation",
    "pressure",
    "bands",
    "roles",
    "levels",
    "outlook",
    "skills",
    "plan",
)


def judgements() -> str:
    """Every number that somebody chose, with date, reason and references, as Markdown."""
    return judgements_page()


def methodology() -> str:
    """How the figures are made: the questions that the judgements answer, and their reasons, as Markdown."""
    judged = [judgement(MODELS[name]) for name in _ABOUT_FIGURES]
    parts = [
        "# How Jobprism's figures are made",
        "Every figure has a 90 % interval and a tier: measured (counted by somebody), published (judged by raters in a "
        "publication), derived (computed from either), modelled (read from what resembles it), editorial (graded by "
        "hand). What follows are the questions that had to be answered, each with its reasons; `jobprism://judgements` "
        "has the numbers and references.",
        " ".join(not_this()),
        *(f"## {of.question}\n\n{of.why.strip()}" for of in judged),
    ]
    return "\n\n".join(parts) + "\n"


def sources(atlas: Atlas) -> str:
    """The sources of the edition with licence, attribution, address and citation, as JSON."""
    fields = {
        "id",
        "title",
        "producer",
        "version",
        "vintage",
        "licence",
        "licence_url",
        "attribution",
        "redistribution",
        "url",
        "citation",
        "derived_from",
        "observations",
    }
    manifest = atlas.edition.manifest
    rows = [source.model_dump(include=fields) for source in manifest.sources]
    return json.dumps({"edition": manifest.name, "sources": rows}, indent=1, ensure_ascii=False)


def editions(atlas: Atlas, settings: Settings) -> str:
    """The editions on this machine, and the one that answers are from, as JSON."""
    used = atlas.edition.manifest
    rows = [
        {
            "edition": e.manifest.name,
            "id": e.manifest.id,
            "kind": e.manifest.kind,
            "date": e.manifest.date.isoformat(),
            "content_hash": e.manifest.content_hash,
            "jobprism_version": e.manifest.jobprism_version,
            "in_use": e.manifest.content_hash == used.content_hash,
        }
        for e in editions_here(settings)[0]
    ]
    return json.dumps({"editions": rows}, indent=1)
