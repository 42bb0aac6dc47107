"""JSON lines."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from macaronic import jsonl
from macaronic.formats.base import WIDE_BOMS, Chunk, Keyed, Note, Place, Record, Stream, Text, line_chunks
from macaronic.lines import lines


@dataclass(frozen=True, slots=True)
class JsonlFormat(Keyed):
    """A file of which each line is a JSON object with texts under some of its keys.

    A key `a.b` is that of the member `b` in the object `a`, unless the record has a key that is spelled so. Of several
    keys one has to be there; a record's note then has a member for each, under its name.
    """

    name: ClassVar[str] = "jsonl"
    separator: ClassVar[bytes] = b"\n"
    resumable: ClassVar[bool] = True

    def refusal(self, head: bytes) -> str | None:
        """JSON is UTF-8."""
        return "UTF-16 or UTF-32, but JSON lines are UTF-8; convert it first" if head.startswith(WIDE_BOMS) else None

    def chunks(self, stream: Stream, file: str, place: Place, /) -> Iterator[Chunk]:
        """Whole lines."""
        return line_chunks(self, stream, file, place)

    def records(self, chunk: Chunk, /) -> Iterator[Record]:
        """A record a line, without the BOM that some programs write and JSON does not allow."""
        data = chunk.data.removeprefix(codecs.BOM_UTF8) if chunk.line == 1 else chunk.data
        for number, (line, end) in enumerate(lines(data), chunk.line):
            yield self._record(number, line, end)

    def _record(self, number: int, line: bytes, end: bytes) -> Record:
        raw = line.strip(b" \t\r")
        if not raw:
            return Record(number, line, end)
        try:
            members = jsonl.parse(line)
            texts = self._texts(members)
        except jsonl.RecordError as problem:
            return Record(number, line, end, problem=problem)
        documents, unknown = self.documents(list(texts.values()), lambda key: jsonl.member(members, key))
        return Record(number, raw, end, documents, None, unknown, jsonl.NOTE in members, detail=list(texts))

    def _texts(self, members: dict[str, Any]) -> dict[str, str]:
        """The texts by their keys. Raises RecordError."""
        found = {key: jsonl.member(members, key) for key in self.text_key}
        texts = {key: value for key, value in found.items() if isinstance(value, str)}
        wrong = [key for key in found if key not in texts and (len(found) == 1 or found[key] is not None)]
        if texts and not wrong:
            return texts
        key = (*wrong, *found)[0]
        if found[key] is None and not jsonl.has(members, key):
            names = " or ".join(map(repr, found))
            raise jsonl.RecordError(f"no key {names}; --text-key names the one that holds the text")
        raise jsonl.RecordError(f"{key!r} is {jsonl.describe(found[key])}, not a string")

    def notes(self, record: Record, /) -> Sequence[Any]:
        """The members of the note, or the note."""
        if not record.noted:
            return ()
        note = json.loads(record.raw)[jsonl.NOTE]  # by the one parser that takes both lone surrogates and numbers
        return [note[key] for key in record.detail] if len(self.text_key) > 1 else [note]

    def written(self, record: Record, texts: Sequence[Text], notes: Sequence[Note] | None, /) -> bytes:
        """The line with its texts replaced, if they are others, and the note put in or taken out."""
        keys: list[str] = record.detail
        note = None
        if notes is not None:
            several = len(self.text_key) > 1
            note = jsonl.dumps({key: n() for key, n in zip(keys, notes, strict=True)} if several else notes[0]())
        changed = {
            key: text
            for key, document, text in zip(keys, record.documents, texts, strict=True)
            if isinstance(text, str) and text != document.text
        }
        if not changed and note and not record.noted:
            return jsonl.appended(record.raw, note) + record.end
        return jsonl.rewritten(record.raw, changed, note) + record.end
