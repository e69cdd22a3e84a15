"""Make one JavaScript module of several, as a widget and a page need it."""

import re
from pathlib import Path

_IMPORT = re.compile(r"^import (\{[^}]*\}) from '(\.{1,2}/[^']+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?:async )?(?:function|class|const) (\w+)", re.MULTILINE)
_EXPORT_WORD = re.compile(r"^export (?!default)", re.MULTILINE)


def bundle(module: Path) -> str:
    """Return one self-contained ES module: the modules that it imports, each once, then itself.

    Each imported module becomes a function scope that returns what it exports, so two modules may
    use one name. Imports must have the form ``import { a, b } from './file.js';``, and exports
    that of ``export function``, ``class`` or ``const``; only ``module`` has a default export.
    """
    scopes: dict[Path, str] = {}
    entry = _take_imports(module.resolve(), scopes)
    return "".join([*scopes.values(), entry])


def _take_imports(module: Path, scopes: dict[Path, str]) -> str:
    """Return the source of a module with its imports taken from ``scopes``, which grows."""

    def from_scope(found: re.Match[str]) -> str:
        imported = (module.parent / found[2]).resolve()
        if imported not in scopes:
            source = _take_imports(imported, scopes)
            scopes[imported] = module_scope(source, _scope_name(imported))
        return f"const {found[1]} = {_scope_name(imported)};\n"

    return _IMPORT.sub(from_scope, module.read_text("utf-8"))


def module_scope(source: str, name: str) -> str:
    """Return a module as ``const name``: a function scope that returns what the module exports."""
    body, exported = _EXPORT_WORD.sub("", source), ", ".join(_EXPORT.findall(source))
    return f"const {name} = (() => {{\n{body}return {{ {exported} }};\n}})();\n"


def _scope_name(module: Path) -> str:
    return f"${module.parent.name}_{module.stem}"
