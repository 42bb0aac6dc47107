"""Settings of the documentation: `sphinx-build -W docs site`, with the extra `docs` installed."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

from sphinx.application import Sphinx

import macaronic

project = "macaronic"
author = "the macaronic authors"
project_copyright = "2026 the macaronic authors"
release = macaronic.__version__
html_title = f"macaronic {release}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_copybutton"]
default_role = "code"  # docstrings are written in Markdown's way
smartquotes = False  # the marks are what these pages are about

myst_heading_anchors = 4

autodoc_member_order = "bysource"
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True

html_theme = "furo"
html_copy_source = False
html_show_sphinx = False
html_extra_path = [
    "report-light.png", "report-dark.png", "evidence-light.svg", "evidence-dark.svg", "reliability-light.svg",
    "reliability-dark.svg",
]  # fmt: skip
html_theme_options = {"navigation_with_keys": True}
copybutton_prompt_text = r">>> |\.\.\. |\$ |> "
copybutton_prompt_is_regexp = True
copybutton_here_doc_delimiter = "END"


def name_choices(_app: Sphinx, _what: str, _name: str, thing: object, _options: object, lines: list[str]) -> None:
    """Makes a list of what a docstring says of a record's fields, each after its name and a colon."""
    if isinstance(thing, type) and is_dataclass(thing):
        names = "|".join(field.name for field in fields(thing))
        paragraphs = "\n".join(lines).split("\n\n")
        named = re.compile(rf"(?:^|(?<=\. ))({names}): ")
        paragraphs = [named.sub(r"\n:param \1: ", " ".join(p.split("\n"))) if named.match(p) else p for p in paragraphs]
        lines[:] = "\n\n".join(paragraphs).split("\n")


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("autodoc-process-docstring", name_choices)
