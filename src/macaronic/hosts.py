"""What the adapters of all hosts share."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from macaronic.cleaner import Cleaner
from macaronic.config import Config
from macaronic.languages import claimed
from macaronic.records import Document, Result

Note = Mapping[str, Any]
ERRORS = ("untranslated", "garbled", "mojibake", "duplicate")  # kinds of flags that count against a text


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Imports of an optional dependency: where one fails, the error says what to install.

    >>> with extra("frames"):
    ...     import no_such_module
    Traceback (most recent call last):
        ...
    ImportError: No module named 'no_such_module'; install it with: pip install 'macaronic[frames]'
    """
    try:
        yield
    except ImportError as error:
        raise ImportError(f"{error}; install it with: pip install 'macaronic[{name}]'", name=error.name) from None


def results(texts: Sequence[str | None], claims: Sequence[object] | None, config: Config) -> list[Result | None]:
    """A column of texts cleaned, row by row; None stays None.

    `claims` is what each row says of the language it should be in (see `claimed`); where it says nothing, `config`
    says it. Where it says what is no language, the language is inferred, and a warning names what was said.
    """
    said = [claimed(claim, config.expected) for claim in ([None] * len(texts) if claims is None else claims)]
    if unknown := sorted({name for _, name in said if name is not None}):
        warnings.warn(f"unknown languages, inferred instead: {', '.join(unknown)}", stacklevel=2)
    documents = (
        Document(text, expect, config.source) for text, (expect, _) in zip(texts, said, strict=True) if text is not None
    )
    found = Cleaner(config).clean_documents(documents)
    return [None if text is None else next(found) for text in texts]


def flagged(texts: Iterable[tuple[Note, str]], kinds: Collection[str] = ERRORS) -> dict[str, float]:
    """How much of some texts is flagged: by kind, the largest first, the share of all their characters as they were.

    Each text is what was found in it, as `Result.to_dict` says it, and its repaired form. Where flags overlap, the
    first counts.

    >>> from macaronic import clean
    >>> result = clean("We paid it.. Nadie sabe por qué. Nadie sabe por qué.", expect="en")
    >>> [(flag.start, flag.end, flag.kind) for flag in result.flags]
    [(13, 52, 'untranslated'), (33, 52, 'duplicate')]
    >>> flagged([(result.to_dict(), result.text)])
    {'untranslated': 0.75}
    """
    length = 0
    characters: Counter[str] = Counter()
    for note, text in texts:
        length += len(text) + sum(len(edit["old"]) - len(edit["new"]) for edit in note["edits"])
        end = 0
        for flag in note["flags"]:
            if flag["kind"] in kinds and flag["end"] > end:
                characters[flag["kind"]] += flag["end"] - max(flag["start"], end)
                end = flag["end"]
    return {kind: count / length for kind, count in characters.most_common()}
