"""The pages: valid, of bearable size, with twins, with evidence behind every figure."""

import json
import re
from pathlib import Path

import html5lib
import jsonschema
import pytest
from lxml import html
from site_samples import BASE, TYPES

from jobprism.editions.store import Edition
from jobprism.publishing.site import address
from jobprism.publishing.site.builder import Published
from jobprism.publishing.site.options import HERE, LANGUAGES, options
from jobprism.publishing.site.site import Site

_MOST_BYTES = 150_000
_SCHEMAS = Path("docs/schema")
# Not figures: years, months with years, codes, versions, editions, scales, classes, intervals' 90 %, the 0 to 100.
_NO_FIGURE = re.compile(
    r"O\*NET(-SOC)?( \d+\.\d)?|\d\d-\d{4}(\.\d\d)?|90 %|of 100|of 5\b|1 to 5|0[–-]100|0 to 100|\bE[012]\b|GPT-4"
    r"|\b(19|20)\d\d\b([-–]\d\d\b)?|SOC 2018|arXiv:\S+|[A-Z]{3} \d"
)


@pytest.mark.parametrize("path", TYPES)
def test_every_type_of_page_is_valid_html(folder: Path, path: str) -> None:
    body = (folder / path).read_bytes()
    html5lib.HTMLParser(strict=True).parse(body)
    tree = html.document_fromstring(body)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main")) == 1
    assert tree.get("lang") == "en"


@pytest.mark.parametrize("path", TYPES)
def test_no_page_takes_anything_from_elsewhere(folder: Path, path: str) -> None:
    tree = html.document_fromstring((folder / path).read_bytes())
    loaded = tree.xpath("//script/@src | //img/@src | //iframe/@src | //link[@rel='stylesheet' or @rel='icon']/@href")
    assert all(not re.match(r"(https?:)?//", target) for target in loaded)
    assert not tree.xpath("//*[@style] | //style | //script[not(@src) and @type!='application/ld+json']")
    assert not tree.xpath("//@onclick | //@onload")


def test_no_page_of_a_profession_is_heavy_not_even_that_with_most_rows(whole: Site) -> None:
    shares = whole.frame.edition.table("shares")["subject_id"].value_counts(sort=True)["subject_id"].to_list()
    for subject in [*shares[:4], "29-1141.00"]:
        for file in whole.subject(whole.frame.entries[subject]).profession():
            if file.path.endswith(".html"):
                assert len(file.make()) < _MOST_BYTES, file.path


@pytest.mark.mirror
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_with_the_most_task_statements_is_heavy(full: Edition, language: str) -> None:
    site = Site(full, options(BASE, language, app_url=HERE))
    rows = full.table("shares")["subject_id"].value_counts(sort=True)["subject_id"]
    for subject in [i for i in rows if i in site.frame.entries][:16]:
        path = site.frame.entries[subject].page
        assert len(site.body(path) or b"") < _MOST_BYTES, path


def test_no_general_page_is_heavy(whole: Site) -> None:
    for path, make in whole.general.makers.items():
        if path.endswith(".html"):
            assert len(make()) < _MOST_BYTES, path


def test_every_figure_on_fifty_professions_leads_to_an_evidence_row(whole: Site) -> None:
    entries = list(whole.frame.entries.values())
    chosen = entries[:: len(entries) // 50][:50]
    assert len(chosen) == 50
    for entry in chosen:
        files = {file.path: file for file in whole.subject(entry).profession()}
        page = html.document_fromstring(files[entry.page].make())
        assert _unlinked(page) == [], entry.title
        evidence = html.document_fromstring(files[entry.evidence].make())
        anchors = set(evidence.xpath("//@id"))
        cited = {t.partition("#")[2] for t in page.xpath("//a/@href") if t.startswith("evidence.html#")}
        assert cited
        assert cited <= anchors, entry.title
        tasks = {t.partition("#") for t in page.xpath("//a/@href") if t.startswith("tasks/")}
        known = {file.path: file for file in whole.subject(entry).tasks()}
        for path, _, anchor in sorted(tasks)[:6]:
            task = html.document_fromstring(known[address.folder(entry.kind, entry.id) + path].make())
            assert not anchor or anchor in task.xpath("//@id")


def test_every_figure_of_levels_outlook_skills_and_comparisons_leads_to_evidence_or_method(whole: Site) -> None:
    entries = list(whole.frame.entries.values())
    chosen = [*entries[:: len(entries) // 6][:6], whole.frame.entries["machine-learning-engineer"]]
    bodies: dict[str, html.HtmlElement] = {}

    def page(path: str) -> html.HtmlElement:
        if path not in bodies:
            bodies[path] = html.document_fromstring(whole.body(path) or b"<html></html>")
        return bodies[path]

    for entry in chosen:
        files = whole.subject(entry)
        for part in (files.levels, files.outlook, files.skills, files.comparisons):
            for file in part():
                if not file.path.endswith(".html"):
                    continue
                bodies[file.path] = html.document_fromstring(file.make())
                assert _unlinked(bodies[file.path]) == [], file.path
                own = set(bodies[file.path].xpath("//@id"))
                cited = bodies[file.path].xpath("//main//a[@class='n']/@href | //main//td[@class='figure']//a/@href")
                assert {t[1:] for t in cited if t.startswith("#")} <= own, file.path
                for target in sorted({t for t in cited if "methodology.html#" in t}):
                    assert target.partition("#")[2] in page("methodology.html").xpath("//@id"), (file.path, target)


def _unlinked(page: html.HtmlElement) -> list[str]:
    """Figures of the text of a page that are in no link; pictures and what a page says of itself are not read."""
    found = []
    for text in page.xpath(
        "//main//text()[not(ancestor::a) and not(ancestor::svg) and not(ancestor::figure) and not(ancestor::nav)"
        " and not(ancestor::section[@class='sources']) and not(ancestor::p[@class='deck']) and not(ancestor::h1)]"
    ):
        # A row's own words may hold a number; they stand between quotation marks.
        said = _NO_FIGURE.sub("", re.sub(r"“[^”]*”", "", str(text)))
        if re.search(r"\d", said):
            found.append(str(text).strip())
    return found


@pytest.mark.parametrize("path", [p for p in TYPES if p.startswith(("occupations", "roles", "compare/29"))])
def test_pages_name_their_twins_and_the_twins_hold_their_documents(folder: Path, path: str) -> None:
    tree = html.document_fromstring((folder / path).read_bytes())
    twins = {link.text: link.get("href") for link in tree.xpath("//p[@class='twins']/a")}
    assert set(twins) == {"JSON", "CSV"}
    here = (folder / path).parent
    document = json.loads((here / twins["JSON"]).read_text(encoding="utf-8"))
    schema = json.loads((_SCHEMAS / f"{document['document']}.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    lines = (here / twins["CSV"]).read_text(encoding="utf-8").splitlines()
    assert len(lines) > 1
    assert "edition" in lines[0]


def test_search_engines_are_told_of_occupation_questions_and_data(core: Edition) -> None:
    site = Site(core, options(base_url=BASE))
    page = html.document_fromstring(site.body("occupations/29-1141.00/index.html") or b"")
    graph = json.loads(page.xpath("//script[@type='application/ld+json']")[0].text)["@graph"]
    things = {thing["@type"]: thing for thing in graph}
    assert things["Occupation"]["name"] == "Registered Nurses"
    assert things["Occupation"]["estimatedSalary"]["currency"] == "USD"
    shown = [h.text for h in page.xpath("//div[@class='faq']/h3")]
    assert [q["name"] for q in things["FAQPage"]["mainEntity"]] == shown
    files = [d["contentUrl"] for d in things["Dataset"]["distribution"]]
    assert files == [f"{BASE}occupations/29-1141.00/index.json", f"{BASE}occupations/29-1141.00/index.csv"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}occupations/29-1141.00/"]


def test_other_sites_get_a_card_that_names_its_page(core: Edition) -> None:
    site = Site(core, options(base_url=BASE))
    reply = json.loads(site.body("occupations/29-1141.00/oembed.json") or b"")
    assert (reply["version"], reply["type"]) == ("1.0", "rich")
    frame = html.fromstring(reply["html"])
    assert frame.get("src") == f"{BASE}embed/29-1141.00.html"
    assert site.body("embed/29-1141.00.html")


def test_the_site_says_what_was_published(written: Published) -> None:
    assert written.broken == []
    assert written.pages == len(list(written.folder.rglob("*.html")))
    files = [p for p in written.folder.rglob("*") if p.is_file()]
    assert written.bytes == sum(p.stat().st_size for p in files)
