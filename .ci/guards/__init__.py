"""The guards that `.ci/mutants` takes away: a module for each target of `Sources`, named as it is.

Each guard names what is taken away, the file, a text that stands there exactly once, the text that
takes its place, and a filter of the tests that must notice: the narrowest that does, since it is run
for each mutant.
"""

import importlib
import os
from typing import NamedTuple


class Guard(NamedTuple):
    name: str
    file: str
    text: str
    instead: str
    tests: str


# The test targets, from the narrowest to the widest; a tree is built for each that is taken.
GROUPS = {target: [] for target in (
    "APICoreTests",
    "LedgerTests",
    "LiveBackendTests",
    "SQLiteTests",
    "DurabilityTests",
    "ToolsTests",
    "EmbeddedBackendTests",
    "BackendContractTests",
    "ProcessTests",
)}

for _file in sorted(os.listdir(os.path.dirname(os.path.abspath(__file__)))):
    if not _file.endswith(".py") or _file == "__init__.py":
        continue
    _target = _file.removesuffix(".py")
    for _tests, _guards in vars(importlib.import_module(f"guards.{_target}")).items():
        if not isinstance(_guards, list):
            continue
        for _guard in _guards:
            if not _guard.file.startswith(_target + "/"):
                raise ValueError(f"{_guard.name}: {_guard.file} is not in {_target}")
        GROUPS[_tests] += _guards
