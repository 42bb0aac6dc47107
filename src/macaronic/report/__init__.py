"""A page to look at: what was found in documents, and what `clean` would do to them.

`documents` says in JSON what a page has to know of a document, `page` makes the page of it. All that a browser does
stands in page.html, page.css and page.js.
"""

from __future__ import annotations

from macaronic.report.documents import Report, described
from macaronic.report.page import page, require_engine

__all__ = ["Report", "described", "page", "require_engine"]
