"""Language identifiers behind one small protocol, chosen by name or passed as an object.

A detector says which language whole texts and sentences are in. Where inside a sentence the language changes is
decided by `passages`, from the evidence of single words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from macaronic.config import ConfigError
from macaronic.languages import ALIASES
from macaronic.records import UNDETERMINED

Identified = tuple[str, float]
UNKNOWN: Identified = (UNDETERMINED, 0.0)


class Detector(Protocol):
    """Anything that can say which language texts are in. A user's own needs this one method and no base class."""

    def identify(self, texts: Sequence[str]) -> list[Identified]:
        """For each text its most probable language (a BCP-47 code, "und" for none) and the probability."""
        ...


@runtime_checkable
class Ranking(Protocol):
    """A detector that can say of every language that it knows how probable it is."""

    @property
    def labels(self) -> Sequence[str]:
        """The languages (BCP-47 codes)."""
        ...

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The log-probability of each language for each text [texts, labels]."""
        ...


class Lid176:
    """fastText's lid.176.ftz, read and evaluated by `lid`: 176 languages, no binding needed."""

    def identify(self, texts: Sequence[str]) -> list[Identified]:
        """The same labels as fastText's, and its probabilities to five digits."""
        from macaronic import lid

        return [UNKNOWN if label is None else label for label in lid.load().best(texts)]

    @property
    def labels(self) -> Sequence[str]:
        """The model's languages."""
        from macaronic import lid

        return lid.load().labels

    def log_probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What the model says of each language, of texts that have words."""
        from macaronic import lid

        return lid.load().ranked(texts)[0]


class FastText:
    """Any fastText model file, through the binding of the package fasttext-predict."""

    def __init__(self, model: str) -> None:
        """Loads the model. Raises ConfigError where the file or the binding is missing."""
        if not Path(model).is_file():
            raise ConfigError(f"no fastText model at {model}; check the name, or get a model such as lid.176.bin")
        try:
            import fasttext
        except ImportError as error:
            raise ConfigError(
                "the detector fasttext needs one more package: pip install 'macaronic[fasttext]'"
            ) from error
        try:
            self._model = fasttext.load_model(model)
        except ValueError as error:
            raise ConfigError(f"{model} is not a fastText model; --model takes a file such as lid.176.bin") from error

    def identify(self, texts: Sequence[str]) -> list[Identified]:
        """The model's first label for each text, as BCP-47 where it is an ISO 639-3 code with a script."""
        found = []
        for text in texts:
            line = " ".join(text.encode("utf-8", "replace").decode().split())  # the binding takes no lone surrogate
            found.append(self._first(line) if line else UNKNOWN)
        return found

    def _first(self, line: str) -> Identified:
        labels, scores = self._model.predict(line, k=1)
        return (_plain(labels[0]), min(1.0, float(scores[0]))) if labels else UNKNOWN


class Langdetect:
    """langdetect (Nakatani Shuyo's language-detection in Python): 55 languages, seeded, so that it is deterministic."""

    def __init__(self) -> None:
        """Loads the profiles. Raises ConfigError where the package is missing."""
        try:
            from langdetect import detector_factory
        except ImportError as error:
            raise ConfigError(
                "the detector langdetect needs one more package: pip install 'macaronic[langdetect]'"
            ) from error
        self._factory: Any = detector_factory.DetectorFactory()
        self._factory.load_profile(detector_factory.PROFILES_DIRECTORY)
        self._factory.set_seed(0)

    def identify(self, texts: Sequence[str]) -> list[Identified]:
        """langdetect's first language for each text; "und" for a text without letters."""
        from langdetect.lang_detect_exception import LangDetectException

        found = []
        for text in texts:
            detector = self._factory.create()
            detector.append(text)
            try:
                best = detector.get_probabilities()[:1]
            except LangDetectException:
                best = []
            found.append((_plain(best[0].lang), float(best[0].prob)) if best else UNKNOWN)
        return found


def _plain(label: str) -> str:
    """A label of any model as the code that macaronic uses: `__label__por_Latn` is `pt`."""
    base = label.removeprefix("__label__").replace("_", "-").split("-")[0].lower()
    return ALIASES.get(base, base)


NAMES = ("lid.176", "fasttext", "langdetect")


def detector(choice: str | Detector, model: str | None = None) -> Detector:
    """The detector of that name, made once a process; an object is taken as it is.

    Raises ConfigError for a name that is not known and for `fasttext` without a model file.
    """
    return _named(choice, model) if isinstance(choice, str) else choice


@lru_cache(maxsize=8)
def _named(name: str, model: str | None) -> Detector:
    if name == "lid.176":
        return Lid176()
    if name == "langdetect":
        return Langdetect()
    if name != "fasttext":
        raise ConfigError(f"unknown detector {name!r}; detectors are {', '.join(NAMES)}")
    if model is None:
        raise ConfigError("the detector fasttext needs a model file (--model FILE)")
    return FastText(model)
