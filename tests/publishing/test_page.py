"""Any document as a page: valid, whole, and nothing in it but text."""

from __future__ import annotations

import html5lib
import pytest

from jobprism.atlas import Atlas
from jobprism.errors import UsageError
from jobprism.publishing.page import to_page
from jobprism.publishing.rendered import KINDS, rendered


def test_every_kind_of_document_makes_a_valid_page(core_atlas: Atlas) -> None:
    job = core_atlas.report("29-1141.00")
    documents = [
        job,
        core_atlas.level("29-1141.00", "senior"),
        core_atlas.outlook("29-1141.00", 2030),
        core_atlas.skills("29-1141.00"),
        core_atlas.skill("2.A.1.e"),
        core_atlas.task("29-1141.00", job.tasks[0].id),
        core_atlas.compare(["29-1141.00", "47-2181.00"]),
        core_atlas.assess({"title": "29-1141.00"}),
        core_atlas.plan("29-1141.00"),
        same := core_atlas.diff(core_atlas),
    ]
    assert len(documents) == len(KINDS)
    for document in documents:
        page = rendered(document, "html")
        html5lib.HTMLParser(strict=True).parse(page)
        assert "<script" not in page
        assert ("<table>" in page) == (document is not same), "of two equal editions there is nothing to list"


def test_what_looks_like_a_page_stays_text() -> None:
    page = to_page("# A <b>title</b> & more\n\n<script>alert(1)</script> [x](javascript:alert(1))\n")
    assert "<script" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page
    assert "<title>A &lt;b&gt;title&lt;/b&gt; &amp; more · Jobprism</title>" in page


def test_a_format_that_a_document_lacks_is_refused(core_atlas: Atlas) -> None:
    with pytest.raises(UsageError, match="csv"):
        rendered(core_atlas.skill("2.A.1.e"), "csv")
