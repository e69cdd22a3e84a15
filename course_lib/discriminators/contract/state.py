"""Can it be copied, saved, loaded, and moved to another precision or device?"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from course_lib.discriminators.contract.probe import CheckAborted, Probe, describe

# Operations that accept tensors on two devices: copies, and indexing with an index on the CPU.
BETWEEN_DEVICES = ("aten::copy_", "aten::_to_copy", "aten::index", "aten::index_put_")


def check_copy(probe: Probe) -> Iterator[str]:
    """Deep-copy it, before and after it scores a wave."""
    error, when = probe.copy_error, ""
    if error is None:
        probe.reset(train=True)
        probe.run(probe.wave().requires_grad_(), grad=True, seed=0)
        try:
            copy.deepcopy(probe.module)
        except Exception as failure:
            error, when = failure, " after scoring a wave"
    if error is not None:
        yield (
            f"copy.deepcopy fails{when}: {describe(error)}. Averaged weights and checkpoints need "
            "copies. Usual cause: an activation stored on self, or the old torch.nn.utils."
            "weight_norm; store results in local variables."
        )


def check_state_dict(probe: Probe) -> Iterator[str]:
    """Change its weights, then load its state dict: the output must be the old one."""
    probe.reset()
    wave = probe.wave(4)
    before = probe.run(wave)
    saved = {name: tensor.clone() for name, tensor in probe.module.state_dict().items()}
    try:
        with torch.no_grad():
            for tensor in probe.module.state_dict().values():
                if tensor.is_floating_point():
                    tensor.add_(0.5)
        probe.module.load_state_dict(saved)
    except Exception as error:
        raise CheckAborted(
            f"its own state dict doesn't load: {describe(error)}. A checkpoint would be lost. "
            "Usual cause: an overridden state_dict or load_state_dict."
        ) from error
    after = probe.run(wave)
    for (name, one), (_, two) in zip(before.named(), after.named(), strict=True):
        if not torch.equal(one, two) and not one.isnan().any():
            yield (
                f"{name} changes when its own state dict is loaded: a checkpoint doesn't restore "
                "it. Usual cause: a value computed once from the weights and stored on self, or a "
                "state dict with a missing entry."
            )
            return


def check_dtype(probe: Probe) -> Iterator[str]:
    """Convert it to double precision: everything must follow."""
    probe.reset()
    double = probe.another(copy.deepcopy(probe.module).double())
    try:
        output = double.run(probe.wave().double())
    except CheckAborted as aborted:
        why = describe(aborted.__cause__) if aborted.__cause__ else str(aborted)
        yield (
            f"it crashes in double precision: {why}. Something doesn't follow .to(dtype). Usual "
            "cause: a constant in a plain attribute, or created in forward without dtype=; "
            "use register_buffer, or wave.new_zeros."
        )
        return
    for name, tensor in output.named():
        if tensor.dtype != torch.float64:
            yield (
                f"{name} is {tensor.dtype} though wave and weights are torch.float64: something "
                "doesn't follow .to(dtype). Usual cause: .float() in forward, or a constant "
                "created without dtype=; use register_buffer, or wave.new_zeros."
            )
            return


def check_device(probe: Probe) -> Iterator[str]:
    """Move it to torch's data-free meta device: anything left behind is bound to the CPU."""
    probe.reset()
    elsewhere = probe.another(copy.deepcopy(probe.module).to("meta"))
    try:
        with _OneDevice():  # type: ignore[no-untyped-call]  # torch leaves its modes untyped
            output = elsewhere.run(probe.wave().to("meta"))
    except CheckAborted as aborted:
        if isinstance(aborted.__cause__, TwoDevicesError) or " device" in str(aborted.__cause__):
            yield _left_behind(describe(aborted.__cause__) if aborted.__cause__ else "")
        return  # other errors are limits of the meta device
    for name, tensor in output.named():
        if tensor.device.type != "meta":
            yield _left_behind(f"{name} stays on {tensor.device}")
            return


class TwoDevicesError(RuntimeError):
    """An operation got tensors on two devices."""


class _OneDevice(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Refuse to compute with tensors on two devices, as a GPU does; the meta device doesn't."""

    def __torch_dispatch__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        kwargs = kwargs or {}
        tensors = [x for x in tree_leaves((args, dict(kwargs))) if isinstance(x, Tensor)]
        # A tensor without axes counts as a number, which every device accepts.
        devices = {tensor.device.type for tensor in tensors if tensor.ndim}
        name = str(getattr(func, "_schema", func)).partition("(")[0].partition(".")[0]
        if len(devices) > 1 and name not in BETWEEN_DEVICES:
            raise TwoDevicesError(f"{name.partition('::')[2]} got tensors on two devices")
        return func(*args, **kwargs)


def _left_behind(what: str) -> str:
    return (
        f"something stays on the CPU when it is moved: {what}. On a GPU this crashes. Usual "
        "cause: a constant in a plain attribute, or created in forward without device=; use "
        "register_buffer, or wave.new_zeros."
    )
