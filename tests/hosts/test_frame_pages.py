"""The pages about data frames and datasets are run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pages import ROOT, blocks, doctested

PAGES = ROOT / "docs" / "hosts"


def test_the_page_of_data_frames_does_what_it_says() -> None:
    pytest.importorskip("polars")
    pytest.importorskip("pandas")
    result = doctested(PAGES / "frames.md")
    assert result.attempted > 20
    assert result.failed == 0


@pytest.mark.parametrize(
    ("name", "example", "needed"),
    [
        ("frames", "frames.py", ("polars", "pandas", "pyarrow")),
        ("datasets", "datasets_map.py", ("datasets",)),
    ],
)
def test_a_page_has_the_example_and_what_it_prints(
    name: str, example: str, needed: tuple[str, ...], tmp_path: Path
) -> None:
    for host in needed:
        pytest.importorskip(host)
    ((code, printed),) = ((block.code, block.printed) for block in blocks(PAGES / f"{name}.md") if block.printed)
    assert code == (ROOT / "examples" / example).read_text("utf-8")
    (tmp_path / "pasted.py").write_text(code, "utf-8")
    environment = os.environ | {"HF_HOME": str(tmp_path / "cache"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "pasted.py"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, printed), done.stderr
