"""The summary as one HTML page that needs nothing from elsewhere and runs no script."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from jobprism.judgements.load import Bands, judgement
from jobprism.workforce.documents import WorkforceSummary
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


def to_html(document: WorkforceSummary, people_by_band: dict[str, float]) -> str:
    """A complete HTML 5 page.

    Args:
        document: the summary.
        people_by_band: people in the occupations shown, by their occupation's band of pressure.
    """
    whole = sum(people_by_band.values()) or 1.0
    names = [name for name in judgement(Bands).pressure if name in people_by_band]
    bands = [(name, people_by_band[name], 100 * people_by_band[name] / whole) for name in names]
    said = [line.replace("**", "") for line in headline(document.total) if line]
    return _template().render(document=document, bands=bands, headline=said) + "\n"
