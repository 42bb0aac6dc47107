"""From bytes to text, so that the bytes can be had back.

What is known counts before what is guessed: a declared encoding, a byte order mark, bytes that are valid UTF-8 (which
text in another encoding hardly ever is by chance), and only then charset-normalizer's guess. Bytes that are no text
become lone surrogates (PEP 383) and are written as they were. An encoding in which the bytes would not come back
exactly is not used.
"""

from __future__ import annotations

import codecs
from difflib import get_close_matches
from encodings.aliases import aliases

from macaronic.config import ConfigError
from macaronic.records import Decoded

# The longer mark first: that of UTF-32 begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENDIAN = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}  # codecs that write marks of their own
GUESSED_FROM = 1 << 16  # bytes that the guess is made from: more makes it slower, hardly better


def decode(data: str | bytes, encoding: str = "auto") -> Decoded:
    """The text of `data`, by its declared encoding or, for "auto", by what the bytes say.

    Raises ConfigError, with near matches, for an encoding that Python does not know; raises on no data.

    >>> decode("naïve".encode("latin-1"), "latin-1")
    Decoded(text='naïve', encoding='iso8859-1', bom=b'')
    >>> decode(b"\\xff\\xfeH\\x00i\\x00").text
    'Hi'
    """
    if isinstance(data, str):
        return Decoded(data)
    declared = None if encoding == "auto" else known(encoding)
    for mark, marked in MARKS:
        if data.startswith(mark) and declared in (None, marked):
            return _exact(data, marked, mark) or _escaped(data)
    if declared:
        return _exact(data, declared) or _escaped(data)
    if _is_utf8(data):
        return Decoded(data.decode("utf-8"), "utf-8")
    return _exact(data, _guessed(data)) or _escaped(data)


def known(encoding: str) -> str:
    """Python's name for an encoding, without byte order marks of its own. Raises ConfigError for an unknown one."""
    try:
        info = codecs.lookup(encoding)
    except LookupError:
        info = None
    if info is None or not info._is_text_encoding:
        names = sorted({name.replace("_", "-") for name in {*aliases, *aliases.values()}})
        near = get_close_matches(encoding.lower(), names, n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise ConfigError(f"unknown encoding {encoding!r}{hint}")
    return ENDIAN.get(info.name, info.name)


def _exact(data: bytes, encoding: str, bom: bytes = b"") -> Decoded | None:
    """The text in one encoding; None if the bytes would not come back."""
    try:
        decoded = Decoded(data[len(bom) :].decode(encoding, "surrogateescape"), encoding, bom)
        return decoded if decoded.restore(decoded.text) == data else None
    except (UnicodeError, LookupError):
        return None


def _escaped(data: bytes) -> Decoded:
    """The text as UTF-8, each byte that is none as a lone surrogate: this comes back whatever the bytes are."""
    return Decoded(data.decode("utf-8", "surrogateescape"), "utf-8")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _guessed(data: bytes) -> str:
    """charset-normalizer's first guess; UTF-8 where it has none."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:GUESSED_FROM]).best()
    return ENDIAN.get(best.encoding.replace("_", "-"), best.encoding) if best else "utf-8"
