"""Look up names: first in this process, then among the plugins of installed packages."""

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.plugins import (
    distribution_of,
    leads_to,
    load_plugin,
    plugins,
)
from course_lib.discriminators.registry.registered import (
    RegistryEntry,
    RegistryError,
    registered,
)
from course_lib.spelling import did_you_mean


def names() -> list[str]:
    """Return all names, sorted, broken plugins included; no plugin is imported."""
    return sorted(registered.keys() | plugins().keys())


def entry(name: str) -> RegistryEntry:
    """Return what is known about one name. This imports its plugin; its failure isn't raised.

    Args:
        name: The name to look up.

    Raises:
        RegistryError: The name isn't registered.
    """
    if name in registered:
        return registered[name]
    if points := plugins().get(name):
        return load_plugin(points)
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
                    name, distribution_of(point), error=f"the name is taken by {owner.source}"
                )
                for point in plugins().get(name, ())
                if owner.source != distribution_of(point) and not leads_to(point, owner.cls)
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
