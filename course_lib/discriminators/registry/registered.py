"""The discriminators registered in this process, and the decorator that registers them."""

import copy
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from inspect import cleandoc, isclass
from types import MappingProxyType
from typing import TypeVar

from torch import nn

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry.arguments import check_options
from course_lib.spelling import did_you_mean

Discriminator = TypeVar("Discriminator", bound=type[MultiDiscriminator])


class RegistryError(LookupError):
    """A name that can't be registered or found; the message says what to do."""


@dataclass(frozen=True)
class RegistryEntry:
    """What the registry knows about one name; ``cls`` is None if its plugin is broken."""

    name: str
    source: str  # the distribution or package it comes from, or "this session"
    summary: str = ""  # first line of its docstring
    cls: type[MultiDiscriminator] | None = None
    error: str | None = None  # what is wrong, if the plugin is broken
    cause: BaseException | None = field(default=None, repr=False, compare=False)
    example: Mapping[str, object] | None = None  # options of a small instance, for checks and demos
    sizes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)  # options by preset
    sub: type[nn.Module] | None = None  # the class that receives **options
    sub_excludes: tuple[str, ...] = ()  # its parameters that the multi-discriminator sets


registered: dict[str, RegistryEntry] = {}  # private to this package: others call its functions


def register(
    name: str,
    *,
    example: Mapping[str, object] | None = None,
    sizes: Mapping[str, Mapping[str, object]] | None = None,
    sub: type[nn.Module] | None = None,
    sub_excludes: Collection[str] = (),
) -> Callable[[Discriminator], Discriminator]:
    """Return a class decorator that makes a `MultiDiscriminator` available as ``create(name)``.

    Running the same notebook cell again replaces the class that it defined before.

    Args:
        name: The name, in lower_snake_case.
        example: The options of a small instance, for checks, tests and demos.
        sizes: The options for training at the size of each preset, as in
            ``{"tiny": {"filters": 8}, "full": {}}``. For a preset that isn't named, the small GAN
            uses those of the nearest registered parent class, or else ``example``.
        sub: The class that receives the constructor's ``**options``, so that they can be checked.
            A subclass of a registered class needn't repeat it.
        sub_excludes: The parameters of ``sub`` that the constructor sets itself.

    Raises:
        RegistryError: The name is malformed, or taken by another class.
        TypeError: The class isn't a complete `MultiDiscriminator`, or rejects its example or one
            of its sizes.
    """
    if not isinstance(name, str):
        raise TypeError('register needs a name: write @register("my_name") above the class.')

    def decorate(cls: Discriminator) -> Discriminator:
        _check_name(name)
        _check_class(cls)
        _check_free(name, cls)
        forwarding = (sub, tuple(sub_excludes)) if sub is not None else forwarding_of(cls)
        for options in ([] if example is None else [example]) + list((sizes or {}).values()):
            check_options(cls, options, *forwarding)
        registered[name] = RegistryEntry(
            name,
            _source(cls),
            summary_of(cls),
            cls,
            example=None if example is None else _read_only(example),
            sizes={size: _read_only(options) for size, options in (sizes or {}).items()},
            sub=forwarding[0],
            sub_excludes=forwarding[1],
        )
        return cls

    return decorate


def unregister(name: str) -> None:
    """Remove a name from the registry; an installed plugin returns when it is next looked up.

    Args:
        name: The registered name.

    Raises:
        RegistryError: The name isn't registered.
    """
    if name not in registered:
        raise RegistryError(f"{name!r} is not registered.{did_you_mean(name, registered)}")
    del registered[name]


def forwarding_of(cls: type) -> tuple[type[nn.Module] | None, tuple[str, ...]]:
    """Return ``sub`` and ``sub_excludes``, registered for ``cls`` or its nearest parent.

    Args:
        cls: The class of the discriminator.
    """
    by_class = {entry.cls: entry for entry in registered.values() if entry.sub is not None}
    for parent in cls.__mro__:
        if parent in by_class:
            return by_class[parent].sub, by_class[parent].sub_excludes
    return None, ()


def _read_only(options: Mapping[str, object]) -> Mapping[str, object]:
    """Return a copy: a constructor or caller that changes a list can't change the registry."""
    return MappingProxyType(copy.deepcopy(dict(options)))


def origin(cls: type) -> str:
    """Return the full name of a class, with its module."""
    return f"{cls.__module__}.{cls.__qualname__}"


def summary_of(cls: type) -> str:
    """Return the first line of a class's own docstring: an inherited one describes the parent."""
    return cleandoc(vars(cls).get("__doc__") or "").partition("\n")[0]


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise RegistryError(
            f"the name of a discriminator must consist of lower-case letters, digits and _, and "
            f"begin with a letter, as in 'my_envelope', got {name!r}."
        )


def _check_class(cls: object) -> None:
    if not (isclass(cls) and issubclass(cls, MultiDiscriminator)):
        raise TypeError(f"{cls!r} can't be registered: it isn't a subclass of MultiDiscriminator.")
    if missing := sorted(cls.__abstractmethods__):
        raise TypeError(
            f"{cls.__name__} can't be registered: it must define {' and '.join(missing)} first."
        )


def _check_free(name: str, cls: type) -> None:
    owner = registered[name].cls if name in registered else None
    if owner is not None and origin(owner) != origin(cls):
        raise RegistryError(
            f"{name!r} is taken by {origin(owner)}: choose another name for {origin(cls)}, "
            f"or call unregister({name!r}) first."
        )


def _source(cls: type) -> str:
    return "this session" if cls.__module__ == "__main__" else cls.__module__.partition(".")[0]
