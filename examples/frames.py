"""Cleans a Parquet file lazily with polars, and looks at what was found with pandas."""

import polars as pl

import macaronic.polars

pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "lang": ["en", "en", "de", None],
        "text": [
            "The ferry leaves at nine.. Tickets are sold on board.",
            "The fee rose again. Nadie sabe por qué ha subido tanto este año. We paid it.",
            "Der Zug fÃ¤hrt um neun, und wir warten am Gleis.",
            None,
        ],
    }
).write_parquet("texts.parquet")

query = pl.scan_parquet("texts.parquet").pipe(macaronic.polars.clean, "text", expect=pl.col("lang"))
query.sink_parquet("clean.parquet")

for identity, text in pl.read_parquet("clean.parquet").select("id", "text").iter_rows():
    print(identity, text)

frame = pl.read_parquet("clean.parquet").to_pandas()
for identity, note in zip(frame["id"], frame["macaronic"], strict=True):
    for flag in note["flags"] if note else []:
        print(f"{identity}: {flag['kind']} {flag['language']} at {flag['start']}-{flag['end']}: {flag['text']}")
