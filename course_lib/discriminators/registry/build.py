"""Build a registered discriminator, from options or from a plain configuration."""

import copy
from collections.abc import Mapping

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.arguments import check_options
from course_lib.discriminators.registry.entries import forwarding_of, registered
from course_lib.discriminators.registry.lookup import working
from course_lib.spelling import did_you_mean

PLAIN = (str, int, float, bool, type(None))


def create(name: str, /, **options: object) -> MultiDiscriminator:
    """Build a discriminator: ``create("mpd", periods=(2, 3))``.

    Raises:
        RegistryError: nobody registered the name, or its plugin is broken.
        TypeError: an option is unknown or missing; nothing has been built.
    """
    entry, cls = working(name)
    check_options(cls, options, entry.sub, entry.sub_excludes)
    return cls(**options)


def example(name: str) -> MultiDiscriminator:
    """Build the small instance that was registered with ``name``, for checks, tests and demos."""
    return create(name, **example_options(working(name)[1]))


def example_options(cls: type) -> dict[str, object]:
    """Options of a small instance, as registered for ``cls`` or for a parent of it."""
    by_class = {entry.cls: entry.example for entry in registered.values() if entry.example}
    for parent in cls.__mro__:
        options = dict(by_class.get(parent, {}))
        try:
            check_options(cls, options, *forwarding_of(cls))
        except TypeError:
            continue
        if options:
            return copy.deepcopy(options)
    return {}


def from_config(config: Mapping[str, object]) -> MultiDiscriminator:
    """Build from a plain dict, as JSON or TOML give it: ``{"name": "mpd", "options": {...}}``.

    Raises:
        ValueError: the dict is anything but a name and plain options.
        RegistryError: nobody registered the name, or its plugin is broken.
        TypeError: an option is unknown or missing; nothing has been built.
    """
    if not isinstance(config, Mapping):
        raise ValueError(f'a configuration is a dict {{"name": ..., "options": ...}}: {config!r}')
    for key in config:
        if key not in ("name", "options"):
            hint = did_you_mean(str(key), ("name", "options"))
            raise ValueError(f"a configuration has only 'name' and 'options', not {key!r}.{hint}")
    name, options = config.get("name"), config.get("options", {})
    if not isinstance(name, str):
        raise ValueError(f"a configuration needs a 'name' that is a string, not {name!r}")
    if not isinstance(options, Mapping):
        raise ValueError(f"'options' of {name!r} is a dict of plain values, not {options!r}")
    _check_plain(options, f"'options' of {name!r}")
    return create(name, **copy.deepcopy(dict(options)))


def _check_plain(value: object, where: str) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{where} has the key {key!r}: only strings are keys")
            _check_plain(item, f"{key!r} in {where}")
    elif isinstance(value, list | tuple):
        for item in value:
            _check_plain(item, where)
    elif not isinstance(value, PLAIN):
        raise ValueError(
            f"{where} holds {value!r}, a {type(value).__name__}: a configuration takes only "
            "numbers, strings, booleans, null, lists and dicts"
        )
