"""Editions and changes, and the data: what the pages say, and where they lead."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import html5lib
import jsonschema
import polars as pl
from lxml import html

from jobprism.editions.restatements import declared_restatements
from jobprism.editions.store import Edition
from jobprism.publishing.site.options import options
from jobprism.publishing.site.site import Site

_SCHEMAS = Path("docs/schema")


def test_with_one_edition_the_page_says_so_and_shows_the_restatements(core: Edition) -> None:
    site = Site(core, options())
    body = site.body("editions.html") or b""
    tree = html.document_fromstring(body)
    text = tree.text_content()
    assert "One edition is here, the one shown." in text
    assert "There is no earlier edition of this kind" in text
    declared = declared_restatements()
    assert declared
    assert all(r.what in text and r.why in text and tree.xpath(f"//*[@id='{r.id}']") for r in declared)
    assert core.manifest.content_hash in text
    assert all(s.version in text and s.title in text for s in core.manifest.sources)
    assert "editions-moves.csv" not in site.general.makers


def test_with_two_editions_the_page_shows_what_moved_and_leads_to_every_figure(two_editions: Edition) -> None:
    site = Site(two_editions, options())
    body = site.body("editions.html") or b""
    html5lib.HTMLParser(strict=True).parse(body)
    tree = html.document_fromstring(body)
    assert "Registered Nurses" in tree.xpath("//section[.//h2[@id='changes']]")[0].text_content()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert tree.xpath("//a[@href='editions-moves.csv']")
    moves = pl.read_csv(site.body("editions-moves.csv") or b"", infer_schema_length=None)
    assert moves.filter(pl.col("change").abs() > 0)["subject_id"].to_list() == ["29-1141.00"]
    # The core edition of the package, of another id, and the two built ones.
    shown = [e["name"] for e in json.loads(site.body("editions.json") or b"")["editions"]]
    assert len(shown) == 3
    assert shown[0] == two_editions.manifest.name


def test_the_twins_hold_the_documents(two_editions: Edition) -> None:
    site = Site(two_editions, options())
    schema = json.loads((_SCHEMAS / "editions.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(site.body("editions.json") or b""), schema)
    rows = list(csv.DictReader(io.StringIO((site.body("editions.csv") or b"").decode())))
    assert {r["source"] for r in rows} == {s.id for s in two_editions.manifest.sources}
    assert len({r["edition"] for r in rows}) == 3


def test_data_are_on_the_site_only_where_the_publisher_wants_them(core: Edition) -> None:
    without, there = Site(core, options()), Site(core, options(data=True))
    assert not any(path.startswith("data") for path in without.general.makers)
    assert b"data.html" not in (without.body("index.html") or b"")
    assert b"data.html" in (there.body("index.html") or b"")
    body = there.body("data.html") or b""
    html5lib.HTMLParser(strict=True).parse(body)
    linked = {h for h in html.document_fromstring(body).xpath("//main//a/@href") if h.startswith("data/")}
    made = {path for path in there.general.makers if path.startswith("data/")}
    assert linked == made
    assert there.body("data/parquet/pressure.parquet") == core.path("pressure").read_bytes()
