"""Every declaration of every installed context, in one place."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps

from concordat.core.row_security import third_party
from concordat.core.row_security.functions import FUNCTIONS as CORE_FUNCTIONS
from concordat.lib.row_security_sql import Function, Table


def tables() -> list[Table]:
    """Every table with its class, third-party ones too."""
    found = list(third_party.TABLES)
    for module in _modules():
        found.extend(module.TABLES)
    names = [table.name for table in found]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"classed twice: {', '.join(twice)}")
    return found


def functions() -> list[Function]:
    """Every definer function, the core's first."""
    found = list(CORE_FUNCTIONS)
    for module in _modules():
        found.extend(getattr(module, "FUNCTIONS", []))
    return found


def _modules() -> list[Any]:
    modules: list[Any] = []
    for config in apps.get_app_configs():
        if not config.name.startswith("concordat."):
            continue
        name = "concordat.core.tables" if config.name == "concordat.core" else f"{config.name}.row_security"
        if find_spec(name) is not None:
            modules.append(import_module(name))
    return modules
