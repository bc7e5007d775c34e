"""Whatever a room shows to others says what it is."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pytest

import trimtab

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(trimtab.__path__, "trimtab.")
    if ".migrations." not in module.name and not module.name.endswith("__main__")
)


def _has_own_words(thing: object, name: str) -> bool:
    text = (vars(thing).get("__doc__") if isinstance(thing, type) else thing.__doc__) or ""
    generated = text.startswith(f"{name}(")  # what @dataclass writes where nobody wrote anything
    return bool(text.strip()) and not generated


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_a_docstring(name: str):
    module = importlib.import_module(name)
    silent = [
        public
        for public in getattr(module, "__all__", ())
        if (thing := getattr(module, public)) is not None
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and not _has_own_words(thing, public)
    ]
    assert not silent


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_holds(name: str):
    assert (importlib.import_module(name).__doc__ or "").strip()


def test_front_doors_are_sorted_and_complete():
    """What a room's `__init__` imports from itself is for others, so it is in `__all__`."""
    wrong = {}
    for name in MODULES:
        module = importlib.import_module(name)
        if not hasattr(module, "__path__") or not hasattr(module, "__all__"):
            continue
        shown = {
            public
            for public, thing in vars(module).items()
            if not public.startswith("_")
            and public != "annotations"
            and (inspect.isclass(thing) or inspect.isfunction(thing))
            and str(getattr(thing, "__module__", "")).startswith(name + ".")
        }
        if missing := shown - set(module.__all__):
            wrong[name] = sorted(missing)
        elif list(module.__all__) != sorted(module.__all__, key=_export_order):
            wrong[name] = list(module.__all__)
    assert not wrong


def _export_order(name: str) -> tuple[int, str]:
    """Constants, classes, then functions: the order ruff keeps."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
