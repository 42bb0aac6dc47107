"""The tests of hosts need the extras, so they are run only where they are asked for: `pytest tests/hosts`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent))  # for what all tests of pages share


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = ((config.invocation_params.dir / argument.partition("::")[0]).resolve() for argument in config.args)
    return None if any(path.is_relative_to(HERE) for path in asked) else True


@pytest.fixture(scope="session")
def java() -> None:
    """Skips what needs Java where there is none."""
    if not shutil.which("java") and "JAVA_HOME" not in os.environ:
        pytest.skip("there is no Java, which Spark needs")


@pytest.fixture(scope="session")
def spark(java: None) -> Iterator[SparkSession]:
    """Two workers; a task may fail three times. Batches are small, so that there are several."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        "spark.log.level": "OFF",
    }
    session = SparkSession.builder.master("local[2,4]").config(map=settings).getOrCreate()
    yield session
    session.stop()
