"""Build the discriminator that ``course check`` is asked about."""

import inspect
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from torch import nn

from course_lib.cli.wrong_use import WrongUseError
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import (
    RegistryError,
    entry,
    example_options,
    forwarding_of,
)
from course_lib.discriminators.registry.arguments import accepted_options, check_options


class BrokenSubjectError(Exception):
    """The discriminator cannot even be built: a failed check, not a wrong use."""


class Subject(NamedTuple):
    """A discriminator to be checked, and the channels of the waves it takes."""

    discriminator: nn.Module
    channels: int


def build(target: str, options: Mapping[str, object]) -> Subject:
    """Build a registered name or a ``module:Class``; ``options`` go on top of the example's.

    Raises:
        WrongUseError: there is no such thing, or it does not take these options.
        BrokenSubjectError: it fails while it is imported or built.
    """
    cls = _imported(target) if ":" in target else _registered(target)
    chosen = {**example_options(cls), **options}
    forwarding = forwarding_of(cls)
    try:
        check_options(cls, chosen, *forwarding)
    except TypeError as error:
        raise WrongUseError(f"{error} Give them with --options.") from error
    try:
        discriminator = cls(**chosen)
    except Exception as error:
        failure = f"{cls.__name__} cannot be built: {type(error).__name__}: {error}"
        if options:  # most likely the options are to blame
            raise WrongUseError(failure) from error
        raise BrokenSubjectError(failure) from error
    defaults = {option.name: option.default for option in accepted_options(cls, *forwarding)[0]}
    channels = chosen.get("in_channels", defaults.get("in_channels"))
    return Subject(discriminator, channels if isinstance(channels, int) else 1)


def _registered(name: str) -> type[MultiDiscriminator]:
    try:
        found = entry(name)
    except RegistryError as error:
        hint = " For a class of your own, write module:Class." if "." in name else ""
        raise WrongUseError(f"{error}{hint}") from error
    if found.cls is None:
        raise BrokenSubjectError(f"{name!r} is broken: {found.error}") from found.cause
    return found.cls


def _imported(target: str) -> type[nn.Module]:
    module_name, _, class_name = target.partition(":")
    if "/" in module_name or module_name.endswith(".py"):
        dotted = module_name.removesuffix(".py").strip("./").replace("/", ".")
        raise WrongUseError(f"write a module, not a file: {dotted}:{class_name}")
    if not all(part.isidentifier() for part in f"{module_name}.{class_name}".split(".")):
        raise WrongUseError(f"{target!r} is not of the form module:Class")
    cls = getattr(_module(module_name), class_name, None)
    if cls is None:
        raise WrongUseError(f"{module_name} has no class {class_name}")
    if not (inspect.isclass(cls) and issubclass(cls, nn.Module)):
        raise WrongUseError(f"{target} is no class derived from torch.nn.Module")
    if missing := sorted(getattr(cls, "__abstractmethods__", ())):
        raise BrokenSubjectError(f"{class_name} must still define {' and '.join(missing)}")
    return cls


def _module(name: str) -> object:
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)  # the command is run beside the file, as `python -m` would
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name and f"{name}.".startswith(f"{error.name}."):
            raise WrongUseError(
                f"there is no module {name!r} here or among those installed"
            ) from error
        raise BrokenSubjectError(f"{name} does not import: {error}") from error
    except (Exception, SystemExit) as error:
        raise BrokenSubjectError(
            f"{name} does not import: {type(error).__name__}: {error}"
        ) from error
