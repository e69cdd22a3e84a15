"""Look a name up, in this process first, then among the plugins of installed packages.

A plugin is imported when it is asked for, and not before. One that fails breaks only itself: it is
listed with what went wrong, and whatever it had registered until then is taken back.
"""

from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.entries import (
    Entry,
    RegistryError,
    origin,
    register,
    registered,
)
from course_lib.spelling import did_you_mean

GROUP = "course_lib.discriminators"


def names() -> list[str]:
    """Every name there is, sorted, broken plugins included; none is imported to find out."""
    return sorted(registered.keys() | _plugins().keys())


def entry(name: str) -> Entry:
    """All about one name. This imports its plugin; a broken one is described, not raised.

    Raises:
        RegistryError: nobody registered the name.
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


def entries() -> list[Entry]:
    """Describe every name, and after it any plugin that wants a name already taken."""
    found = []
    for name in names():
        found.append(entry(name))
        owner = found[-1]
        if owner.cls is not None:
            found += [
                Entry(name, _distribution(point), error=f"the name is taken by {owner.source}")
                for point in _plugins().get(name, ())
                if owner.source != _distribution(point) and not _leads_to(point, owner.cls)
            ]
    return found


def get(name: str) -> type[MultiDiscriminator]:
    """The class registered as ``name``, importing its plugin if it comes from one.

    Raises:
        RegistryError: nobody registered the name, or its plugin is broken.
    """
    return working(name)[1]


def working(name: str) -> tuple[Entry, type[MultiDiscriminator]]:
    """All about a name that can be built; what `entry` describes as broken is raised here."""
    found = entry(name)
    if found.cls is None:
        raise RegistryError(f"{name!r} cannot be used: {found.error}") from found.cause
    return found, found.cls


def _plugins() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return found


def _from_plugin(points: list[EntryPoint]) -> Entry:
    name, point = points[0].name, points[0]
    if len({other.value for other in points}) > 1:
        both = " and ".join(sorted({_distribution(other) for other in points}))
        return Entry(name, both, error=f"{both} both offer {name!r}: uninstall one of them")
    before = dict(registered)
    try:
        _adopt(name, point.load())
        registered[name] = replace(registered[name], source=_distribution(point))
    except (Exception, SystemExit) as error:  # a plugin breaks only itself, however it fails
        registered.clear()
        registered.update(before)
        reason = f"{point.value} does not load: {type(error).__name__}: {error}"
        return Entry(name, _distribution(point), error=reason, cause=error)
    return registered[name]


def _adopt(name: str, cls: type[MultiDiscriminator]) -> None:
    """Register what an entry point led to, unless its own decorator has done so already."""
    known = [other for other in registered.values() if other.cls is cls]
    if any(other.name == name for other in known):
        return
    if known:
        first = known[0]  # decorated under another name: what it said holds here too
        register(name, example=first.example, sub=first.sub, sub_excludes=first.sub_excludes)(cls)
    else:
        register(name)(cls)


def _leads_to(point: EntryPoint, cls: type) -> bool:
    return point.value.replace(":", ".") == origin(cls)


def _distribution(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
