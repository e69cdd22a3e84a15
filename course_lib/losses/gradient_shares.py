"""Measure the share of each loss in the gradient: at the generator's output, and in its parameters.

    loss ──► gradient at the output y ──► through the generator ──► gradient in the parameters

The two differ. A log-spectrogram is steep where a sound is quiet, so at y its gradient can
dominate; a generator whose last layer is an exponential passes on little of just that part. The
optimiser sees the parameters, a balancer sees y.

Conventions
    A share is ‖g_i‖ / sum_j ‖g_j‖, for the gradients of weighted losses. Shares add up to 1, or are
    all 0 if every gradient is. Measuring doesn't change any stored gradient.
"""

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from course_lib.losses.averages_over_ranks import average_gradients
from course_lib.losses.gradient_norms import mean_norms, partial_gradient


def shares_at_output(losses: Mapping[str, Tensor], output: Tensor) -> dict[str, float]:
    """Return the share of each loss in the gradient at the generator's output.

    The norm is measured per item of the batch and averaged, as in the balancer.

    Args:
        losses: The weighted losses, by name.
        output: The generator's output [batch, ...].
    """
    grads = {name: partial_gradient(name, loss, output) for name, loss in losses.items()}
    return _shares(mean_norms(grads, list(losses), per_item=True))


def shares_in_parameters(
    losses: Mapping[str, Tensor], parameters: Iterable[nn.Parameter]
) -> dict[str, float]:
    """Return the share of each loss in the gradient of the generator's parameters.

    Args:
        losses: The weighted losses, by name.
        parameters: The parameters of the generator.
    """
    trained = list(parameters)
    return _shares({name: _norm_in(trained, loss) for name, loss in losses.items()})


def _norm_in(parameters: Sequence[nn.Parameter], loss: Tensor) -> float:
    grads = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
    # Stand-ins carry the gradients, because the parameters' own gradients must stay unchanged.
    carriers = [nn.Parameter(torch.empty_like(parameter)) for parameter in parameters]
    for carrier, grad in zip(carriers, grads, strict=True):
        carrier.grad = grad
    average_gradients(carriers)
    averaged = [carrier.grad for carrier in carriers if carrier.grad is not None]
    return float(nn.utils.get_total_norm(averaged)) if averaged else 0.0


def _shares(norms: Mapping[str, float]) -> dict[str, float]:
    total = sum(norms.values())
    return {name: norm / total if total else 0.0 for name, norm in norms.items()}
