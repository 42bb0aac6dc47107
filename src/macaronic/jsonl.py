"""JSON records, read and written again with nothing of them changed but what was asked for.

A parser followed by a serializer would lose what it cannot hold: integers of more than 64 bits, the spelling of
`1.10` or `\\u00e9`, keys that occur twice, white space. So the parser only reads; what is written is the line as it
stood, with single values replaced in place. The parser has proved by then that the line is a JSON object, which
lets the scanner for its members be small.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

NOTE = "macaronic"  # the key under which a record says what was found in it and done to it


class RecordError(ValueError):
    """A line that is not a record with a text; `column` (from 1) says where, if at a place."""

    def __init__(self, message: str, column: int | None = None) -> None:
        """`message` says what is wrong."""
        super().__init__(message)
        self.column = column


def parse(line: bytes) -> dict[str, Any]:
    """The object of one line. Raises RecordError.

    >>> parse(b'{"text": "a", "n": 1.10}')
    {'text': 'a', 'n': 1.1}
    >>> parse(b'{"text": "a"')
    Traceback (most recent call last):
        ...
    macaronic.jsonl.RecordError: invalid JSON: Expecting ',' delimiter
    """
    import orjson

    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        value = _parse_patiently(line)
    if not isinstance(value, dict):
        raise RecordError(f"the record is {describe(value)}, not an object")
    return value


def _parse_patiently(line: bytes) -> Any:
    """What orjson refuses though JSON allows it, such as lone surrogates and numbers beyond a double's range."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError("not UTF-8", len(line[: error.start].decode("utf-8")) + 1) from None
    try:
        # Numbers are not needed, and int() refuses very long ones.
        return json.loads(text, parse_int=lambda _: 0, parse_float=lambda _: 0, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise RecordError(f"invalid JSON: {error.msg}", error.colno) from None
    except RecursionError:
        raise RecordError("invalid JSON: nested too deeply") from None


def _refuse_constant(name: str) -> None:
    raise RecordError(f"invalid JSON: {name} is no JSON number")


def describe(value: object) -> str:
    """What a JSON value is, in words for a message."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    names = {str: "a string", list: "an array", dict: "an object"}
    return next((name for kind, name in names.items() if isinstance(value, kind)), "a number")


def dumps(value: object) -> bytes:
    """JSON in UTF-8 on one line; lone surrogates, which UTF-8 cannot hold, as the escapes that they came as.

    >>> dumps({"text": "caf\\N{LATIN SMALL LETTER E WITH ACUTE}"}) == '{"text":"caf\\u00e9"}'.encode()
    True
    >>> dumps("\\ud800")
    b'"\\\\ud800"'
    """
    import orjson

    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def member(members: Mapping[str, Any], key: str) -> Any:
    """The value under a key, or, where there is no such key and it has dots, in the objects that it leads through;
    None if there is none.

    >>> member({"page": {"text": "a", "text.raw": "b"}}, "page.text.raw")
    'b'
    """
    keys = _path(members, key)
    return reduce(getitem, keys, members) if keys else None


def has(members: Mapping[str, Any], key: str) -> bool:
    """Whether there is a value under a key, be it null."""
    return bool(_path(members, key))


def _path(members: Mapping[str, Any], key: str) -> list[str]:
    """The keys that lead to a member, or none."""
    if key in members:
        return [key]
    for dot in (match.start() for match in re.finditer(r"\.", key)):
        inner = members.get(key[:dot])
        if isinstance(inner, dict) and (path := _path(inner, key[dot + 1 :])):
            return [key[:dot], *path]
    return []


def rewritten(line: bytes, texts: Mapping[str, str], note: bytes | None) -> bytes:
    """The object of `line` with the strings under some keys (as in `member`) replaced, and with `note` (JSON) as its
    last word: under the key `macaronic`, or without such a key for None.

    >>> rewritten(b'{"text": "a..", "n": 1.10}', {"text": "a."}, b"{}")
    b'{"text": "a.", "n": 1.10,"macaronic":{}}'
    >>> rewritten(b'{"text": "a.", "n": 1.10,"macaronic":{}}', {"text": "a.."}, None)
    b'{"text": "a..", "n": 1.10}'
    >>> rewritten(b'{"page": {"text": "a.." }}', {"page.text": "a."}, None)
    b'{"page": {"text": "a." }}'
    """
    members = list(_members(line))
    changes = [(*_spot(line, key), dumps(text)) for key, text in texts.items()]
    notes = [i for i, m in enumerate(members) if m.key == NOTE][-1:]
    if note is None:
        changes += [_removal(members, i) for i in notes]
    else:
        changes += [(members[i].start, members[i].end, note) for i in notes]
    line = _replaced(line, changes)
    return line if notes or note is None else appended(line, note)


def _spot(line: bytes, key: str) -> tuple[int, int]:
    """Where the value under a key stands."""
    start, end = 0, len(line)
    for name in _path(parse(line), key):
        start, end = [(m.start, m.end) for m in _members(line, start) if m.key == name][-1]  # the last one counts
    return start, end


def appended(line: bytes, note: bytes) -> bytes:
    """The object of `line`, which has members, with one more at its end: the note.

    >>> appended(b'{"text": "a"}', b"{}")
    b'{"text": "a","macaronic":{}}'
    """
    return b'%b,"%b":%b}' % (line[:-1], NOTE.encode(), note)


@dataclass(frozen=True, slots=True)
class _Member:
    """One key and value of an object: where the key starts, where the value stands, where the comma before is."""

    key: str
    comma: int
    at: int
    start: int
    end: int


_SPACE = re.compile(rb"[ \t\r\n]*")
_SCALAR = re.compile(rb"[^ \t\r\n,\]}]+")
_STRUCTURE = re.compile(rb'["\[\]{}]')
_QUOTE, _BACKSLASH, _CLOSING = b'"\\}'


def _members(line: bytes, start: int = 0) -> Iterator[_Member]:
    """The members of a valid object, in order; it begins at `start`, or is the first from there on."""
    comma = line.index(b"{", start)
    while line[comma] != _CLOSING and line[at := _after_space(line, comma + 1)] == _QUOTE:
        colon = _string_end(line, at)
        value = _after_space(line, line.index(b":", colon) + 1)
        end = _value_end(line, value)
        yield _Member(json.loads(line[at:colon]), comma, at, value, end)
        comma = _after_space(line, end)


def _after_space(line: bytes, at: int) -> int:
    match = _SPACE.match(line, at)
    assert match
    return match.end()


def _value_end(line: bytes, start: int) -> int:
    if line[start] == _QUOTE:
        return _string_end(line, start)
    if line[start] in b"[{":
        return _container_end(line, start)
    match = _SCALAR.match(line, start)
    assert match
    return match.end()


def _string_end(line: bytes, start: int) -> int:
    """Where the string that opens at `start` is over: at the first quote that no odd run of backslashes escapes.

    By `find`, because a regex that repeats a group keeps a state for each escape, and texts can be all escapes.
    """
    at = start
    while True:
        at = line.index(b'"', at + 1)
        backslashes = at
        while line[backslashes - 1] == _BACKSLASH:
            backslashes -= 1
        if (at - backslashes) % 2 == 0:
            return at + 1


def _container_end(line: bytes, start: int) -> int:
    depth, at = 0, start
    while match := _STRUCTURE.search(line, at):
        at = match.end()
        if match[0] == b'"':
            at = _string_end(line, at - 1)
        else:
            depth += 1 if match[0] in b"[{" else -1
            if depth == 0:
                break
    return at


def _removal(members: list[_Member], i: int) -> tuple[int, int, bytes]:
    """The change that takes out one of several members, with the comma before it, or for the first the one after."""
    return (members[i].comma, members[i].end, b"") if i else (members[0].at, members[1].at, b"")


def _replaced(line: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for start, end, new in sorted(changes, reverse=True):
        line = line[:start] + new + line[end:]
    return line
