"""The edits file: one JSON object a document, by which `undo` gives back what `clean` was given."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from macaronic import jsonl
from macaronic.edits import Edit, Edits, apply, invert
from macaronic.errors import RunError
from macaronic.formats import Chunk, Format, Record, make
from macaronic.reading import lines_of
from macaronic.records import Decoded, Result


class Entry(NamedTuple):
    """What the edits file says of one document."""

    file: str
    format: Format
    line: int
    encoding: str
    bom: bytes
    edits: Edits


def written(file: str, fmt: Format, record: Record, result: Result) -> bytes:
    """The line for one document."""
    entry: dict[str, Any] = {"file": file, **fmt.stored(), "line": record.line}
    entry["encoding"] = result.decoded.encoding or "utf-8"
    if result.decoded.bom:
        entry["bom"] = result.decoded.bom.hex()
    entry["edits"] = result.to_dict(sentences=False)["edits"]
    return jsonl.dumps(entry) + b"\n"


def read(path: Path) -> Iterator[Entry]:
    """The documents of an edits file. Raises RunError."""
    for number, line in enumerate(lines_of(path), 1):
        try:
            yield _entry(jsonl.parse(line))
        except (jsonl.RecordError, KeyError, TypeError, ValueError) as error:
            raise RunError(
                f"{path}:{number}: not a line that `macaronic clean --edits` wrote: {error}; name another file"
            ) from None


def _entry(entry: dict[str, Any]) -> Entry:
    edits = tuple(Edit(e["start"], e["end"], e["old"], e["new"], tuple(e["rules"])) for e in entry["edits"])
    bom = bytes.fromhex(entry.get("bom", ""))
    return Entry(entry["file"], _format(entry), entry["line"], entry["encoding"], bom, edits)


def _format(entry: dict[str, Any]) -> Format:
    """The format that `Format.stored` describes."""
    keys = entry.get("text_key", ())
    settings = {name: entry[name] for name in ("encoding", "delimiter") if name in entry}
    return make(entry["format"], text_key=(keys,) if isinstance(keys, str) else tuple(keys), **settings)


def belonging(path: Path, file: str) -> str | None:
    """The name under which an edits file knows a file: the same, the same place, the same last part, or the only
    one there is. None if it knows of no document at all. Raises RunError.
    """
    names = list(dict.fromkeys(entry.file for entry in read(path)))
    if len(names) < 2:
        return names[0] if names else None
    same = [name for name in names if name == file]
    place = [name for name in names if Path(name).absolute() == Path(file).absolute()]
    last = [name for name in names if Path(name).name == Path(file).name]
    for found in (same, place, last):
        if len(found) == 1:
            return found[0]
    raise RunError(f"{file}: {path} has edits of {len(names)} files, and no single one has that name: {_some(names)}")


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")


def undone(chunk: Chunk, entries: Iterator[Entry]) -> bytes:
    """The records of a chunk as they were before they were cleaned; `entries` are those of its file, in order."""
    return b"".join(_original(chunk, record, entries) for record in chunk.format.records(chunk))


def _original(chunk: Chunk, record: Record, entries: Iterator[Entry]) -> bytes:
    if not record.documents:
        return record.whole()
    own = list(islice(entries, len(record.documents)))
    if len(own) < len(record.documents):
        raise RunError(
            f"{chunk.file}:{record.line}: more records than the edits file has; give what that run of `clean` wrote"
        )
    try:
        texts = [original(document.text, entry) for document, entry in zip(record.documents, own, strict=True)]
    except ValueError:
        raise RunError(
            f"{chunk.file}:{record.line}: not what these edits made; changed since it was cleaned? Undo that first"
        ) from None
    return chunk.format.written(record, texts, None)


def original(cleaned: str | bytes, entry: Entry) -> str | bytes:
    """A document as it was, in the form in which it is given. Raises ValueError if the edits are not of it."""
    if isinstance(cleaned, str):
        return apply(cleaned, invert(entry.edits))
    if not cleaned.startswith(entry.bom):
        raise ValueError("the BOM is gone")
    text = cleaned[len(entry.bom) :].decode(entry.encoding, "surrogateescape")
    return Decoded(text, entry.encoding, entry.bom).restore(apply(text, invert(entry.edits)))
