"""Hugging Face datasets for real: what their page promises beyond its example."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

datasets = pytest.importorskip("datasets")

import macaronic  # noqa: E402
from macaronic.records import Document  # noqa: E402

BROKEN, MENDED = "It rained.. We stayed at home.", "It rained. We stayed at home."


def clean(batch: dict[str, list[str]]) -> dict[str, list[Any]]:
    cleaner = macaronic.Cleaner()
    documents = (Document(text, (lang,)) for text, lang in zip(batch["text"], batch["lang"], strict=True))
    results = list(cleaner.clean_documents(documents))
    return {"text": [result.text for result in results], "expected": [result.expected for result in results]}


GIVEN = {"text": [BROKEN, "Llovió.. Nos quedamos en casa."] * 3, "lang": ["en", "es"] * 3}
WANTED = {"text": [MENDED, "Llovió. Nos quedamos en casa."] * 3, "lang": ["en", "es"] * 3, "expected": ["en", "es"] * 3}


@pytest.mark.parametrize("processes", [None, 2])
def test_each_row_has_its_language_in_one_process_or_two(processes: int | None) -> None:
    found = datasets.Dataset.from_dict(GIVEN).map(clean, batched=True, batch_size=2, num_proc=processes)
    assert found.to_dict() == WANTED


def test_a_stream_is_mapped_alike() -> None:
    stream = datasets.Dataset.from_dict(GIVEN).to_iterable_dataset().map(clean, batched=True, batch_size=4)
    assert [row["text"] for row in stream] == WANTED["text"]


def test_a_cleaner_has_one_fingerprint_in_all_processes(tmp_path: Path) -> None:
    config = "macaronic.Config(expect='en', drop={'untranslated', 'garbled', 'mojibake'}, allow={'a', 'b', 'c'})"
    code = f"""if True:
        import datasets.fingerprint, macaronic
        print(datasets.fingerprint.Hasher.hash(macaronic.Cleaner({config})))
    """
    hashes = set()
    for seed in "1", "2", "3":
        environment = os.environ | {"PYTHONHASHSEED": seed, "HF_HOME": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
        hashes.add(done.stdout)
    assert len(hashes) == 1
