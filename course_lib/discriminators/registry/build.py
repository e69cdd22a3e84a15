"""Build a registered discriminator from options or from a plain configuration."""

import copy
from collections.abc import Mapping

import torch

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.meta_device import meta_device
from course_lib.discriminators.registry.arguments import check_options
from course_lib.discriminators.registry.lookup import working
from course_lib.discriminators.registry.registered import forwarding_of, registered
from course_lib.spelling import did_you_mean

PLAIN = (str, int, float, bool, type(None))


def create(name: str, /, **options: object) -> MultiDiscriminator:
    """Return a new discriminator, as in ``create("mpd", periods=(2, 3))``.

    Args:
        name: The name under which the discriminator is registered.
        options: The options of the discriminator.

    Raises:
        RegistryError: The name isn't registered, or its plugin is broken.
        TypeError: An option is unknown or missing; nothing was built.
    """
    entry, cls = working(name)
    check_options(cls, options, entry.sub, entry.sub_excludes)
    return cls(**options)


def example(name: str) -> MultiDiscriminator:
    """Return the small instance that was registered with ``name``, for checks, tests and demos.

    Args:
        name: A registered name.

    Raises:
        RegistryError: The name isn't registered, or its plugin is broken.
    """
    return create(name, **example_options(working(name)[1]))


def example_options(cls: type) -> dict[str, object]:
    """Return the options of a small instance, registered for ``cls`` or one of its parents.

    Args:
        cls: The class of the discriminator.
    """
    by_class = {entry.cls: entry.example for entry in registered.values() if entry.example}
    for parent in cls.__mro__:
        options = by_class.get(parent)
        if options and _accepts(cls, options):
            return copy.deepcopy(dict(options))
    return {}


def size_options(cls: type, size: str) -> dict[str, object]:
    """Return the options for training ``cls`` at the size of a preset.

    They are those that the class was registered with. If it names no such size, they are those of
    its nearest registered parent, and if that has none, the options of a small instance.

    Args:
        cls: The class of the discriminator.
        size: The name of the preset, such as "tiny".
    """
    by_class = {entry.cls: entry for entry in registered.values()}
    for parent in cls.__mro__:
        entry = by_class.get(parent)
        if entry is not None and size in entry.sizes and _accepts(cls, entry.sizes[size]):
            return copy.deepcopy(dict(entry.sizes[size]))
        if entry is not None and entry.example:
            break  # its own example describes it better than the size of a parent
    return example_options(cls)


def parameter_count(name: str, /, **options: object) -> int:
    """Return the number of weights of ``create(name, **options)``, without allocating them.

    A constructor that reads the values of its tensors needs real ones; it gets them.

    Args:
        name: A registered name.
        options: The options, as for `create`.

    Raises:
        RegistryError: The name isn't registered, or its plugin is broken.
        TypeError: An option is unknown or missing.
    """
    try:
        with meta_device():
            built = create(name, **options)
    except RuntimeError:
        with torch.random.fork_rng(devices=[]):
            built = create(name, **options)
    return sum(parameter.numel() for parameter in built.parameters())


def from_config(config: Mapping[str, object]) -> MultiDiscriminator:
    """Return a new discriminator from a plain dict, as read from JSON or TOML.

    Args:
        config: A dict ``{"name": "mpd", "options": {...}}``; the options may be omitted.

    Raises:
        ValueError: The dict contains anything but a name and plain options.
        RegistryError: The name isn't registered, or its plugin is broken.
        TypeError: An option is unknown or missing; nothing was built.
    """
    if not isinstance(config, Mapping):
        raise ValueError(
            f'a configuration must be a dict {{"name": ..., "options": ...}}, got {config!r}.'
        )
    for key in config:
        if key not in ("name", "options"):
            hint = did_you_mean(str(key), ("name", "options"))
            raise ValueError(
                f"a configuration contains only 'name' and 'options', got {key!r}.{hint}"
            )
    name, options = config.get("name"), config.get("options", {})
    if not isinstance(name, str):
        raise ValueError(f"the 'name' of a configuration must be a string, got {name!r}.")
    if not isinstance(options, Mapping):
        raise ValueError(f"'options' of {name!r} must be a dict of plain values, got {options!r}.")
    _check_plain(options, f"'options' of {name!r}")
    return create(name, **copy.deepcopy(dict(options)))


def _accepts(cls: type, options: Mapping[str, object]) -> bool:
    try:
        check_options(cls, options, *forwarding_of(cls))
    except TypeError:
        return False
    return True


def _check_plain(value: object, where: str) -> None:
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError(f"the keys of {where} must be strings, got {key!r}.")
            _check_plain(item, f"{key!r} in {where}")
    elif isinstance(value, list | tuple):
        for item in value:
            _check_plain(item, where)
    elif not isinstance(value, PLAIN):
        raise ValueError(
            f"{where} contains {value!r}, a {type(value).__name__}: a configuration contains only "
            "numbers, strings, booleans, null, lists and dicts."
        )
