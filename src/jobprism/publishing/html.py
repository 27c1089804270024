"""A report as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from jobprism.analyses.documents import ProfessionReport
from jobprism.analyses.language import beyond, capitalised, joined, month, percent
from jobprism.publishing import phrases


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("jobprism.publishing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(month=month, percent=percent, capitalised=capitalised)
    environment.globals.update(phrases=phrases, joined=joined, beyond=beyond)
    return environment.get_template(name)


def to_html(report: ProfessionReport) -> str:
    """A complete HTML 5 page with its styles inside and no script."""
    return _template("report.html").render(report=report)
