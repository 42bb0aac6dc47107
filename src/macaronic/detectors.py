"""Language identifiers behind one small protocol, chosen by name or passed as an object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Detector(Protocol):
    """Anything that can say which language texts are in. A user's own needs this one method and no base class."""

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """For each text its most probable language (a BCP-47 code; "und" for none) and the probability."""
        ...
