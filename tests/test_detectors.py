"""Detectors by name and the user's own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import macaronic
from macaronic import lid
from macaronic.config import ConfigError
from macaronic.detectors import Detector, detector

SENTENCES: dict[str, list[str]] = json.loads((Path(__file__).parent / "cases" / "languages.json").read_text("utf-8"))
WIDELY_KNOWN = ["ar", "de", "el", "en", "es", "fr", "he", "hi", "it", "ja", "ko", "pl", "ru", "th", "tr", "uk", "vi"]


def named(name: str) -> Detector:
    return detector(name, str(lid.bundled()) if name == "fasttext" else None)


@pytest.mark.parametrize("name", ["lid.176", "fasttext", "langdetect"])
@pytest.mark.parametrize("code", WIDELY_KNOWN)
def test_names_the_language(name: str, code: str) -> None:
    found = named(name).identify(SENTENCES[code])
    assert [language for language, _ in found] == [code] * len(found)
    assert all(0.5 < probability <= 1 for _, probability in found)


@pytest.mark.parametrize("name", ["lid.176", "fasttext", "langdetect"])
@given(texts=st.lists(st.text(max_size=30), max_size=3))
@settings(max_examples=30, deadline=None)
def test_raises_on_nothing(name: str, texts: list[str]) -> None:
    found = named(name).identify([*texts, "", "2024", "...", "\ud800"])
    assert len(found) == len(texts) + 4
    assert all(0 <= probability <= 1 for _, probability in found)
    assert found[len(texts)] == ("und", 0.0)


def test_langdetect_says_the_same_in_every_process() -> None:
    program = (
        "from macaronic.detectors import detector;"
        "print(detector('langdetect').identify(['il est la', 'no se sa', 'in de van']))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(runs) == 1


class Swedish:
    """A detector that knows one language; no base class."""

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        return [("sv", 0.9)] * len(texts)


def test_an_own_detector_needs_one_method() -> None:
    result = macaronic.Cleaner(macaronic.Config(detector=Swedish())).clean("hej hej")
    assert result.expected == "sv"
    assert "Swedish" in result.signature


@pytest.mark.parametrize(
    ("name", "model", "message"),
    [
        ("nosuch", None, "detectors are lid.176, fasttext, langdetect"),
        ("fasttext", None, "--model FILE"),
        ("fasttext", "missing.bin", "missing.bin"),
        ("fasttext", __file__, "not a fastText model"),
    ],
)
def test_a_bad_choice_is_named(name: str, model: str | None, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        detector(name, model)
