"""The page: an index that is there at once, and behind it the texts, compressed, to be unpacked when looked at.

Nothing that comes from a text is ever markup: the template escapes, the index is JSON without `<`, the texts are
base64, and the script makes text nodes alone, which the page's policy (no scripts but this one, by its hash; no
strings as markup; no network) would enforce if it did not.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from importlib import resources
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from macaronic import __version__
from macaronic.errors import RunError
from macaronic.findings import MEANING
from macaronic.languages import NAMES

BLOCK = 1 << 17  # bytes of JSON that are unpacked at once; a document that is longer is a block of its own
LISTED = 100  # files that are named in the summary; search finds the others


def require_engine() -> None:
    """Raises RunError where the template engine is missing, before any work is done for a page."""
    try:
        import jinja2  # noqa: F401
    except ImportError:
        raise RunError("reports need one more package: pip install 'macaronic[report]'") from None


def page(documents: Iterable[bytes]) -> Iterator[bytes]:
    """The page of documents, given as `documents.described` writes them. Bounded in memory but for the index."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_resource("page.html"))
    style, script = _resource("page.css"), _resource("page.js")
    contents = Contents()
    with TemporaryFile() as spool:
        for block in _blocks(documents, contents):
            spool.write(block + b"\n")
        spool.seek(0)
        parts = template.stream(
            contents=contents,
            index=contents.index(),
            blocks=_lines(spool),
            style=style,
            script=script,
            policy=policy(style, script),
            version=__version__,
        )
        parts.enable_buffering(64)
        for part in parts:
            yield part.encode("utf-8", "backslashreplace")


def policy(style: str, script: str) -> str:
    """The page's Content-Security-Policy: this style, this script, and nothing else from anywhere.

    >>> policy("", "").split("; ")[0]
    "default-src 'none'"
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(source: str) -> str:
    return f"sha256-{b64encode(sha256(source.encode()).digest()).decode()}"


def _resource(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _lines(spool: BinaryIO) -> Iterator[str]:
    for line in spool:
        yield line[:-1].decode("ascii")


class Numbers(dict[Any, int]):
    """A number for each thing, from 0 in the order in which they come."""

    def __missing__(self, thing: Any) -> int:
        """The next number."""
        self[thing] = len(self)
        return self[thing]


@dataclass
class Contents:
    """What the page says of all documents, and where their texts are."""

    files: Numbers = field(default_factory=Numbers)
    languages: Numbers = field(default_factory=Numbers)
    documents: list[list[Any]] = field(default_factory=list)
    signatures: Counter[str] = field(default_factory=Counter)
    by_kind: Counter[str] = field(default_factory=Counter)
    by_language: Counter[str | None] = field(default_factory=Counter)
    by_file: Counter[str] = field(default_factory=Counter)
    rules: set[str] = field(default_factory=set)
    with_findings: int = 0

    def add(self, document: dict[str, Any], block: int) -> None:
        """Takes in a document whose text is in a block."""
        findings = document["findings"]
        self.signatures[document["signature"]] += 1
        self.by_file[document["file"]] += len(findings)
        self.with_findings += bool(findings)
        row: list[int] = []
        for finding in findings:
            self.by_kind[finding["kind"]] += 1
            self.by_language[finding["language"]] += 1
            self.rules.update(finding.get("rules", ()))
            row += KINDS.index(finding["kind"]), self.languages[finding["language"]]
            row += round(100 * finding["score"]), finding["share"]
        self.documents.append(
            [
                self.files[document["file"]],
                document["line"],
                document["heading"],
                self.languages[document["expected"]],
                block,
                row,
            ]
        )

    def index(self) -> dict[str, Any]:
        """What the script is given of it."""
        return {
            "kinds": KINDS,
            "meanings": [MEANING[kind] for kind in KINDS],
            "languages": [[code, named(code)] for code in self.languages],
            "files": list(self.files),
            "rules": {rule: _explained(rule) for rule in sorted(self.rules)},
            "documents": self.documents,
        }

    @property
    def findings(self) -> int:
        """How many there are."""
        return self.by_kind.total()

    @property
    def facets(self) -> list[Facet]:
        """What the findings can be counted by, and chosen by: kind, language, file; the most frequent first."""
        return [
            Facet("Kind", "kind", _rows(KINDS.index, str, self.by_kind)),
            Facet("Language", "language", _rows(self.languages.__getitem__, named, self.by_language)),
            Facet("File", "file", _rows(self.files.__getitem__, str, self.by_file), limit=LISTED),
        ]


KINDS = list(MEANING)


@dataclass(frozen=True)
class Row:
    """One line of a facet: the number under which the script knows it, its name, how many findings it has."""

    number: int
    label: str
    count: int
    share: float


@dataclass(frozen=True)
class Facet:
    """One way to count the findings."""

    title: str
    name: str
    all_rows: list[Row]
    limit: int | None = None

    @property
    def rows(self) -> list[Row]:
        """Those to show."""
        return self.all_rows[: self.limit]

    @property
    def more(self) -> int:
        """How many there are besides."""
        return len(self.all_rows) - len(self.rows)


def _rows(number: Callable[[Any], int], label: Callable[[Any], str], counts: Counter[Any]) -> list[Row]:
    most = max(counts.values(), default=0) or 1
    return [Row(number(thing), label(thing), count, 100 * count / most) for thing, count in counts.most_common()]


def named(code: str | None) -> str:
    """A language's name; what has none says so.

    >>> named("es"), named("und"), named(None)
    ('Spanish', 'undetermined', 'no language')
    """
    if code is None:
        return "no language"
    return NAMES.get(code, "undetermined" if code == "und" else code)


def _explained(rule: str) -> str:
    """What a rule changes, in the words of the table of rules."""
    from macaronic.fixes import FIXES

    return FIXES[rule].changes if rule in FIXES else ""


def _blocks(documents: Iterable[bytes], contents: Contents) -> Iterator[bytes]:
    """The texts in blocks, each compressed, in base64; on the way the documents are taken into the contents."""
    bodies: list[str] = []
    size = number = 0
    for lines in documents:
        for line in lines.splitlines():
            document = json.loads(line)
            contents.add(document, number)
            bodies.append(json.dumps({key: document[key] for key in ("findings", "pieces")}, separators=(",", ":")))
            size += len(bodies[-1])
            if size >= BLOCK:
                yield _packed(bodies)
                bodies, size, number = [], 0, number + 1
    if bodies:
        yield _packed(bodies)


def _packed(bodies: list[str]) -> bytes:
    return b64encode(zlib.compress(f"[{','.join(bodies)}]".encode("ascii"), 6))
