"""The datatrove steps, in pipelines that datatrove's own executor runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import SPANISH, cleaned_by_cli, records
from datatrove.data import Document
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter

from macaronic import Config
from macaronic.arrow import note_type
from macaronic.datatrove import MacaronicFilter, MacaronicFormatter

TASKS = 2


def write(folder: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows, in a file for each task."""
    folder.mkdir()
    for task in range(TASKS):
        lines = (json.dumps(row) + "\n" for row in rows[task::TASKS])
        (folder / f"{task}.jsonl").write_text("".join(lines), "utf-8")
    return folder


def read(folder: Path) -> dict[str, dict[str, Any]]:
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    found = {record["id"]: record for record in map(json.loads, lines)}
    assert len(found) == len(lines)
    return found


def writer(folder: Path) -> JsonlWriter:
    return JsonlWriter(str(folder), compression=None)


def run(tmp_path: Path, source: Path, *steps: object) -> Any:
    """The statistics of a run over the files in `source`, with its output in `tmp_path / "out"`."""
    reader = JsonlReader(str(source))
    executor = LocalPipelineExecutor(
        pipeline=[reader, *steps, writer(tmp_path / "out")],
        tasks=TASKS,
        workers=TASKS,
        logging_dir=str(tmp_path / "logs"),
    )
    return executor.run()


def counts(tmp_path: Path, name: str) -> dict[str, Any]:
    """What the step of that name counted, all tasks together."""
    steps = json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))
    return next(
        {label: stat["total"] if isinstance(stat, dict) else stat for label, stat in step["stats"].items()}
        for step in steps
        if name in step["name"]
    )


def test_a_pipeline_writes_what_the_command_line_writes(tmp_path: Path) -> None:
    rows = [row for row in records() if row["text"]]  # datatrove's readers leave out documents without a text
    source = write(tmp_path / "in", rows)
    run(tmp_path, source, MacaronicFormatter("en", expect_key="lang", sentences=True, batch_size=4))
    found = read(tmp_path / "out")
    wanted = cleaned_by_cli(rows, "--expect", "en", "--expect-key", "lang", "--sentences")
    assert {i: (record["text"], record["metadata"]["macaronic"]) for i, record in found.items()} == {
        record["id"]: (record["text"], record["macaronic"]) for record in wanted
    }
    flags = [flag["kind"] for record in wanted for flag in record["macaronic"]["flags"]]
    rules = [rule for record in wanted for edit in record["macaronic"]["edits"] for rule in edit["rules"]]
    assert {"untranslated", "duplicate"} <= set(flags)
    counted = counts(tmp_path, "FORMAT")
    assert counted["total"] == len(rows)
    assert {name: counted[name] for name in counted if name.startswith(("flag_", "edit_"))} == {
        **{f"flag_{kind}": flags.count(kind) for kind in flags},
        **{f"edit_{rule}": rules.count(rule) for rule in rules},
    }


def test_notes_fit_into_parquet(tmp_path: Path) -> None:
    rows = [{"id": "sound", "text": "Nobody was told."}, {"id": "mixed", "text": f"Nobody was told.. {SPANISH}"}]
    metadata = {"macaronic": note_type(), "language": pa.string(), "language_score": pa.float64()}
    schema = pa.schema({"text": pa.string(), "id": pa.string(), "metadata": pa.struct(metadata)})
    parquet = ParquetWriter(str(tmp_path / "parquet"), schema=schema, batch_size=1)
    run(tmp_path, write(tmp_path / "in", rows), MacaronicFormatter("en"), parquet)
    notes = {row["id"]: row["metadata"]["macaronic"] for row in pq.read_table(tmp_path / "parquet").to_pylist()}
    assert [notes[i] for i in ("sound", "mixed")] == pa.array(
        [record["macaronic"] for record in cleaned_by_cli(rows, "--expect", "en")], note_type()
    ).to_pylist()


@pytest.mark.parametrize(
    ("text", "language", "least", "most"),
    [
        pytest.param(SPANISH, "es", 0.9, 1.0, id="one language"),
        pytest.param(f"{SPANISH} The work is to last until the end of May.", "es", 0.5, 0.8, id="most of it"),
        pytest.param(" \n", "und", 0.0, 0.0, id="no language"),
    ],
)
def test_language_is_that_of_most_of_the_text(text: str, language: str, least: float, most: float) -> None:
    (document,) = MacaronicFormatter("en")([Document(text, "1")])
    assert document.metadata["language"] == language
    assert least <= document.metadata["language_score"] <= most


def test_passages_are_dropped_as_configured() -> None:
    step = MacaronicFormatter("en", config=Config(drop={"untranslated"}))
    (document,) = step([Document(f"Nobody knew. {SPANISH} The work goes on.", "1")])
    assert document.text == "Nobody knew. The work goes on."


def test_documents_of_which_too_much_is_flagged_are_dropped_with_a_reason(tmp_path: Path) -> None:
    rows = [
        {"id": "sound", "text": "Nobody knew of the plan. The work goes on until May."},
        {"id": "mixed", "text": f"Nobody knew of the plan. {SPANISH} The work goes on until May."},
        {"id": "foreign", "text": SPANISH},
        {"id": "copied", "text": "Nobody knew of the plan until May. Nobody knew of the plan until May."},
    ]
    excluded = writer(tmp_path / "excluded")
    steps = MacaronicFormatter("en"), MacaronicFilter(0.49, exclusion_writer=excluded)
    run(tmp_path, write(tmp_path / "in", rows), *steps)
    assert read(tmp_path / "out").keys() == {"sound"}
    reasons = {i: record["metadata"]["filter_reason"] for i, record in read(tmp_path / "excluded").items()}
    assert reasons == {"mixed": "untranslated", "foreign": "untranslated", "copied": "duplicate"}
    counted = counts(tmp_path, "FILTER")
    assert (counted["dropped_untranslated"], counted["dropped_duplicate"], counted["forwarded"]) == (2, 1, 1)


def test_the_filter_understands_what_the_command_line_wrote(tmp_path: Path) -> None:
    rows = [{"id": "sound", "text": "Nobody knew of the plan.."}, {"id": "foreign", "text": SPANISH}]
    source = write(tmp_path / "in", cleaned_by_cli(rows, "--expect", "en"))
    run(tmp_path, source, MacaronicFilter(0, kinds=["untranslated"]))
    assert {i: record["text"] for i, record in read(tmp_path / "out").items()} == {"sound": "Nobody knew of the plan."}


def test_the_filter_says_that_it_needs_the_formatter() -> None:
    with pytest.raises(KeyError, match="has to come after MacaronicFormatter"):
        MacaronicFilter().filter(Document("It rained.", "1"))
