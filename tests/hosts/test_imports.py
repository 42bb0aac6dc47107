"""Hosts are imported by nobody who does not ask for them, and asked for where they are missing, say what to install."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import macaronic

HOSTS = ("datasets", "datatrove", "itemadapter", "pandas", "polars", "pyarrow", "pyspark", "scrapy", "twisted")
PACKAGE = Path(macaronic.__file__).parent


@pytest.mark.parametrize(
    "program", ["import macaronic", "import macaronic; macaronic.clean('It rained.. ')", "import macaronic.cli"]
)
def test_the_core_imports_no_host(program: str) -> None:
    report = f"{program}; import sys; print(*sys.modules.keys() & set({HOSTS!r}))"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("host", "missing", "extra"),
    [
        ("datatrove", "datatrove", "datatrove"),
        ("pandas", "pandas", "frames"),
        ("polars", "polars", "frames"),
        ("scrapy", "itemadapter", "scrapy"),
        ("spark", "pyarrow", "spark"),
    ],
)
def test_a_missing_extra_says_what_to_install(host: str, missing: str, extra: str, tmp_path: Path) -> None:
    (tmp_path / "macaronic").symlink_to(PACKAGE)  # with nothing beside it, and without site-packages
    program = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import macaronic.{host}"
    done = subprocess.run([sys.executable, "-IS", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    advice = f"ImportError: No module named '{missing}'; install it with: pip install 'macaronic[{extra}]'"
    assert done.stderr.splitlines()[-1] == advice
    assert "During handling" not in done.stderr
