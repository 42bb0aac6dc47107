"""Finds what strays in a text and mends what is broken.

>>> import macaronic
>>> macaronic.clean("The treaty of 2015.. was signed.", expect="en").text
'The treaty of 2015. was signed.'
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
