"""What search engines and other sites read: JSON-LD in the words of schema.org, and oEmbed."""

from __future__ import annotations

import json
from collections.abc import Sequence

from markupsafe import Markup, escape

from jobprism.analyses.documents import EditionNote, ProfessionReport
from jobprism.publishing.site import address
from jobprism.publishing.site.options import Options

_CONTEXT = "https://schema.org"
_WIDTH, _HEIGHT = 340, 230


def script(*things: dict[str, object]) -> Markup:
    """Things as the content of a ``<script type="application/ld+json">``."""
    text = json.dumps({"@context": _CONTEXT, "@graph": list(things)}, ensure_ascii=False, separators=(",", ":"))
    # Nothing in the text can end the element or open a comment.
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))


def profession(report: ProfessionReport, options: Options, way: Sequence[tuple[str, str]]) -> Markup:
    """An occupation with its questions, the page's figures as a data set, and the way to the page.

    Args:
        report: what the page says.
        options: with the address of the site.
        way: paths and names of the pages above it, the front page first.
    """
    s, page = report.subject, address.profession(report.subject.kind, report.subject.id)
    about: dict[str, object] = {
        "@type": "Occupation",
        "name": s.title,
        "description": " ".join([*([s.description] if s.description else []), report.in_short[0]]),
        "mainEntityOfPage": _whole(page, options),
    }
    if s.kind == "occupation":
        about |= {
            "occupationalCategory": [f"{s.id} {s.title}"],
            "occupationLocation": {"@type": "Country", "name": "United States"},
        }
    if wage := report.context.wage_median_annual_usd:
        about["estimatedSalary"] = {
            "@type": "MonetaryAmountDistribution",
            "name": "base",
            "currency": "USD",
            "duration": "P1Y",
            "median": wage.value,
        }
    questions = {
        "@type": "FAQPage",
        "mainEntity": [
            {"@type": "Question", "name": q.question, "acceptedAnswer": {"@type": "Answer", "text": q.answer}}
            for q in report.faq
        ],
    }
    folder = address.folder(s.kind, s.id)
    files = [(f"{folder}index.json", "application/json"), (f"{folder}index.csv", "text/csv")]
    name = f"AI and the work of {s.title}"
    data = dataset(name, report.in_short[0], report.edition, files, options)
    return script(about, questions, data, _crumbs([*way, (page, s.title)], options))


def _crumbs(way: Sequence[tuple[str, str]], options: Options) -> dict[str, object]:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _whole(path, options)}
            for place, (path, name) in enumerate(way, 1)
        ],
    }


def dataset(
    name: str, description: str, edition: EditionNote, files: list[tuple[str, str]], options: Options
) -> dict[str, object]:
    """Figures as a data set.

    Args:
        name: of the set.
        description: at least a sentence.
        edition: whose version and date it has.
        files: paths and media types of what can be fetched.
        options: with the address of the site.
    """
    return {
        "@type": "Dataset",
        "name": name,
        "description": description,
        "version": edition.id,
        "datePublished": edition.date,
        "creator": {"@type": "Organization", "name": "The Jobprism authors"},
        "license": _whole("sources.html", options),
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": _whole(path, options), "encodingFormat": kind}
            for path, kind in files
        ],
    }


def oembed(report: ProfessionReport, options: Options) -> bytes:
    """The card of a profession by the oEmbed protocol, version 1.0, as a rich object."""
    s = report.subject
    source = _whole(address.embed(s.id), options)
    frame = Markup('<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0"></iframe>')
    reply = {
        "version": "1.0",
        "type": "rich",
        "title": f"{s.title}: pressure {report.pressure.value:.0f} of 100",
        "provider_name": "Jobprism",
        "provider_url": _whole(address.HOME, options),
        "html": str(frame.format(source, escape(f"Jobprism: {s.title}"), _WIDTH, _HEIGHT)),
        "width": _WIDTH,
        "height": _HEIGHT,
    }
    return (json.dumps(reply, indent=2, ensure_ascii=False) + "\n").encode()


def _whole(path: str, options: Options) -> str:
    """The address of a page; where the site's own is not known, the path from its root."""
    if path.endswith("index.html"):
        path = path.removesuffix("index.html")
    return (options.base_url or "/") + path
