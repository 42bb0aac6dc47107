"""How documents stand in files: a module for each format, imported only where there is a file of it."""

from __future__ import annotations

from dataclasses import fields
from importlib import import_module
from pathlib import PurePath
from typing import Any

from macaronic.compression import CODECS
from macaronic.errors import RunError
from macaronic.formats.base import BEGINNING, Chunk, Format, Found, Keyed, Place, Plain, Position, Record, Target
from macaronic.formats.jsonl import JsonlFormat
from macaronic.formats.plain import LineFormat, TextFormat

__all__ = [
    "BEGINNING", "FORMATS", "Chunk", "Format", "Found", "JsonlFormat", "Keyed", "LineFormat", "Place", "Plain",
    "Position", "Record", "Target", "TextFormat", "by_ending", "by_name", "make",
]  # fmt: skip

# Where the class of each format is, and the ends of the names of its files.
FORMATS = {
    "text": ("plain:TextFormat", ()),
    "lines": ("plain:LineFormat", ()),
    "jsonl": ("jsonl:JsonlFormat", (".jsonl", ".ndjson")),
    "csv": ("delimited:CsvFormat", (".csv",)),
    "tsv": ("delimited:TsvFormat", (".tsv", ".tab")),
    "parquet": ("parquet:ParquetFormat", (".parquet",)),
    "warc": ("warc:WarcFormat", (".warc", ".wet")),
    "po": ("po:PoFormat", (".po",)),
    "markdown": ("markdown:MarkdownFormat", (".md", ".markdown")),
    "html": ("html:HtmlFormat", (".html", ".htm", ".xhtml")),
}
ENDINGS = {ending: name for name, (_, endings) in FORMATS.items() for ending in endings}


def by_name(name: str) -> type[Any]:
    """The class of a format. Raises RunError where it needs what is not installed."""
    module, _, found = FORMATS[name][0].partition(":")
    try:
        kind: type[Any] = getattr(import_module(f"{__name__}.{module}"), found)
    except ImportError as error:
        raise RunError(str(error)) from None
    return kind


def make(name: str, **choices: Any) -> Format:
    """A format, with those of the choices that there are in it."""
    kind = by_name(name)
    fmt: Format = kind(**{field.name: choices[field.name] for field in fields(kind) if field.name in choices})
    return fmt


def by_ending(file: str) -> str:
    """The name of a file's format; what is compressed has an ending before that which says so.

    >>> by_ending("pages.jsonl.gz"), by_ending("CC-MAIN-1.warc.wet.gz"), by_ending("README"), by_ending("de.PO")
    ('jsonl', 'warc', 'text', 'po')
    """
    path = PurePath(file)
    ending = (path.with_suffix("") if path.suffix.lower() in CODECS else path).suffix.lower()
    return ENDINGS.get(ending, TextFormat.name)
