"""From bytes to text, so that the bytes can be had back."""

from __future__ import annotations

from macaronic.records import Decoded


def decode(data: str | bytes, encoding: str = "auto") -> Decoded:
    """The text of `data`."""
    if isinstance(data, str):
        return Decoded(data)
    return Decoded(data.decode("utf-8", "surrogateescape"), "utf-8")
