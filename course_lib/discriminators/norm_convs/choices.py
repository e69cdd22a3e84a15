"""Choose a class by its name, as configurations do, and be told when there is no such name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from torch import nn

from course_lib.spelling import did_you_mean

Choice = TypeVar("Choice")

# The default of every activation_params: the slope of a LeakyReLU for negative input.
LEAKY_SLOPE: Mapping[str, Any] = MappingProxyType({"negative_slope": 0.2})

# Attention takes three inputs and GLU halves the channels: neither can follow a convolution here.
_ACTIVATIONS = {
    name: getattr(nn, name)
    for name in nn.modules.activation.__all__
    if name not in {"MultiheadAttention", "GLU"}
}


def choose(what: str, name: str, known: Mapping[str, Choice]) -> Choice:
    """Look up ``name``, or say which names there are.

    Raises:
        ValueError: ``name`` is not among the known ones; the message suggests the closest.
    """
    if name in known:
        return known[name]
    hint = did_you_mean(str(name), known)
    raise ValueError(f"no {what} is called {name!r}.{hint} Known: {', '.join(known)}.")


def make_activation(name: str, params: Mapping[str, Any]) -> nn.Module:
    """Build the activation ``torch.nn.<name>(**params)``."""
    activation_class = choose("activation", name, _ACTIVATIONS)
    try:
        activation: nn.Module = activation_class(**params)
    except TypeError as error:
        raise TypeError(
            f"{name} does not take activation_params={dict(params)}: {error}. "
            f"Give activation_params={{}} for the defaults of {name}."
        ) from error
    return activation
