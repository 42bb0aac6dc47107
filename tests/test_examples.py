"""The examples in the docstrings of every module, as installed."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import walk_packages

import pytest

import macaronic

MODULES = sorted(
    module.name for module in walk_packages(macaronic.__path__, "macaronic.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    try:
        module = import_module(name)
    except ImportError as error:  # of an extra
        if str(error.name).startswith("macaronic"):
            raise
        pytest.skip(str(error))
    assert doctest.testmod(module).failed == 0


def test_there_are_many() -> None:
    assert len(MODULES) > 50
