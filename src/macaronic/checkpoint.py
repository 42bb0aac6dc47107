"""How far a run is, in a file, so that the same command goes on where a broken one stopped.

What is noted has been written and is certain to last. What was written after that, the run that goes on cuts off and
does again: the chunks of a file are the same in every run, so the end is, byte for byte, that of an unbroken run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, cast

from macaronic import __version__
from macaronic.errors import RunError
from macaronic.formats import BEGINNING, Format, Place
from macaronic.output import Kept
from macaronic.work import Clean


@dataclass(frozen=True, slots=True)
class State:
    """Where a run is in its input, what there is of each output, and what it will have to say at its end."""

    place: Place = BEGINNING
    kept: Mapping[str, Kept] = field(default_factory=dict)
    tally: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The file, and by what a run is known to be the same: its version, options, inputs and outputs."""

    path: Path
    run: Mapping[str, Any]

    @classmethod
    def of(cls, path: str, work: Clean, files: Sequence[tuple[str, Format]], outputs: Mapping[str, str]) -> Checkpoint:
        """The checkpoint of a run. Raises OSError for files that are not there."""
        kinds = [[fmt.name, asdict(cast(Any, fmt))] for fmt in dict.fromkeys(fmt for _, fmt in files)]
        options = json.dumps([kinds, asdict(work)], default=sorted, sort_keys=True)
        stats = [os.stat(file) for file, _ in files]  # noqa: PTH116
        run = {
            "version": __version__,
            "options": blake2b(options.encode(), digest_size=16).hexdigest(),
            "inputs": [[file, stat.st_size, stat.st_mtime_ns] for (file, _), stat in zip(files, stats, strict=True)],
            "outputs": dict(outputs),
        }
        return cls(Path(path), run)

    def load(self) -> State:
        """The state that was saved, or that of a run that begins. Raises RunError if it is another run's."""
        try:
            saved = json.loads(self.path.read_bytes())
            place = Place(*saved["place"])
            kept = {name: Kept(*values) for name, values in saved["kept"].items()}
            other = [name for name, value in self.run.items() if saved["run"][name] != value]
            state = State(place, kept, saved["tally"])
        except FileNotFoundError:
            return State()
        except (KeyError, TypeError, ValueError):
            raise RunError(f"{self.path}: not a checkpoint; name another file, or remove this one") from None
        if other:
            raise RunError(f"{self.path}: of a run with other {' and '.join(other)}; remove it to begin anew")
        return state

    def save(self, state: State) -> None:
        """Puts a state in the place of the last one, all at once."""
        new = self.path.with_name(f"{self.path.name}.new")
        saved = {"run": self.run, "place": state.place, "kept": state.kept, "tally": state.tally}
        with new.open("w") as file:
            json.dump(saved, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)

    def remove(self) -> None:
        """Takes it away, when there is nothing left to go on with."""
        self.path.unlink(missing_ok=True)
