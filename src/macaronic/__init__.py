"""Finds what strays in a text and mends what is broken.

>>> import macaronic
>>> macaronic.clean("It was signed in 2015.. Nobody came.", expect="en").text
'It was signed in 2015. Nobody came.'
"""

from __future__ import annotations

from macaronic.cleaner import Cleaner, check, clean
from macaronic.config import Config, ConfigError
from macaronic.edits import Edit
from macaronic.languages import UnknownLanguageError
from macaronic.records import Flag, Result, Sentence

__version__ = "0.1.0"
__all__ = [
    "Cleaner", "Config", "ConfigError", "Edit", "Flag", "Result", "Sentence", "UnknownLanguageError", "check", "clean",
]  # fmt: skip
