"""The summary as one HTML page that needs nothing from elsewhere and runs no script."""

from __future__ import annotations

from functools import cache

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from jobprism.analyses.documents import EditionNote
from jobprism.analyses.economy import Economy, Place
from jobprism.analyses.workforce_document import WorkforceSummary
from jobprism.judgements.base import LAYERS
from jobprism.judgements.load import Bands, judgement
from jobprism.publishing.charts.palette import page_style
from jobprism.publishing.charts.treemap import people_treemap
from jobprism.workforce import markdown
from jobprism.workforce.markdown import headline


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("jobprism.workforce"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value, digits=0: f"{value:,.{digits}f}"
    return environment.get_template("dashboard.html")


def to_html(document: WorkforceSummary, occupations: pl.DataFrame, edition: EditionNote) -> str:
    """A complete HTML 5 page.

    Args:
        document: the summary.
        occupations: all that may be shown, as ``tables.occupations`` returns them.
        edition: what the figures are from.
    """
    known = occupations.filter(pl.col("band").is_not_null())
    people = dict(known.group_by("band").agg(pl.col("people").sum()).rows())
    whole = sum(people.values()) or 1.0
    bands = [(name, people[name], 100 * people[name] / whole) for name in judgement(Bands).pressure if name in people]
    said = [line.replace("**", "") for line in headline(document.total) if line]
    picture = people_treemap(_places(document, known, edition)) if known.height else None
    # Our own drawing, in which every text from a roster or an edition is escaped.
    drawing = Markup(picture.svg + picture.narrow) if picture else ""
    page = _template().render(
        document=document,
        bands=bands,
        headline=said,
        picture=picture,
        drawing=drawing,
        style=Markup(page_style()),
        told=markdown,
        digits=markdown.digits_of_work(document),
    )
    return page + "\n"


def _places(document: WorkforceSummary, known: pl.DataFrame, edition: EditionNote) -> Economy:
    """The occupations as a treemap takes them."""
    names = {group.id: group.title for group in document.groups}
    places = [
        Place(
            id=row["subject_id"],
            title=row["subject_title"],
            group=row["major_group"],
            shared_by=None,
            jobs=row["people"],
            wage_bill_usd=None,
            openings=None,
            wage_median_annual_usd=None,
            change_2024_34_pct=None,
            pressure=row["pressure"],
            pressure_low=row["pressure_low"],
            pressure_high=row["pressure_high"],
            band=row["band"],
            layers={layer: None if row[layer] is None else round(100 * row[layer], 2) for layer in LAYERS},
        )
        for row in known.sort("major_group", "subject_id").rows(named=True)
    ]
    return Economy(groups=names, places=places, edition=edition)
