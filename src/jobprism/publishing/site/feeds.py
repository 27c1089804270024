"""The feed of editions, the map of the site, and what robots may read."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from jobprism.analyses.editions_document import EditionEntry, EditionsReport
from jobprism.publishing.site.frame import Frame

_ATOM = "http://www.w3.org/2005/Atom"
_MAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_IN_MAP = 50_000
_NOT_MAPPED = ("404.html", "search.html", "embed/")


def atom(frame: Frame, report: EditionsReport) -> bytes:
    """The editions as an Atom feed; ids are URNs, so that a feed is the same wherever the site stands.

    Of the edition shown an entry says what it holds, how it differs from the former one, and its restatements. Former
    editions of the same kind keep their entries.
    """
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")
    if frame.options.base_url:
        feed.set("{http://www.w3.org/XML/1998/namespace}base", frame.options.base_url)
    _text(feed, "id", "urn:jobprism:editions")
    _text(feed, "title", "Jobprism: editions")
    _text(feed, "updated", _moment(frame.issue.date))
    _text(_text(feed, "author", None), "name", "The Jobprism authors")
    _link(feed, "feed.xml", "self")
    _link(feed, "index.html", "alternate")
    for listed in report.editions:
        if listed.edition.kind == frame.issue.kind and listed.edition.date <= frame.issue.date:
            _entry(feed, listed, _summary(frame, report) if listed.shown else _counts(listed))
    return _written(feed, _ATOM)


def _entry(feed: ElementTree.Element, listed: EditionEntry, summary: str) -> None:
    issue = listed.edition
    entry = _text(feed, "entry", None)
    _text(entry, "id", f"urn:jobprism:edition:{issue.id}:{issue.kind}:{issue.content_hash}")
    _text(entry, "title", f"Edition {issue.id}, volume {issue.volume}, number {issue.number}")
    _text(entry, "updated", _moment(issue.date))
    _link(entry, "editions.html", "alternate")
    _text(entry, "summary", summary)


def _summary(frame: Frame, report: EditionsReport) -> str:
    """What the edition shown holds, and what it changed."""
    held = f"{len(frame.entries):,} professions from {len(frame.edition.manifest.sources)} sources."
    if report.diff is None:
        return held
    restated = [f"Restated: {r.what}" for r in report.diff.restatements]
    return " ".join([held, *report.diff.in_short, *restated])


def _counts(listed: EditionEntry) -> str:
    return f"{listed.tables} tables from {len(listed.sources)} sources."


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def sitemap(pages: Iterable[str], base_url: str, date: str) -> dict[str, bytes]:
    """The site map, in as many files as the protocol asks for.

    Args:
        pages: paths of all files of the site.
        base_url: its address, with a slash at its end.
        date: of the edition, as an ISO date.

    Returns:
        The files by path; with more than one map, an index of them comes first.
    """
    shown = sorted(p for p in pages if p.endswith(".html") and not p.startswith(_NOT_MAPPED))
    parts = [shown[i : i + _MOST_IN_MAP] for i in range(0, len(shown), _MOST_IN_MAP)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    found = {
        name: _listed("urlset", "url", [base_url + p.replace("index.html", "") for p in part], date)
        for name, part in zip(names, parts, strict=True)
    }
    if len(parts) > 1:
        found = {"sitemap.xml": _listed("sitemapindex", "sitemap", [base_url + n for n in names], date)} | found
    return found


def robots(base_url: str) -> bytes:
    """Everything may be read; the map is named."""
    return f"User-agent: *\nAllow: /\nSitemap: {base_url}sitemap.xml\n".encode()


def _listed(root: str, item: str, addresses: list[str], date: str) -> bytes:
    tree = ElementTree.Element(f"{{{_MAP}}}{root}")
    for address in addresses:
        one = ElementTree.SubElement(tree, f"{{{_MAP}}}{item}")
        ElementTree.SubElement(one, f"{{{_MAP}}}loc").text = address
        ElementTree.SubElement(one, f"{{{_MAP}}}lastmod").text = date
    return _written(tree, _MAP)


def _text(parent: ElementTree.Element, name: str, text: str | None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}")
    child.text = text
    return child


def _link(parent: ElementTree.Element, target: str, relation: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"href": target, "rel": relation})


def _written(tree: ElementTree.Element, namespace: str) -> bytes:
    ElementTree.register_namespace("", namespace)
    return ElementTree.tostring(tree, encoding="utf-8", xml_declaration=True) + b"\n"
