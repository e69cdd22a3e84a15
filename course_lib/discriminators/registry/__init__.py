"""Find a discriminator by name, whoever wrote it.

Two doors lead in, and after either one nobody can tell them apart:

    @register("mpd")                                   in this process: the built-ins,
    class MultiPeriodDiscriminator(...): ...           or a class in a notebook cell

    [project.entry-points."course_lib.discriminators"]     in any installed package;
    envelope = "my_package.envelope:EnvelopeDiscriminator"     imported only when asked for

A configuration chooses among these names and gives plain values. It can never name a module to
import: whoever may edit a configuration could then run any code.
"""

from course_lib.discriminators.registry.build import create, example, example_options, from_config
from course_lib.discriminators.registry.entries import (
    Entry,
    RegistryError,
    forwarding_of,
    register,
    unregister,
)
from course_lib.discriminators.registry.lookup import GROUP, entries, entry, get, names

__all__ = [
    "GROUP",
    "Entry",
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
    "register",
    "unregister",
]
