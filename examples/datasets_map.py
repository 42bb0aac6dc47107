"""Cleans a Hugging Face dataset by `map`: texts repaired, and what strays in them in columns of its own."""

from typing import Any

import datasets

import macaronic

cleaner = macaronic.Cleaner(macaronic.Config(expect="en"))


def clean(batch: dict[str, list[str]]) -> dict[str, list[Any]]:
    results = list(cleaner.clean_many(batch["text"]))
    return {
        "text": [result.text for result in results],
        "edits": [len(result.edits) for result in results],
        "flags": [[{"kind": f.kind, "language": f.language, "score": f.score} for f in r.flags] for r in results],
    }


dataset = datasets.Dataset.from_dict(
    {
        "id": [1, 2, 3],
        "text": [
            "The ferry leaves at nine.. Tickets are sold on board.",
            "The fee rose again. Nadie sabe por qué ha subido tanto este año. We paid it.",
            "The cafÃ© on the quay opens in May.",
        ],
    }
)

# Types that are said beforehand hold for every batch: in the first, no text may have a flag that tells what flags are.
value = datasets.Value
flag = {"kind": value("string"), "language": value("string"), "score": value("float64")}
features = datasets.Features({**dataset.features, "edits": value("int64"), "flags": [flag]})

cleaned = dataset.map(clean, batched=True, features=features)
for row in cleaned:
    print(row["id"], row["edits"], [(f["kind"], f["language"]) for f in row["flags"]], row["text"])

good = cleaned.filter(lambda row: not any(f["kind"] == "untranslated" for f in row["flags"]))
print(good["id"][:])
