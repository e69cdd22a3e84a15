"""Check options against signatures, before anything is built.

A multi-discriminator often passes ``**options`` on to its sub-discriminators, and Python checks
those names late, one at a time, or never. AudioCraft's default configuration contains
``mpd: {kernel_size: 5, filter_scales: 4}``; both names are wrong, and nothing reports it.

The options of a class are
    its own parameters;
    if it takes ``**options``, also the parameters of its parent classes;
    if ``**options`` go to a sub-discriminator, also the parameters of that class, except for those
    that the multi-discriminator sets itself (``sub_excludes``).
"""

import inspect
from collections.abc import Collection, Iterable, Mapping
from inspect import Parameter
from typing import NamedTuple

from torch import nn

from course_lib.spelling import did_you_mean


class AcceptedOption(NamedTuple):
    """One option of a class."""

    name: str
    default: object
    required: bool
    owner: str  # the class whose signature contains it


def accepted_options(
    cls: type, sub: type | None = None, sub_excludes: Collection[str] = ()
) -> tuple[list[AcceptedOption], bool]:
    """Return the options of ``cls``, and whether it accepts any other name as well.

    Args:
        cls: The class to be built.
        sub: The class that finally receives the ``**options``.
        sub_excludes: The parameters of ``sub`` that ``cls`` sets itself.
    """
    options, is_open = _own_options(cls)
    if not is_open:
        return options, False
    for parent in cls.__mro__[1:]:
        if "__init__" in vars(parent) and _defines_options(parent):
            inherited, is_open = _own_options(parent)
            # the class in between may set what its parent requires
            _add(options, [option._replace(required=False) for option in inherited])
            if not is_open:
                return options, False
    if sub is None:
        return options, True
    forwarded, is_open = accepted_options(sub)
    _add(options, [option for option in forwarded if option.name not in sub_excludes])
    return options, is_open


def check_options(
    cls: type,
    options: Mapping[str, object],
    sub: type | None = None,
    sub_excludes: Collection[str] = (),
) -> None:
    """Raise an error if options of ``cls`` are unknown or missing.

    Args:
        cls: The class to be built.
        options: The options to pass, by name.
        sub: The class that finally receives the ``**options``.
        sub_excludes: The parameters of ``sub`` that ``cls`` sets itself.

    Raises:
        TypeError: An option is unknown or missing. The message lists all such names, with
            suggestions and the accepted options.
    """
    accepted, is_open = accepted_options(cls, sub, sub_excludes)
    known = [option.name for option in accepted]
    faults = [
        _unknown(name, known, cls, sub, sub_excludes)
        for name in options
        if name not in known and not is_open
    ]
    missing = [option.name for option in accepted if option.required and option.name not in options]
    if missing:
        faults.append(f"needs {_quoted(missing)}, which {_has(missing)} no default")
    if faults:
        listing = ", ".join(known) or "nothing"
        raise TypeError(f"{cls.__name__} {', '.join(faults)}. Its options: {listing}.")


def _own_options(cls: type) -> tuple[list[AcceptedOption], bool]:
    if not _defines_options(cls):
        return [], False
    parameters = inspect.signature(inspect.getattr_static(cls, "__init__")).parameters
    by_name = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    options = [
        AcceptedOption(p.name, p.default, p.default is Parameter.empty, cls.__name__)
        for p in parameters.values()
        if p.kind in by_name and p.name != "self"
    ]
    return options, any(p.kind is Parameter.VAR_KEYWORD for p in parameters.values())


def _defines_options(cls: type) -> bool:
    """Return whether the class has a constructor of its own: nn.Module's signature says nothing."""
    return inspect.getattr_static(cls, "__init__") not in (nn.Module.__init__, object.__init__)


def _add(options: list[AcceptedOption], more: Iterable[AcceptedOption]) -> None:
    have = {option.name for option in options}
    options.extend(option for option in more if option.name not in have)


def _unknown(
    name: str, known: list[str], cls: type, sub: type | None, sub_excludes: Collection[str]
) -> str:
    hint = did_you_mean(name, known).strip()
    suggestion = f" ({hint[0].lower()}{hint[1:]})" if hint else ""
    if sub is not None and name in sub_excludes:
        return f"sets {name!r} of each {sub.__name__} itself{suggestion}"
    return f"has no option {name!r}{suggestion}"


def _quoted(names: Iterable[str]) -> str:
    return " and ".join(repr(name) for name in names)


def _has(names: Collection[str]) -> str:
    return "has" if len(names) == 1 else "have"
