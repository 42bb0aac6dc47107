"""Cleans a few documents with datatrove's local executor, and drops those of which too much is in another language."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter

from macaronic.datatrove import MacaronicFilter, MacaronicFormatter

DOCUMENTS = [
    {
        "id": "ferry",
        "lang": "en",
        "text": "The night ferry takes bicycles from Friday on.. The cafÃ© at the pier stays open until midnight.",
    },
    {
        "id": "market",
        "lang": "en",
        "text": "El mercado abrirá los sábados por la mañana en la plaza. The market is closed on Sundays.",
    },
    {
        "id": "bruecke",
        "lang": "de",
        "text": "Die Brücke bleibt gesperrt. The mayor asked for patience. Die Busse fahren weiter einen Umweg.",
    },
]


def main() -> None:
    """Writes the documents into a folder, runs the pipeline on it, and prints what it wrote."""
    with TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "documents.jsonl").write_text("".join(json.dumps(d) + "\n" for d in DOCUMENTS), "utf-8")
        excluded = JsonlWriter(str(folder / "excluded"), compression=None)
        LocalPipelineExecutor(
            pipeline=[
                JsonlReader(work, glob_pattern="*.jsonl"),
                MacaronicFormatter("en", expect_key="lang"),
                MacaronicFilter(max_flagged=0.5, exclusion_writer=excluded),
                JsonlWriter(str(folder / "cleaned"), compression=None),
            ],
            logging_dir=str(folder / "logs"),
        ).run()
        for name in ("cleaned", "excluded"):
            print(f"{name}:")
            for line in (folder / name / "00000.jsonl").read_text("utf-8").splitlines():
                document = json.loads(line)
                metadata = document["metadata"]
                print(f"  {document['id']}: {metadata['language']} {metadata['language_score']:.1f} {document['text']}")
                for flag in metadata["macaronic"]["flags"]:
                    print(f"    {flag['kind']} {flag['language']}: {flag['text']}")


if __name__ == "__main__":
    main()
