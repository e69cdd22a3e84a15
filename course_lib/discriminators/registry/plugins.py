"""Load discriminators from installed packages, by the entry points that they declare.

A plugin is imported when its name is first looked up. One that fails affects nothing else: its
entry says why, and everything that it had registered so far is removed again.
"""

import sys
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.registered import (
    RegistryEntry,
    origin,
    register,
    registered,
)

GROUP = "course_lib.discriminators"


def plugins() -> dict[str, list[EntryPoint]]:
    """Return the entry points of all installed packages, by name. Nothing is imported."""
    found: dict[str, list[EntryPoint]] = {}
    for point in _declared(tuple((folder, _last_change(folder)) for folder in sys.path)):
        found.setdefault(point.name, []).append(point)
    return found


@lru_cache(maxsize=1)
def _declared(folders: tuple[tuple[str, int], ...]) -> EntryPoints:
    """Return what the packages in ``folders`` declare.

    Reading the metadata of 200 packages takes 50 ms, and the registry asks at each look-up. What
    pip installs or removes changes the time of its folder, and with it the argument.
    """
    return entry_points(group=GROUP)


def _last_change(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:  # sys.path may name folders that don't exist
        return 0


def load_plugin(points: list[EntryPoint]) -> RegistryEntry:
    """Import a plugin and return its entry; a failure is part of the entry.

    Args:
        points: All entry points of one name. If packages compete for it, none is imported.
    """
    name, point = points[0].name, points[0]
    if len({other.value for other in points}) > 1:
        both = " and ".join(sorted({distribution_of(other) for other in points}))
        return RegistryEntry(name, both, error=f"{both} both offer {name!r}: uninstall one of them")
    before = dict(registered)
    try:
        _adopt(name, point.load())
        registered[name] = replace(registered[name], source=distribution_of(point))
    except (Exception, SystemExit) as error:  # however a plugin fails, it affects nothing else
        registered.clear()
        registered.update(before)
        reason = f"{point.value} doesn't load: {type(error).__name__}: {error}"
        return RegistryEntry(name, distribution_of(point), error=reason, cause=error)
    return registered[name]


def _adopt(name: str, cls: type[MultiDiscriminator]) -> None:
    """Register the class of an entry point, unless its own decorator has done so."""
    known = [other for other in registered.values() if other.cls is cls]
    if any(other.name == name for other in known):
        return
    if known:
        first = known[0]  # decorated under another name: its settings apply here too
        register(name, example=first.example, sub=first.sub, sub_excludes=first.sub_excludes)(cls)
    else:
        register(name)(cls)


def leads_to(point: EntryPoint, cls: type) -> bool:
    """Return whether an entry point names this class."""
    return point.value.replace(":", ".") == origin(cls)


def distribution_of(point: EntryPoint) -> str:
    """Return the name and version of the package that declares an entry point."""
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
