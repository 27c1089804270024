"""A report as a letter: plain text, HTML and PDF in one message."""

from __future__ import annotations

from email.message import EmailMessage
from html import escape

_STYLE = (
    "body{font:16px/1.5 Georgia,serif;color:#1b1b1b;max-width:46em;margin:1em auto;padding:0 1em}"
    "table{border-collapse:collapse;font-size:14px}th,td{text-align:left;vertical-align:top;padding:4px 8px;"
    "border-bottom:1px solid #ccc}"
)


def report_letter(title: str, markdown: str, pdf: bytes) -> EmailMessage:
    """The letter that carries a report; sender, addressee and identity are the sender's to add.

    Args:
        title: of the report.
        markdown: the report.
        pdf: the same, to keep.
    """
    letter = EmailMessage()
    letter["Subject"] = f"Jobprism: {_one_line(title)}"
    letter.set_content(markdown)
    letter.add_alternative(as_html(title, markdown), subtype="html")
    letter.add_attachment(pdf, maintype="application", subtype="pdf", filename="jobprism-report.pdf")
    return letter


def confirmation_letter(title: str, link: str, hours: int) -> EmailMessage:
    """The letter that asks whether the report is wanted.

    Args:
        title: of the report.
        link: where the person confirms.
        hours: how long the link works.
    """
    letter = EmailMessage()
    letter["Subject"] = "Jobprism: do you want this report?"
    letter.set_content(
        f"Somebody, you we hope, asked for a report to be sent to this address: {_one_line(title)}\n\n"
        f"If you want it, open this page and press the button:\n\n{link}\n\n"
        f"The link works for {hours} hours. If you did not ask, do nothing: the address is then deleted.\n"
        "There is no list, and nothing else will be sent.\n"
    )
    return letter


def as_html(title: str, markdown: str) -> str:
    """A complete HTML page of a report's Markdown; HTML in it is shown, not obeyed."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>{body}</body></html>"
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:120]
