"""Who is registered in this process, and what a class must honour to get in."""

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
    """A name that cannot be registered or found; the message says what to do about it."""


@dataclass(frozen=True)
class Entry:
    """What the registry knows about one name; ``cls`` is None where its plugin is broken."""

    name: str
    source: str  # the distribution or package it comes from, or "this session"
    summary: str = ""  # first line of its docstring
    cls: type[MultiDiscriminator] | None = None
    error: str | None = None  # what is wrong with a broken plugin
    cause: BaseException | None = field(default=None, repr=False, compare=False)
    example: Mapping[str, object] | None = None  # options of a small instance, for checks and demos
    sub: type[nn.Module] | None = None  # the class that **options are passed on to
    sub_excludes: tuple[str, ...] = ()  # its parameters that the committee fills in


registered: dict[str, Entry] = {}  # private to this package; others call the functions


def register(
    name: str,
    *,
    example: Mapping[str, object] | None = None,
    sub: type[nn.Module] | None = None,
    sub_excludes: Collection[str] = (),
) -> Callable[[Discriminator], Discriminator]:
    """Class decorator: make a `MultiDiscriminator` available as ``create(name)``.

    Running the same notebook cell again replaces the class it defined before.

    Args:
        name: lower_snake_case.
        example: options of a small instance, for checks, tests and demos.
        sub: the class to which the constructor passes its ``**options``, so that they are checked;
            a subclass of a registered class need not repeat it.
        sub_excludes: parameters of ``sub`` that the constructor fills in itself.

    Raises:
        RegistryError: the name is malformed, or taken by a different class.
        TypeError: the class is no complete `MultiDiscriminator`, or does not take its example.
    """
    if not isinstance(name, str):
        raise TypeError('register takes a name: write @register("my_name") above the class')

    def decorate(cls: Discriminator) -> Discriminator:
        _check_name(name)
        _check_class(cls)
        _check_free(name, cls)
        forwarding = (sub, tuple(sub_excludes)) if sub is not None else forwarding_of(cls)
        if example is not None:
            check_options(cls, example, *forwarding)
        # a copy: a constructor or caller that changes a list must not change the registry
        options = None if example is None else MappingProxyType(copy.deepcopy(dict(example)))
        registered[name] = Entry(
            name,
            _source(cls),
            summary_of(cls),
            cls,
            example=options,
            sub=forwarding[0],
            sub_excludes=forwarding[1],
        )
        return cls

    return decorate


def unregister(name: str) -> None:
    """Forget a registered class. An installed plugin of that name comes back when asked for."""
    if name not in registered:
        raise RegistryError(f"{name!r} is not registered.{did_you_mean(name, registered)}")
    del registered[name]


def forwarding_of(cls: type) -> tuple[type[nn.Module] | None, tuple[str, ...]]:
    """Find where ``**options`` of ``cls`` end: as registered for it or its nearest parent."""
    by_class = {entry.cls: entry for entry in registered.values() if entry.sub is not None}
    for parent in cls.__mro__:
        if parent in by_class:
            return by_class[parent].sub, by_class[parent].sub_excludes
    return None, ()


def origin(cls: type) -> str:
    """Name a class by where it was defined."""
    return f"{cls.__module__}.{cls.__qualname__}"


def summary_of(cls: type) -> str:
    """Read the first line of a class's own docstring: an inherited one describes the parent."""
    return cleandoc(vars(cls).get("__doc__") or "").partition("\n")[0]


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise RegistryError(
            f"{name!r} is no name for a discriminator: use small letters, digits and _, "
            "beginning with a letter, as in 'my_envelope'."
        )


def _check_class(cls: object) -> None:
    if not (isclass(cls) and issubclass(cls, MultiDiscriminator)):
        raise TypeError(f"{cls!r} cannot be registered: it is no subclass of MultiDiscriminator.")
    if missing := sorted(cls.__abstractmethods__):
        raise TypeError(
            f"{cls.__name__} cannot be registered: it must define {' and '.join(missing)} first."
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
