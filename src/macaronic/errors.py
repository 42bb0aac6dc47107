"""Failures of a run."""

from __future__ import annotations


class RunError(Exception):
    """Why a run cannot go on, or has to stop; the message is for the person who can do something about it."""
