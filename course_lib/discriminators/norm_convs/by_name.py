"""Look up classes by name, as configurations do."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from torch import nn

from course_lib.spelling import did_you_mean

Choice = TypeVar("Choice")

# The default of each activation_params: the slope of a LeakyReLU for negative input.
LEAKY_SLOPE: Mapping[str, Any] = MappingProxyType({"negative_slope": 0.2})

# Attention takes three inputs and GLU halves the channels: neither can follow a convolution here.
_ACTIVATIONS = {
    name: getattr(nn, name)
    for name in nn.modules.activation.__all__
    if name not in {"MultiheadAttention", "GLU"}
}


def choose(what: str, name: str, known: Mapping[str, Choice]) -> Choice:
    """Return the value that is known by a name.

    Args:
        what: The kind of thing that is chosen, for the message.
        name: The name to look up.
        known: The values, by name.

    Raises:
        ValueError: The name is unknown; the message suggests the closest one and lists all.
    """
    if name in known:
        return known[name]
    hint = did_you_mean(str(name), known)
    raise ValueError(f"no {what} is called {name!r}.{hint} Known: {', '.join(known)}.")


def make_activation(name: str, params: Mapping[str, Any]) -> nn.Module:
    """Return the activation ``torch.nn.<name>(**params)``.

    Args:
        name: The name of a class in ``torch.nn``.
        params: The keyword arguments of that class.

    Raises:
        ValueError: There is no such activation.
        TypeError: The activation doesn't take these arguments.
    """
    activation_class = choose("activation", name, _ACTIVATIONS)
    try:
        activation: nn.Module = activation_class(**params)
    except TypeError as error:
        raise TypeError(
            f"{name} doesn't take activation_params={dict(params)}: {error}. "
            f"For the defaults of {name}, pass activation_params={{}}."
        ) from error
    return activation
