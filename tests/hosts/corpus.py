"""Small records with the faults that hosts have to carry through: right, broken, mixed, empty, in several languages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import Any

SPANISH = "Los vecinos aseguran que nadie les avisó de las obras hasta que llegaron las máquinas."
TEXTS = (
    ("en", "The bridge was closed for a week.. Buses took the long way round the hill."),
    ("en", f"The bridge will be repaired before the winter. {SPANISH} The work is to last until May."),
    ("en", "The cafÃ© by the bridge stays open , its owner said. She sells soup to the workers."),
    ("en", "Nothing was wrong with this sentence, and nothing is to be done about it."),
    ("de", "Die Brücke bleibt eine Woche lang gesperrt.. Die Busse fahren einen Umweg über den Hügel."),
    ("de", "Niemand wusste davon. The workers had been told to come back on Monday morning. Das steht fest."),
    ("fr", "Le pont restera fermé pendant une semaine. Les habitants devront prendre le bus jusqu’à la gare."),
    ("fr", "Le maire a promis une réponse. Le maire a promis une réponse. Il n’a rien dit de plus."),
    ("es", SPANISH),
    ("ru", "Мост закрыли на неделю.. Автобусы идут в объезд, и дорога занимает лишний час."),
    ("ja", "橋は一週間閉鎖されます。バスは丘の周りを遠回りします。"),
    ("en,de", "The bridge is closed. Die Brücke bleibt gesperrt, und niemand weiß, wie lange noch."),
    ("", "Most bridges of that age need new ropes after forty years. This one was given none."),
    ("tlh", "The language of this record is not one that anybody expects a text to be in."),
    (None, "Der Bürgermeister sprach am Abend. Er sagte, dass die Arbeit bald beginnt."),
    ("en", "a \N{GRINNING FACE} in the text. . It takes two UTF-16 units, and the offsets behind it count it once"),
    ("en", " \t\n"),
    ("en", ""),
)


def records(count: int = len(TEXTS)) -> list[dict[str, Any]]:
    """So many records, each with a text of its own as long as there are no more than there are texts."""
    return [
        {"id": str(i), "text": text if i < len(TEXTS) else f"{text} {i}.", "lang": lang}
        for i in range(count)
        for lang, text in [TEXTS[i % len(TEXTS)]]
    ]


def cleaned_by_cli(rows: Iterable[Mapping[str, Any]], *options: str) -> list[dict[str, Any]]:
    """The records as `macaronic clean --jsonl` writes them."""
    command = [sys.executable, "-m", "macaronic", "clean", "--jsonl", "--quiet", *options]
    done = subprocess.run(
        command, input="".join(json.dumps(row) + "\n" for row in rows), capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
