"""Build the discriminator that ``course check`` checks."""

import inspect
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from torch import nn

from course_lib.cli.errors import UsageError
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import (
    RegistryError,
    entry,
    example_options,
    forwarding_of,
)
from course_lib.discriminators.registry.arguments import accepted_options, check_options


class BrokenTargetError(Exception):
    """The discriminator can't be imported or built, so the check fails."""


class CheckTarget(NamedTuple):
    """A discriminator, and the number of channels of the waves that it takes."""

    discriminator: nn.Module
    channels: int


def build_target(target: str, options: Mapping[str, object]) -> CheckTarget:
    """Build a discriminator from its name.

    Args:
        target: A registered name, or ``module:Class``.
        options: Arguments of the constructor; they override those of the registered example.

    Raises:
        UsageError: ``target`` does not exist, or does not accept these options.
        BrokenTargetError: Importing or building it failed.
    """
    cls = _imported(target) if ":" in target else _registered(target)
    chosen = {**example_options(cls), **options}
    forwarding = forwarding_of(cls)
    try:
        check_options(cls, chosen, *forwarding)
    except TypeError as error:
        raise UsageError(f"{error} Give them with --options.") from error
    try:
        discriminator = cls(**chosen)
    except Exception as error:
        failure = f"{cls.__name__} cannot be built: {type(error).__name__}: {error}"
        if options:  # most likely they caused it
            raise UsageError(failure) from error
        raise BrokenTargetError(failure) from error
    defaults = {option.name: option.default for option in accepted_options(cls, *forwarding)[0]}
    channels = chosen.get("in_channels", defaults.get("in_channels"))
    return CheckTarget(discriminator, channels if isinstance(channels, int) else 1)


def _registered(name: str) -> type[MultiDiscriminator]:
    try:
        found = entry(name)
    except RegistryError as error:
        hint = " For a class of your own, write module:Class." if "." in name else ""
        raise UsageError(f"{error}{hint}") from error
    if found.cls is None:
        raise BrokenTargetError(f"{name!r} is broken: {found.error}") from found.cause
    return found.cls


def _imported(target: str) -> type[nn.Module]:
    module_name, _, class_name = target.partition(":")
    if "/" in module_name or module_name.endswith(".py"):
        dotted = module_name.removesuffix(".py").strip("./").replace("/", ".")
        raise UsageError(f"write a module, not a file: {dotted}:{class_name}")
    if not all(part.isidentifier() for part in f"{module_name}.{class_name}".split(".")):
        raise UsageError(f"the target must be a name or module:Class, got {target!r}")
    cls = getattr(_module(module_name), class_name, None)
    if cls is None:
        raise UsageError(f"{module_name} has no class {class_name}")
    if not (inspect.isclass(cls) and issubclass(cls, nn.Module)):
        raise UsageError(f"{target} must be a class derived from torch.nn.Module")
    if missing := sorted(getattr(cls, "__abstractmethods__", ())):
        raise BrokenTargetError(f"{class_name} must still define {' and '.join(missing)}")
    return cls


def _module(name: str) -> object:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # as `python -m` does
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise UsageError(
                f"there is no module {name!r}, neither in this folder nor installed"
            ) from error
        raise BrokenTargetError(f"{name} cannot be imported: {error}") from error
    except (Exception, SystemExit) as error:
        raise BrokenTargetError(
            f"{name} cannot be imported: {type(error).__name__}: {error}"
        ) from error
