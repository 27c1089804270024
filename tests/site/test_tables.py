"""Where the rows of a table become blocks, each cell names its own column."""

from __future__ import annotations

import pytest
from lxml import html
from markupsafe import Markup

from jobprism.publishing.site.site import Site
from jobprism.publishing.site.tables import labelled

PAGES = ("index", "senior", "outlook", "skills", "evidence")


@pytest.mark.parametrize("page", PAGES)
def test_every_cell_of_a_block_names_the_column_it_stands_in(whole: Site, page: str) -> None:
    body = whole.body(f"occupations/29-1141.00/{page}.html")
    assert body is not None
    tree = html.document_fromstring(body)
    blocks = tree.xpath("//div[contains(concat(' ', @class, ' '), ' stack ')]//table")
    assert blocks
    for table in blocks:
        names = [" ".join(cell.text_content().split()) for cell in table.xpath("./thead/tr/*")]
        for row in table.xpath("./tbody/tr"):
            for name, cell in zip(names, row, strict=True):
                assert cell.tag == "th" or cell.get("data-l") == name


def test_a_table_that_fits_or_has_several_rows_of_names_stays_a_table() -> None:
    small = Markup(
        '<table><thead><tr><td></td><th scope="col">A</th></tr></thead>'
        "<tbody><tr><th>x</th><td>1</td></tr></tbody></table>"
    )
    assert labelled(small) == small
    wide = "".join(f'<th scope="col">{n}</th>' for n in range(5))
    double = Markup(f"<table><thead><tr>{wide}</tr><tr>{wide}</tr></thead><tbody></tbody></table>")
    assert labelled(double) == double
