"""Web archives: the texts of WET files, and the main texts of the pages in WARC files.

Records are cut here, so that those that are not touched stay what they were to the byte; what a captured page says is
warcio's to read, and which of it is its main text, trafilatura's.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, uuid5

from macaronic.encoding import decode
from macaronic.errors import RunError
from macaronic.formats.base import Chunk, Keyed, Note, Place, Position, Record, Sealing, Stream, Target, Text, check
from macaronic.formats.embedded import usable
from macaronic.formats.html import DECLARED, DECLARED_WITHIN
from macaronic.formats.plain import in_lines
from macaronic.hosts import extra
from macaronic.jsonl import RecordError
from macaronic.lines import CHUNK
from macaronic.records import Document

START = re.compile(rb"WARC/1\.\d\r?\n")
HEAD = re.compile(rb"WARC/1\.\d\r?\n(?:[^\r\n]+\r?\n)*\r?\n")
LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d+)", re.IGNORECASE | re.MULTILINE)
DIGEST = re.compile(rb"^(WARC-(?:Block|Payload)-Digest:[ \t]*)([\w-]+):(\S+)", re.IGNORECASE | re.MULTILINE)
NEXT = re.compile(rb"(?<=\n)(?=WARC/1\.\d\r?\n)")
GAP = re.compile(rb"[\r\n]*")
LONGEST_HEAD = 1 << 16
HTML = ("text/html", "application/xhtml+xml")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WarcFormat(Keyed):
    """Records of a web archive. The texts of conversions are cleaned; of a captured page in HTML its main text, which
    takes its place, as a conversion that refers to it. `expect_key` and `source_key` name headers of records.
    """

    name: ClassVar[str] = "warc"
    resumable: ClassVar[bool] = True

    def stored(self) -> dict[str, Any]:
        """The name."""
        return {"format": self.name}

    def refusal(self, head: bytes) -> str | None:
        """What begins as no record does."""
        return None if not head or START.match(head) else "not a WARC file: it does not begin with a record"

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """Whole records."""
        if place.byte:
            stream.seek(place.byte)
        held, wanted = b"", CHUNK - place.byte % CHUNK
        while more := stream.read(wanted):
            if not place.byte:
                check(self, file, held + more)
            held += more
            end, missing = _whole(held)
            wanted = max(CHUNK, missing + -missing % CHUNK)
            if end:
                after = Place(place.file, place.byte + end, place.line + held.count(b"\n", 0, end))
                yield Chunk(file, place.line, held[:end], self, after)
                held, place = held[end:], after
        if held:
            after = Place(place.file, place.byte + len(held), place.line + held.count(b"\n"))
            yield Chunk(file, place.line, held, self, after)

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """The records, and what is none."""
        line = chunk.line
        for raw, complete in cut(chunk.data):
            yield self._record(line, raw, complete)
            line += raw.count(b"\n")

    def _record(self, line: int, raw: bytes, complete: bool) -> Record:
        head = HEAD.match(raw)
        length = _length(head[0]) if head else -1
        if not head or length < 0:
            return Record(line, raw, problem=RecordError("not a WARC record"))
        if not complete:
            return Record(line, raw, problem=RecordError("the file ends before the record does"))
        body, end = raw[head.end() : head.end() + length], raw[head.end() + length :]
        kind, media = _header(raw, b"WARC-Type"), _header(raw, b"Content-Type")
        text: Text
        if kind == "conversion" and media.startswith("text/plain"):
            text = body
        elif kind == "response" and media.startswith("application/http"):
            try:
                text = _main_text(raw)
            except ImportError as error:
                raise RunError(str(error)) from None
            except Exception as error:  # of parsers of what anybody may have put on the web
                return Record(line, raw, problem=RecordError(f"{type(error).__name__}: {error}"))
            if not text:
                return Record(line, raw)
        else:
            return Record(line, raw)
        ((document,), unknown) = self.documents([text], lambda key: _header(raw, key.encode()))
        given = Document(document.text, document.expect, document.source, "utf-8")
        return Record(line, raw[: -len(end)] if end else raw, end, (given,), None, unknown)

    def written(self, record: Record, texts: Sequence[Text], _notes: Sequence[Note] | None, /) -> bytes:
        """The record with another text, its length and its digests; of a captured page, its conversion."""
        (text,) = texts
        head = HEAD.match(record.raw)
        assert head
        if isinstance(text, str):
            return _conversion(record.raw, text.encode("utf-8", "replace")) + record.end
        if text == record.raw[head.end() :]:
            return record.whole()
        return _rehead(head[0], text) + text + record.end

    def position(self, record: Record, text: str, _index: int = 0, /) -> Position:
        """Lines and columns of the file, and of a captured page the line of the record and the column in its text."""
        head = HEAD.match(record.raw)
        if not head or isinstance(record.documents[0].text, str):
            return lambda offset: (record.line, offset + 1)
        places, above = in_lines(text), head[0].count(b"\n")

        def position(offset: int) -> tuple[int, int]:
            line, column = places(offset)
            return record.line + above + line - 1, column

        return position

    @contextmanager
    def packed(self, target: Sealing, _sentences: bool | None, /) -> Iterator[Target]:
        """Compressed, each record is a whole by itself, so that readers can go to it."""
        yield _Members(target)


@dataclass(frozen=True, slots=True)
class _Members:
    target: Sealing

    def write(self, data: bytes, _separator: bytes = b"", /) -> None:
        """Takes whole records."""
        for record, _ in cut(data):
            self.target.write(record)
            self.target.seal()

    def flush(self) -> None:
        """Lets others see what is written."""
        self.target.flush()


def cut(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """The records, each with the empty lines behind it, and stretches that are none; and whether each is complete."""
    at = 0
    for end, missing in _ends(data):
        yield data[at:end], not missing
        at = end


def _ends(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each record is over, and how many bytes are missing from it; one at least, if it is no record."""
    at = 0
    while at < len(data):
        head = HEAD.match(data, at)
        length = _length(head[0]) if head else -1
        if head and length >= 0:
            body_end = head.end() + length
            gap = GAP.match(data, body_end)
            at, missing = gap.end() if gap else len(data), max(0, body_end - len(data))
        else:
            following = NEXT.search(data, at + 1)
            at, missing = following.end() if following else len(data), 1
        yield at, missing


def _whole(data: bytes) -> tuple[int, int]:
    """Where the last record is over that more data cannot make longer, and how many bytes the next one lacks."""
    whole = lack = 0
    for end, missing in _ends(data):
        if end < len(data):
            whole = end
        lack = missing
    return whole, lack


def _length(head: bytes) -> int:
    match = LENGTH.search(head[:LONGEST_HEAD])
    return int(match[1]) if match else -1


def _header(raw: bytes, name: bytes) -> str:
    head = HEAD.match(raw)
    assert head
    match = re.search(rb"^%b:[ \t]*([^\r\n]*)" % re.escape(name), head[0], re.IGNORECASE | re.MULTILINE)
    return match[1].decode("utf-8", "replace").strip() if match else ""


def _rehead(head: bytes, body: bytes) -> bytes:
    """A record's head for another body: a payload is the whole block of what has no HTTP headers."""

    def digest(match: re.Match[bytes]) -> bytes:
        name, old = match[2].decode("ascii").lower().replace("-", ""), match[3]
        try:
            new = hashlib.new(name, body)
        except ValueError:  # one that cannot be made is better not there than wrong
            return b"WARC-Unknown-Digest: none"
        in_hex = len(old) == 2 * new.digest_size
        return match[1] + match[2] + b":" + (new.hexdigest().encode() if in_hex else base64.b32encode(new.digest()))

    return DIGEST.sub(digest, LENGTH.sub(b"Content-Length: %d" % len(body), head))


def _main_text(raw: bytes) -> str:
    """The main text of a captured page, or nothing. Raises ImportError where a library is missing."""
    with extra("warc"):
        from trafilatura import extract
        from warcio.archiveiterator import ArchiveIterator
    for record in ArchiveIterator(BytesIO(raw)):
        media = (record.http_headers and record.http_headers.get_header("Content-Type")) or ""
        if not media.lower().startswith(HTML):
            return ""
        data: bytes = record.content_stream().read()
        text: str | None = extract(_decoded(data, media), url=record.rec_headers.get_header("WARC-Target-URI"))
        return text or ""
    return ""


def _decoded(data: bytes, media: str) -> str:
    """A page as text, in the encoding that HTTP or else the page declares."""
    by_http = CHARSET.search(media)
    by_page = DECLARED.search(data, 0, DECLARED_WITHIN)
    declared = by_http[1] if by_http else (by_page[1] or by_page[2]).decode("ascii") if by_page else None
    return decode(data, usable(declared, data)).text


def _conversion(raw: bytes, text: bytes) -> bytes:
    """The record that has a captured page's text, without the empty lines behind it."""
    of = _header(raw, b"WARC-Record-ID")
    digest = base64.b32encode(hashlib.sha1(text, usedforsecurity=False).digest())
    head = (
        ("WARC-Type", "conversion"),
        ("WARC-Target-URI", _header(raw, b"WARC-Target-URI")),
        ("WARC-Date", _header(raw, b"WARC-Date")),
        ("WARC-Record-ID", f"<urn:uuid:{uuid5(NAMESPACE_URL, of)}>"),
        ("WARC-Refers-To", of),
        ("WARC-Block-Digest", f"sha1:{digest.decode()}"),
        ("Content-Type", "text/plain"),
        ("Content-Length", str(len(text))),
    )
    version = raw[: raw.index(b"\n")].strip()
    return version + b"\r\n" + "".join(f"{name}: {value}\r\n" for name, value in head).encode() + b"\r\n" + text
