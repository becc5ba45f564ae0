"""A report's page as an e-mail file, for whoever sends it: body, plain text, page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING

from sdml.files.report_html import clean_fragment
from sdml.files.report_page import page_environment
from sdml.records.language import Language
from sdml.records.report import Headline
from sdml.records.report_run import SaidSection

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["MailFrame", "make_mail"]

# Mail programs drop style sheets; what stands at the element itself stays.
_STYLES = {
    "h1": "font-size:22px;line-height:1.25;margin:20px 0 6px",
    "h2": "font-size:17px;line-height:1.3;margin:26px 0 4px",
    "p": "margin:0 0 10px",
    "table": "border-collapse:collapse;font-size:14px;margin:0 0 8px",
    "th": "text-align:left;font-weight:normal;padding:4px 16px 4px 0;"
    "border-bottom:1px solid #d9e0e6;vertical-align:top",
    "td": "text-align:right;padding:4px 16px 4px 0;"
    "border-bottom:1px solid #d9e0e6;vertical-align:top",
    "ul": "margin:0 0 10px;padding-left:20px",
}
_OPENING = re.compile(r"<(h1|h2|p|table|th|td|ul)(?=[ >])")


@dataclass(frozen=True, slots=True)
class MailFrame:
    """What stands around a report's parts in a mail.

    Attributes
    ----------
    tenant, slug : str
        The tenant's name and slug.
    name : str
        The report's.
    run_id : int
        The run's number.
    made_at : datetime
        In UTC.
    language : Language
        The page's.
    headline : Headline
        Its title and finding make the subject.
    sections : tuple of SaidSection
        For the plain text.
    """

    tenant: str
    slug: str
    name: str
    run_id: int
    made_at: datetime
    language: Language
    headline: Headline
    sections: tuple[SaidSection, ...]


def make_mail(notebook: "NotebookNode", page: str, frame: MailFrame) -> bytes:
    """A mail without sender and receivers: a draft that any mail program opens.

    Parameters
    ----------
    notebook : NotebookNode
        Executed and cleared of what may not be shown.
    page : str
        The whole page with its charts, which is attached.
    frame : MailFrame
        What stands around.

    Returns
    -------
    bytes
        As RFC 5322 has it. The body has findings and tables, in HTML and in
        plain text; there is nothing in it that would be loaded.
    """
    message = EmailMessage(policy=SMTP)
    said = frame.headline
    subject = f"{frame.tenant}: {said.title} – {said.finding}"
    message["Subject"] = " ".join(subject.split())[:200]
    message["Date"] = format_datetime(frame.made_at)
    message["Message-ID"] = f"<{frame.slug}.{frame.name}.{frame.run_id}@reports.sdml>"
    message["X-Unsent"] = "1"
    message["Content-Language"] = frame.language.tag
    message.set_content(_plain(frame))
    message.add_alternative(_body(notebook, frame), subtype="html")
    message.add_attachment(
        page.encode(),
        maintype="text",
        subtype="html",
        filename=f"{frame.name}.html",
        params={"charset": "utf-8"},
    )
    return message.as_bytes()


def _plain(frame: MailFrame) -> str:
    said, say = frame.headline, frame.language.gettext
    lines = [frame.tenant, "", said.title, said.finding, ""]
    for check in said.checks:
        mark = say("yes") if check.holds else say("no")
        lines.append(f"[{mark}] {check.claim}")
    for section in frame.sections:
        if section.finding != said.finding:
            lines += ["", section.title, section.finding]
    return "\n".join([*lines, "", _attached(frame), ""])


def _body(notebook: "NotebookNode", frame: MailFrame) -> str:
    parts = [_styled(part) for part in _fragments(notebook)]
    return (
        page_environment()
        .get_template("mail.html.j2")
        .render(frame=frame, parts=parts, attached=_attached(frame))
    )


def _fragments(notebook: "NotebookNode") -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            html = output.get("data", {}).get("text/html")
            if html:
                yield clean_fragment(html)


def _styled(html: str) -> str:
    return _OPENING.sub(lambda tag: f'<{tag[1]} style="{_STYLES[tag[1]]}"', html)


def _attached(frame: MailFrame) -> str:
    return frame.language.gettext("The page with its charts is attached.")
