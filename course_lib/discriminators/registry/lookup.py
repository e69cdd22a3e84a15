"""Look up names: first in this process, then among the plugins of installed packages.

A plugin is imported when it is first looked up. One that fails affects nothing else: it is listed
with its error, and everything it had registered so far is removed again.
"""

from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.entries import (
    RegistryEntry,
    RegistryError,
    origin,
    register,
    registered,
)
from course_lib.spelling import did_you_mean

GROUP = "course_lib.discriminators"


def names() -> list[str]:
    """Return all names, sorted, broken plugins included; no plugin is imported."""
    return sorted(registered.keys() | _plugins().keys())


def entry(name: str) -> RegistryEntry:
    """Return what is known about one name. This imports its plugin; its failure isn't raised.

    Args:
        name: The name to look up.

    Raises:
        RegistryError: The name isn't registered.
    """
    if name in registered:
        return registered[name]
    if points := _plugins().get(name):
        return _from_plugin(points)
    known = names()
    raise RegistryError(
        f"no discriminator is called {name!r}.{did_you_mean(name, known)} "
        f"Known: {', '.join(known) or 'none'}."
    )


def entries() -> list[RegistryEntry]:
    """Return an entry for each name, and after it one for each plugin whose name is taken."""
    found = []
    for name in names():
        found.append(entry(name))
        owner = found[-1]
        if owner.cls is not None:
            found += [
                RegistryEntry(
                    name, _distribution(point), error=f"the name is taken by {owner.source}"
                )
                for point in _plugins().get(name, ())
                if owner.source != _distribution(point) and not _leads_to(point, owner.cls)
            ]
    return found


def get(name: str) -> type[MultiDiscriminator]:
    """Return the class registered as ``name``, importing its plugin if there is one.

    Args:
        name: The name to look up.

    Raises:
        RegistryError: The name isn't registered, or its plugin is broken.
    """
    return working(name)[1]


def working(name: str) -> tuple[RegistryEntry, type[MultiDiscriminator]]:
    """Return the entry and the class of a name; unlike `entry`, raise if its plugin is broken."""
    found = entry(name)
    if found.cls is None:
        raise RegistryError(f"{name!r} can't be used: {found.error}.") from found.cause
    return found, found.cls


def _plugins() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return found


def _from_plugin(points: list[EntryPoint]) -> RegistryEntry:
    name, point = points[0].name, points[0]
    if len({other.value for other in points}) > 1:
        both = " and ".join(sorted({_distribution(other) for other in points}))
        return RegistryEntry(name, both, error=f"{both} both offer {name!r}: uninstall one of them")
    before = dict(registered)
    try:
        _adopt(name, point.load())
        registered[name] = replace(registered[name], source=_distribution(point))
    except (Exception, SystemExit) as error:  # however a plugin fails, it affects nothing else
        registered.clear()
        registered.update(before)
        reason = f"{point.value} doesn't load: {type(error).__name__}: {error}"
        return RegistryEntry(name, _distribution(point), error=reason, cause=error)
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


def _leads_to(point: EntryPoint, cls: type) -> bool:
    return point.value.replace(":", ".") == origin(cls)


def _distribution(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
