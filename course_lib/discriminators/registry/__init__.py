"""Find and build a discriminator by name.

A discriminator gets its name in one of two ways, which make no difference afterwards:

    @register("mpd")                                   in this process: the built-ins,
    class MultiPeriodDiscriminator(...): ...           or a class in a notebook cell

    [project.entry-points."course_lib.discriminators"]     in an installed package;
    envelope = "my_package.envelope:EnvelopeDiscriminator"     imported only when requested

A configuration contains such a name and plain values, but never a module to import: otherwise
anyone who can edit a configuration could run any code.

    names, registered, entry, get     list and look up discriminators
    create, example, from_config   build one
    size_options, parameter_count  its options at the size of a preset, and its number of weights
    register, unregister           add one, remove one
    GROUP                          the entry-point group of plugins

Modules: `registered` (what is registered), `plugins` (load it from an installed package), `lookup`
(find a name), `arguments` (check options before anything is built) and `build`.
"""

from course_lib.discriminators.registry.build import (
    create,
    example,
    example_options,
    from_config,
    parameter_count,
    size_options,
)
from course_lib.discriminators.registry.lookup import entries, entry, get, names
from course_lib.discriminators.registry.plugins import GROUP
from course_lib.discriminators.registry.registered import (
    RegistryEntry,
    RegistryError,
    forwarding_of,
    register,
    unregister,
)

Entry = RegistryEntry
"""`RegistryEntry`, by its name in version 0.1."""

__all__ = [
    "GROUP",
    "Entry",
    "RegistryEntry",
    "RegistryError",
    "create",
    "entries",
    "entry",
    "example",
    "example_options",
    "forwarding_of",
    "from_config",
    "get",
    "names",
    "parameter_count",
    "register",
    "size_options",
    "unregister",
]
