"""An executed notebook as one HTML file: no script, no reference to anywhere else."""

import functools
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sdml.errors import ReportFailed
from sdml.files.report_page import SECTION_MEDIA_TYPE, TEMPLATE_FOLDER
from sdml.records.language import Language
from sdml.records.report import Headline
from sdml.records.report_run import ReportChanges

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

__all__ = [
    "LARGEST_PAGE",
    "PageFrame",
    "clean_drawing",
    "clean_fragment",
    "render_page",
]

LARGEST_PAGE = 2_000_000

_TAGS = {
    *("h1", "h2", "h3", "p", "div", "span", "pre", "code", "strong", "em", "br"),
    *("ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {"*": ["class", "lang"], "th": ["scope", "colspan"], "td": ["colspan"]}
_SHAPES = {
    *("svg", "g", "defs", "clipPath", "title", "desc", "text", "tspan", "style"),
    *("path", "rect", "line", "polyline", "polygon", "circle", "ellipse", "use"),
}


@dataclass(frozen=True, slots=True)
class PageFrame:
    """What stands around a report's sections.

    Attributes
    ----------
    tenant : str
        The tenant's name.
    language : Language
        The page's.
    headline : Headline
        The page's title comes from it.
    about : tuple of (str, str)
        What it is about: labels and texts for the page's head.
    making : tuple of (str, str)
        How it was made: labels and texts for its foot.
    changes : ReportChanges, optional
        How it differs from the page before; stands under the main finding.
    """

    tenant: str
    language: Language
    headline: Headline
    about: tuple[tuple[str, str], ...]
    making: tuple[tuple[str, str], ...]
    changes: ReportChanges | None = None


def render_page(notebook: "NotebookNode", frame: PageFrame) -> str:
    """The HTML text of an executed notebook: its outputs inside the frame.

    Parameters
    ----------
    notebook : NotebookNode
        Executed; its code and its Markdown are not shown.
    frame : PageFrame
        What stands around.

    Raises
    ------
    ReportFailed
        The page would pass two megabytes.
    """
    import nbconvert

    make: Callable[..., HTMLExporter] = nbconvert.HTMLExporter  # ships no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, not of the report
        exporter = make(
            template_name=TEMPLATE_FOLDER.name,
            extra_template_basedirs=[str(TEMPLATE_FOLDER.parent)],
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            sanitize_html=True,
            filters={
                "clean_fragment": clean_fragment,
                "clean_drawing": clean_drawing,
                "is_headlined": _is_headlined,
            },
        )
        html, _ = exporter.from_notebook_node(notebook, resources={"page": frame})
    text = str(html)
    size = len(text.encode())
    if size > LARGEST_PAGE:
        raise ReportFailed(
            f"the page has {size} bytes, at most {LARGEST_PAGE} are allowed: "
            "show fewer rows"
        )
    return text


def _is_headlined(cell: "NotebookNode") -> bool:
    said = (output.get("data", {}).get(SECTION_MEDIA_TYPE) for output in cell.outputs)
    return any(one and one["is_headline"] for one in said)


def clean_fragment(html: str) -> str:
    """The HTML with everything but plain text elements shown as text.

    Examples
    --------
    >>> clean_fragment('<p onclick="x()">1</p><script>x()</script>')
    '<p>1</p>&lt;script&gt;x()&lt;/script&gt;'
    """
    import bleach

    return str(bleach.clean(html, tags=_TAGS, attributes=_ATTRIBUTES))


def clean_drawing(svg: str) -> str:
    """The SVG with shapes and text only, for use inside HTML.

    Parameters
    ----------
    svg : str
        As matplotlib writes it. Elements that are no shapes, attributes that
        act, and references out of the drawing are left away.

    Examples
    --------
    >>> clean_drawing('<svg onload="x()"><script>x()</script><g id="a"/></svg>')
    '<svg><g id="a" /></svg>'
    """
    if "<!" in svg:
        raise ReportFailed("a drawing declares a document type: expected plain SVG")
    # Written by our own kernel a moment ago; declarations were refused above.
    root = ElementTree.fromstring(svg)  # noqa: S314
    cleaned = _clean_element(root)
    if cleaned is None or cleaned.tag != "svg":
        raise ReportFailed("a drawing is no SVG")
    return ElementTree.tostring(cleaned, encoding="unicode")


def _clean_element(element: ElementTree.Element) -> ElementTree.Element | None:
    name = _local(element.tag)
    if name not in _SHAPES:
        return None
    kept = ElementTree.Element(name)
    for key, value in element.attrib.items():
        attribute = _local(key)
        if not attribute.startswith("on") and not _points_out(attribute, value):
            kept.set(attribute, value)
    kept.text, kept.tail = element.text, element.tail
    if name == "style" and _points_out("style", element.text or ""):
        kept.text = ""
    for child in element:
        cleaned = _clean_element(child)
        if cleaned is not None:
            kept.append(cleaned)
    return kept


@functools.cache
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _points_out(attribute: str, value: str) -> bool:
    plain = "".join(value.split()).lower()
    if attribute == "href":
        return not plain.startswith("#")
    return any(
        word in plain for word in ("javascript:", "@import", "http:", "https:")
    ) or ("url(" in plain.replace("url(#", ""))
