"""Charts are the same bytes each time, and text in them stays text."""

import xml.etree.ElementTree as ElementTree

import pytest

from sdml.errors import ReportFailed
from sdml.files.catalogues import read_language
from sdml.files.charts import draw_chart
from sdml.files.report_html import clean_drawing, clean_fragment
from sdml.records.report import Chart

HOSTILE = "</text><script>alert(1)</script>$x$ & co"
CHARTS = {
    "bars": Chart("bars", ("a", HOSTILE), (0.5, 0.25), "share", "percent"),
    "bars with intervals": Chart(
        "bars", ("a",), (0.5,), "share", "percent", low=(0.4,), high=(0.6,)
    ),
    "all zero": Chart("bars", ("a",), (0.0,), "rows"),
    "columns": Chart("columns", ("jan", "fev"), (3.0, 1200.0), "tickets"),
    "reliability": Chart(
        "reliability", (), (0.4, 0.9), "right", "percent", positions=(0.5, 0.9)
    ),
    "curve": Chart(
        "curve",
        (),
        (0.5, 0.7, 0.72),
        "accuracy",
        "percent",
        low=(0.45, 0.66),
        high=(0.55, 0.74),
        positions=(50, 200, 300),
        category_axis="labels",
        expected=1,
    ),
    "reliability before and after": Chart(
        "reliability",
        (),
        (0.4, 0.9),
        "right",
        "percent",
        low=(0.3, 0.8),
        high=(0.5, 0.95),
        positions=(0.5, 0.9),
        counts=(20, 1_200),
        panel="after",
        before=Chart(
            "reliability",
            (),
            (0.2,),
            "right",
            "percent",
            positions=(0.5,),
            counts=(7,),
            panel="before",
        ),
    ),
    "shares": Chart(
        "shares",
        (),
        (0.0, 0.12),
        "errors",
        "percent",
        positions=(0.4, 1.0),
        marks=((0.8, 0.05),),
    ),
    "kappas": Chart("bars", ("a",), (0.5,), "kappa", "decimal"),
}


@pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)
def test_the_same_chart_is_the_same_bytes(chart: Chart) -> None:
    language = read_language("pt_BR")
    first = draw_chart(chart, "Título", language)
    assert first == draw_chart(chart, "Título", language)
    assert "<!" not in first
    assert "Título" in "".join(ElementTree.fromstring(first).itertext())


def test_names_stay_text_and_numbers_are_written_as_there() -> None:
    svg = clean_drawing(draw_chart(CHARTS["bars"], HOSTILE, read_language("pt_BR")))
    root = ElementTree.fromstring(svg)
    assert {"script"}.isdisjoint(element.tag for element in root.iter())
    said = "".join(root.itertext())
    assert HOSTILE in said
    assert "50,0%" in said


def test_both_panels_say_what_they_are_and_how_many_rows_they_have() -> None:
    chart = CHARTS["reliability before and after"]
    svg = draw_chart(chart, "", read_language("pt_BR"))
    said = "".join(ElementTree.fromstring(svg).itertext())
    for word in ("before", "after", "1.200", "7"):
        assert word in said


DRAWINGS = {
    "script": "<svg><script>x()</script></svg>",
    "handler": '<svg><g onclick="x()"/></svg>',
    "namespaced handler": '<svg xmlns:a="urn:a"><g a:onclick="x()"/></svg>',
    "link": '<svg><a href="https://example.org"><text>t</text></a></svg>',
    "use": '<svg><use href="https://example.org/#a"/></svg>',
    "image": '<svg><image href="data:image/png;base64,AA=="/></svg>',
    "style": "<svg><style>@import url(https://example.org)</style></svg>",
    "fill": '<svg><rect fill="url(https://example.org)"/></svg>',
    "foreign": "<svg><foreignObject><b/></foreignObject></svg>",
    "animation": '<svg><set attributeName="href" to="javascript:x()"/></svg>',
}


@pytest.mark.parametrize("svg", DRAWINGS.values(), ids=DRAWINGS)
def test_a_hostile_drawing_loses_what_acts(svg: str) -> None:
    cleaned = clean_drawing(svg).lower()
    for word in ("script", "onclick", "http", "data:", "url(", "foreign", "<set"):
        assert word not in cleaned


def test_a_document_type_is_refused() -> None:
    with pytest.raises(ReportFailed, match="document type"):
        clean_drawing('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>')


FRAGMENTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">a</a>',
    '<p style="background:url(https://example.org)">p</p>',
    "<svg/onload=alert(1)>",
    "<iframe src=https://example.org></iframe>",
    "<style>@import 'https://example.org'</style>",
    '<p class="a" onmouseover="alert(1)">p</p>',
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    '<math><mi href="javascript:alert(1)">m</mi></math>',
)


@pytest.mark.parametrize("html", FRAGMENTS)
def test_a_hostile_fragment_is_dead(html: str) -> None:
    from html.parser import HTMLParser

    live: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(
            self, tag: str, attrs: list[tuple[str, str | None]]
        ) -> None:
            if tag not in {"p", "a"} or any(name != "class" for name, _ in attrs):
                live.append(tag)

    Reader().feed(clean_fragment(html))
    assert not live
