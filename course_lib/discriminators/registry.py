"""Find a discriminator by name, whoever wrote it.

Two doors lead in, and after either one nobody can tell them apart:

    @register("mpd")                                   in this process: the built-ins,
    class MultiPeriodDiscriminator(...): ...           or a class in a notebook cell

    [project.entry-points."course_lib.discriminators"]     in any installed package;
    envelope = "my_package.envelope:EnvelopeDiscriminator"     imported only when asked for

A configuration file chooses among these names and gives plain values. It can never name a module
to import: whoever may edit a configuration could then run any code.
"""

import copy
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint, entry_points
from inspect import cleandoc, isclass
from types import MappingProxyType
from typing import TypeVar

from torch import nn

from course_lib.discriminators.arguments import check_options, did_you_mean
from course_lib.discriminators.interface import MultiDiscriminator

GROUP = "course_lib.discriminators"

Discriminator = TypeVar("Discriminator", bound=type[MultiDiscriminator])


class RegistryError(LookupError):
    """A name that cannot be registered or found; the message says what to do about it."""


@dataclass(frozen=True)
class Entry:
    """What the registry knows about one name; ``cls`` is None where its plugin is broken."""

    name: str
    source: str  # the distribution or module it comes from, or "this session"
    summary: str = ""  # first line of its docstring
    cls: type[MultiDiscriminator] | None = None
    error: str | None = None  # what is wrong with a broken plugin
    cause: BaseException | None = field(default=None, repr=False, compare=False)
    example: Mapping[str, object] | None = None  # options of a small instance, for checks and demos
    sub: type[nn.Module] | None = None  # the class that **options are passed on to
    sub_excludes: tuple[str, ...] = ()  # its parameters that the committee fills in


_registered: dict[str, Entry] = {}


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
        sub: the class to which the constructor passes its ``**options``, so that they are checked.
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
        owner = _registered.get(name)
        if owner is not None and _origin(owner.cls) != _origin(cls):
            raise RegistryError(
                f"{name!r} is taken by {_origin(owner.cls)}: choose another name for "
                f"{_origin(cls)}, or call unregister({name!r}) first."
            )
        made = Entry(name, _source(cls), _summary(cls), cls, example=_frozen(example))
        made = replace(made, sub=sub, sub_excludes=tuple(sub_excludes))
        if sub is None:
            made = _with_inherited_sub(made)
        if example is not None:
            check_options(cls, example, made.sub, made.sub_excludes)
        _registered[name] = made
        return cls

    return decorate


def unregister(name: str) -> None:
    """Forget a registered class. An installed plugin of that name comes back when asked for."""
    if name not in _registered:
        raise RegistryError(f"{name!r} is not registered.{did_you_mean(name, _registered)}")
    del _registered[name]


def names() -> list[str]:
    """Every name there is, sorted, broken plugins included; none is imported to find out."""
    return sorted(_registered.keys() | _plugins().keys())


def entry(name: str) -> Entry:
    """All about one name. This imports its plugin; a broken one is described, not raised.

    Raises:
        RegistryError: nobody registered the name.
    """
    if name not in _registered:
        points = _plugins().get(name)
        if not points:
            known = names()
            listing = ", ".join(known) or "none"
            raise RegistryError(
                f"no discriminator is called {name!r}.{did_you_mean(name, known)} Known: {listing}."
            )
        return _from_plugin(points)
    return _registered[name]


def entries() -> list[Entry]:
    """Describe every name, and after it any plugin that wanted a name already taken."""
    found = []
    for name in names():
        made = entry(name)
        found.append(made)
        if made.cls is not None:
            found += [
                Entry(name, _distribution(point), error=f"the name is taken by {made.source}")
                for point in _plugins().get(name, ())
                if point.value.replace(":", ".") != _origin(made.cls)
            ]
    return found


def get(name: str) -> type[MultiDiscriminator]:
    """The class registered as ``name``, importing its plugin if it comes from one.

    Raises:
        RegistryError: nobody registered the name, or its plugin is broken.
    """
    return _working(name)[1]


def create(name: str, /, **options: object) -> MultiDiscriminator:
    """Build a discriminator: ``create("mpd", periods=(2, 3))``.

    Raises:
        RegistryError: nobody registered the name, or its plugin is broken.
        TypeError: an option is unknown or missing; nothing has been built.
    """
    made, cls = _working(name)
    check_options(cls, options, made.sub, made.sub_excludes)
    return cls(**options)


def example(name: str) -> MultiDiscriminator:
    """Build the small instance that was registered with ``name``, for checks, tests and demos."""
    made, _ = _working(name)
    # a constructor that keeps or changes a list must not change the registry's
    return create(name, **copy.deepcopy(dict(made.example or {})))


def _working(name: str) -> tuple[Entry, type[MultiDiscriminator]]:
    made = entry(name)
    if made.cls is None:
        raise RegistryError(f"{name!r} cannot be used: {made.error}") from made.cause
    return made, made.cls


def _plugins() -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return found


def _from_plugin(points: list[EntryPoint]) -> Entry:
    name, sources = points[0].name, sorted({_distribution(point) for point in points})
    if len({point.value for point in points}) > 1:
        both = " and ".join(sources)
        return Entry(name, both, error=f"{both} both offer {name!r}: uninstall one of them")
    before = dict(_registered)
    try:
        cls = points[0].load()
        _adopt(name, cls)
        _registered[name] = replace(_registered[name], source=sources[0])
    except (Exception, SystemExit) as error:  # a plugin breaks only itself, however it fails
        _registered.clear()
        _registered.update(before)
        reason = f"{points[0].value} does not load: {type(error).__name__}: {error}"
        return Entry(name, sources[0], error=reason, cause=error)
    return _registered[name]


def _adopt(name: str, cls: type[MultiDiscriminator]) -> None:
    """Register what an entry point led to, unless its own decorator has done so already."""
    known = [made for made in _registered.values() if made.cls is cls]
    if any(made.name == name for made in known):
        return
    if known:
        first = known[0]
        register(name, example=first.example, sub=first.sub, sub_excludes=first.sub_excludes)(cls)
    else:
        register(name)(cls)


def _with_inherited_sub(made: Entry) -> Entry:
    parents = {other.cls: other for other in _registered.values() if other.sub is not None}
    for parent in made.cls.__mro__[1:] if made.cls else ():
        if parent in parents:
            other = parents[parent]
            return replace(made, sub=other.sub, sub_excludes=other.sub_excludes)
    return made


def _check_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise RegistryError(f"{name!r} is no discriminator name: use lower_snake_case")


def _check_class(cls: object) -> None:
    if not (isclass(cls) and issubclass(cls, MultiDiscriminator)):
        raise TypeError(f"{cls!r} cannot be registered: it is no subclass of MultiDiscriminator")
    if missing := sorted(cls.__abstractmethods__):
        raise TypeError(
            f"{cls.__name__} cannot be registered: define {' and '.join(missing)} first"
        )


def _frozen(options: Mapping[str, object] | None) -> Mapping[str, object] | None:
    return None if options is None else MappingProxyType(copy.deepcopy(dict(options)))


def _origin(cls: type | None) -> str:
    return f"{cls.__module__}.{cls.__qualname__}" if cls else ""


def _source(cls: type) -> str:
    return "this session" if cls.__module__ == "__main__" else cls.__module__.partition(".")[0]


def _summary(cls: type) -> str:
    text = (
        vars(cls).get("__doc__") or ""
    )  # not inherited: a parent's line would describe the parent
    return cleandoc(text).partition("\n")[0]


def _distribution(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown package"
