"""Sentence segmentation."""

from __future__ import annotations

import re


def split(text: str, language: str) -> list[tuple[int, int]]:
    """Spans without the white space around them, in order, that leave out nothing else."""
    return [m.span() for m in re.finditer(r"\S(?:.*\S)?", text)]
