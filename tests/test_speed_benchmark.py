"""The benchmark of speed runs on any folder of text, and says what it left out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
sys.path.append(str(BENCHMARKS))

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and cores are told by Linux")

if sys.platform == "linux":
    from growth import SLOW, documents, times
    from inputs import texts
    from memory import Run, Sample
    from speed import DOCS, SECTIONS, replaced, spread
    from systems import Text
    from usage import significant, used

RECORDS = [
    {"text": "The ferry was late again.. Nobody on the pier knew why.", "expected": "en"},
    {"text": "Der Fährmann schwieg. The ropes were already wet. Dann legten wir ab.", "lang": "de"},
    {"text": "La marea subió antes del alba.", "expected": "es"},
    {"text": "1234"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    records = "".join(json.dumps(record) + "\n" for record in [*RECORDS, RECORDS[0], {"title": "no text"}])
    (folder / "records.jsonl").write_text(records, "utf-8")
    (folder / "lines.txt").write_text("Nobody had seen the harbour so empty.\n\nThe gulls had gone inland.\n", "utf-8")
    return folder


@pytest.fixture
def page(tmp_path: Path) -> Path:
    place = tmp_path / "speed.md"
    place.write_text("\n".join(f"# {name}\n<!-- {name} -->\nold\n<!-- /{name} -->" for name in SECTIONS), "utf-8")
    return place


def test_a_folder_is_read_once_and_in_the_same_order(data: Path) -> None:
    read = texts(data)
    assert len(read) == 6
    assert {text.text: text.expected for text in read}[RECORDS[1]["text"]] == "de"
    assert texts(data) == read


def test_sections_are_measured_and_written(data: Path, page: Path) -> None:
    sections = ["throughput", "startup", "memory", "scaling"]
    small = "--rounds 1 --seconds 0.2 --size 0.02 --line-size 0.02 --peers naive,polystring --only"
    command = [sys.executable, str(BENCHMARKS / "speed.py"), str(data), *small.split(), ",".join(sections)]
    command += ["--write", str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = page.read_text("utf-8")
    for name in sections:
        lines = re.split(f"<!-- /?{name} -->", written)[1].strip().splitlines()
        assert lines[0].startswith("| ")
        assert "Machine: " in lines[-1]
    assert re.findall("<!-- (.*) -->\nold", written) == ["growth"]
    for tool in ("macaronic", "naive", "naive, on English alone", "one line"):
        assert re.search(rf"^\| {tool} \| .*\d", written, re.MULTILINE)
    assert re.search(
        r"^\| polystring \||^polystring is left out: it needs the package polystring", written, re.MULTILINE
    )
    assert "6 texts in 3 languages" in written
    assert page.with_name("speed-memory.svg").exists() or "the plot of memory is left out: it needs" in done.stderr


def test_growth_is_measured_on_texts_of_the_length_that_is_asked_for() -> None:
    made = documents([Text("It rained."), Text("We left.")], 50)
    assert made["ordinary text"] == "It rained.\n\nWe left.\n\nIt rained.\n\nWe left.\n\nIt rai"
    assert made.keys() == {"ordinary text", *SLOW}
    assert {len(text) for text in made.values()} == {50}
    short, long = times("We left the ferry at noon. " * 2000, "en", (500, 50_000))
    assert 0 < short < long


def test_the_plots_are_drawn(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    import plots

    run = Run([Sample(0.0, 10**6), Sample(1.0, 10**7)], 1.0, 0)
    drawn = {
        "rates": partial(plots.rates, {"macaronic": 5.0, "naive": 0.0005}, "macaronic"),
        "courses": partial(plots.courses, {"one line": run}),
        "scaling": partial(plots.scaling, {1: 1.0, 2: 1.9}),
        "growth": partial(plots.growth, (10, 30, 100), {"full stops": (0.0, 0.02, 0.1)}),
    }
    for name, draw in drawn.items():
        places = [tmp_path / f"{name}{copy}.svg" for copy in (1, 2)]
        for place in places:
            plots.save(draw(), place)
        first, second = (place.read_text("utf-8") for place in places)
        assert "</text>" in first
        assert first == second


def test_the_page_has_every_section_with_its_figures_and_plots() -> None:
    page = DOCS.read_text("utf-8")
    for name in SECTIONS:
        assert "| --- |" in re.split(f"<!-- /?{name} -->", page)[1]
    plots = re.findall(r"\((speed-\w+\.svg)\)", page)
    assert plots
    assert all(DOCS.with_name(plot).exists() for plot in plots)


def test_a_section_that_the_page_has_not_is_an_error() -> None:
    with pytest.raises(ValueError, match="no section memory"):
        replaced("<!-- growth --> <!-- /growth -->", "memory", ["a"])


def test_a_command_is_measured_with_what_it_says() -> None:
    busy = "import sys; sum(range(3_000_000)); print(input()); sys.exit('sorry')"
    usage = used((sys.executable, "-c", busy), b"hello\n")
    assert (usage.status, usage.output, usage.complaint) == (1, b"hello\n", "sorry\n")
    assert usage.seconds > 0.02


def test_peaks_are_those_of_equal_parts_of_the_time() -> None:
    run = Run([Sample(at, size) for at, size in [(0.0, 5), (1.0, 9), (2.5, 3), (4.0, 7)]], 4.0, 0)
    assert (run.peak, run.elapsed) == (9, 4.0)
    assert run.peaks(2) == [(1.0, 9), (4.0, 7)]
    assert [sample.size for sample in run.peaks(4)] == [5, 9, 3, 7]


@pytest.mark.parametrize(
    ("value", "digits", "shown"), [(1234.5, 2, "1234"), (1, 2, "1.0"), (0.000286, 2, "0.00029"), (8.046, 3, "8.05")]
)
def test_numbers_are_shown_to_some_digits(value: float, digits: int, shown: str) -> None:
    assert significant(value, digits) == shown


def test_a_spread_is_the_median_between_the_least_and_the_most() -> None:
    assert spread([1, 12.34, 3]) == "3.00 (1.00 to 12.3)"
