"""Describe one discriminator for ``course info``: options, defaults, example, docstrings."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from inspect import getdoc

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.registry import RegistryEntry, example, example_options
from course_lib.discriminators.registry.arguments import AcceptedOption, accepted_options


@dataclass(frozen=True)
class Description:
    """What is known about one discriminator; ``str()`` is for people, ``as_json`` for machines."""

    entry: RegistryEntry
    cls: type[MultiDiscriminator]
    options: tuple[AcceptedOption, ...]
    example: dict[str, object]
    parameters: int | None  # of the example; None where it cannot be built
    documents: tuple[str, ...]  # docstrings of the class and of its sub-discriminators

    def __str__(self) -> str:
        lines = [f"{self.entry.name}: {self.cls.__name__}, from {self.entry.source}", ""]
        for owner in dict.fromkeys(option.owner for option in self.options):
            passed_on = "" if owner == self.cls.__name__ else f", passed on to {owner}"
            lines.append(f"Options{passed_on}")
            own = [option for option in self.options if option.owner == owner]
            width = max(len(option.name) for option in own)
            lines += [f"  {option.name:<{width}}  {_default(option)}" for option in own]
            lines.append("")
        lines += [self._example(), "", *"\n\n".join(self.documents).split("\n")]
        return "\n".join(lines).rstrip()

    def as_json(self) -> dict[str, object]:
        """Return plain data; a default that JSON lacks becomes its Python text."""
        options = [
            {
                "name": option.name,
                "required": option.required,
                "default": None if option.required else _plain(option.default),
                "owner": option.owner,
            }
            for option in self.options
        ]
        return {
            "name": self.entry.name,
            "class": self.cls.__name__,
            "source": self.entry.source,
            "options": options,
            "example": _plain(self.example),
            "parameters": self.parameters,
            "doc": "\n\n".join(self.documents),
        }

    def _example(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.example.items())
        call = f"create({self.entry.name!r}{', ' if options else ''}{options})"
        if self.parameters is None:
            return "No example: it has required options and was registered without an example."
        return f"Example: {call}\n  {self.parameters} parameters"


def describe(entry: RegistryEntry, cls: type[MultiDiscriminator]) -> Description:
    """Return the description of a registered class."""
    options, _ = accepted_options(cls, entry.sub, entry.sub_excludes)
    try:
        discriminator = example(entry.name)
    except Exception:  # the rest of the description doesn't need it
        count = None
    else:
        count = sum(parameter.numel() for parameter in discriminator.parameters())
    classes = [c for c in (cls, entry.sub) if c is not None]
    documents = tuple(f"{c.__name__}\n{_indented(getdoc(c))}" for c in classes if c.__doc__)
    return Description(entry, cls, tuple(options), example_options(cls), count, documents)


def _default(option: AcceptedOption) -> str:
    if option.required:
        return "required"
    value = dict(option.default) if isinstance(option.default, Mapping) else option.default
    return value.__name__ if inspect.isclass(value) or inspect.isroutine(value) else repr(value)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else repr(value)


def _indented(text: str | None) -> str:
    return "\n".join(f"  {line}".rstrip() for line in (text or "").split("\n"))
