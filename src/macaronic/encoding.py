"""From bytes to text, so that the bytes can be had back.

What is known counts before what is guessed: a declared encoding, a byte order mark, bytes that are valid UTF-8 (which
text in another encoding hardly ever is by chance), and only then charset-normalizer's guesses, between which words
decide. Bytes that are no text become lone surrogates (PEP 383) and are written as they were. An encoding in which the
bytes would not come back exactly is not used.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from difflib import get_close_matches
from encodings.aliases import aliases

from macaronic.config import ConfigError
from macaronic.plausibility import best_known
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
# What charset-normalizer leaves out of short texts. Words choose; the order only breaks ties.
FREQUENT = (
    "cp1252", "cp1250", "cp1251", "cp1254", "cp1253", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u", "cp866",
    "iso8859_2", "iso8859_5", "iso8859_7", "cp874", "cp932", "euc_jp", "gb18030", "big5", "cp949", "mac_roman", "cp850",
    "cp437", "cp852",
)  # fmt: skip
NOT_ASCII = re.compile(rb"[\x80-\xff]")
TEXT = bytes((*range(9, 14), 27, *range(32, 256)))
CONTROLS = 20  # one control character in so many bytes, and it is no text
HEAD = 1024  # bytes that show whether a text is UTF-16
RAREST_SPACE = 40  # characters, of which one is a space or a full stop at least
LEAD = 2000  # bytes before the first that is not ASCII that a guess is made from: they show the language
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
    if wide := _wide(data) if b"\0" in data[:HEAD] else None:
        return _exact(data, wide) or _escaped(data)
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
    """The encoding that the bytes are probably in: charset-normalizer names candidates, words decide between them."""
    other = NOT_ASCII.search(data)
    sample = data[max(0, other.start() - LEAD) :][:GUESSED_FROM] if other else data[:GUESSED_FROM]
    if _nearly_utf8(sample) or CONTROLS * len(sample.translate(None, TEXT)) > len(sample):
        return "utf-8"
    versions: dict[str, str] = {}
    for encoding in _candidates(sample):
        if text := _strictly(sample, encoding):
            versions.setdefault(text, encoding)
    return list(versions.values())[best_known(list(versions))] if versions else "utf-8"


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: NUL is one byte of its spaces and full stops, and of all Western letters, always the same
    one of two; no other text has it.
    """
    head = data[:HEAD]
    for zeros, others, encoding in ((head[1::2], head[::2], "utf-16-le"), (head[::2], head[1::2], "utf-16-be")):
        if zeros.count(0) * RAREST_SPACE > len(zeros) and others.count(0) * 2 < zeros.count(0):
            text = _strictly(head, encoding)
            if sum(char.isprintable() or char.isspace() for char in text) > 0.95 * len(zeros):
                return encoding
    return None


def _nearly_utf8(sample: bytes) -> bool:
    """Whether some bytes were broken in what is UTF-8."""
    text = sample.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    return 10 * broken < len(text) - len(text.encode("ascii", "ignore"))


def _candidates(sample: bytes) -> Iterator[str]:
    """The encodings to try, the most probable first."""
    from charset_normalizer import from_bytes

    guesses = [match.encoding for match in from_bytes(sample) if not match.encoding.startswith("utf")]
    yield from (*guesses[:1], *FREQUENT, *guesses[1:])


def _strictly(sample: bytes, encoding: str) -> str:
    """The sample's text, which may end inside a character; nothing if it is not in this encoding."""
    try:
        return codecs.getincrementaldecoder(encoding)().decode(sample)
    except (UnicodeError, LookupError):
        return ""
