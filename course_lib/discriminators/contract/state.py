"""Can it be copied, saved, loaded, and moved to another precision or device?"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from course_lib.discriminators.contract.probe import Broken, Probe, describe

# operations that may take tensors of two devices: a copy, and an index that lives on the CPU
BETWEEN_DEVICES = ("aten::copy_", "aten::_to_copy", "aten::index", "aten::index_put_")


def check_copy(probe: Probe) -> Iterator[str]:
    """Deep-copy it, before and after it has judged a wave."""
    error, when = probe.copy_error, ""
    if error is None:
        probe.reset(train=True)
        probe.judge(probe.wave().requires_grad_(), grad=True, seed=0)
        try:
            copy.deepcopy(probe.module)
        except Exception as failure:
            error, when = failure, " after judging a wave"
    if error is not None:
        yield (
            f"copy.deepcopy fails{when}: {describe(error)}. Averaged weights and checkpoints need "
            "copies. Usual cause: an activation kept on self, or the old torch.nn.utils."
            "weight_norm; keep results in local variables."
        )


def check_state_dict(probe: Probe) -> Iterator[str]:
    """Load its state dict into a copy with other weights: it must judge as before."""
    probe.reset()
    wave = probe.wave(4)
    before = probe.judge(wave)
    saved = {name: tensor.clone() for name, tensor in probe.module.state_dict().items()}
    try:
        with torch.no_grad():
            for tensor in probe.module.state_dict().values():
                if tensor.is_floating_point():
                    tensor.add_(0.5)
        probe.module.load_state_dict(saved)
    except Exception as error:
        raise Broken(
            f"its own state dict does not load: {describe(error)}. A checkpoint would be lost. "
            "Usual cause: state_dict or load_state_dict were overridden."
        ) from error
    after = probe.judge(wave)
    for (name, one), (_, two) in zip(before.named(), after.named(), strict=True):
        if not torch.equal(one, two) and not one.isnan().any():
            yield (
                f"{name} is another after loading its own state dict: a checkpoint does not bring "
                "it back. Usual cause: a value computed once from the weights and kept on self, "
                "or a state dict with an entry left out."
            )
            return


def check_dtype(probe: Probe) -> Iterator[str]:
    """Move it to double precision: everything must follow."""
    probe.reset()
    double = probe.another(copy.deepcopy(probe.module).double())
    try:
        verdict = double.judge(probe.wave().double())
    except Broken as broken:
        why = describe(broken.__cause__) if broken.__cause__ else str(broken)
        yield (
            f"it crashes in double precision: {why}. Something did not follow .to(dtype). Usual "
            "cause: a constant kept as a plain attribute, or made in forward without dtype=; "
            "use register_buffer, or wave.new_zeros."
        )
        return
    for name, tensor in verdict.named():
        if tensor.dtype != torch.float64:
            yield (
                f"{name} is {tensor.dtype} where wave and weights are torch.float64: something "
                "did not follow .to(dtype). Usual cause: .float() in forward, or a constant made "
                "without dtype=; use register_buffer, or wave.new_zeros."
            )
            return


def check_device(probe: Probe) -> Iterator[str]:
    """Move it to torch's data-free device: whatever stays behind is bound to the CPU."""
    probe.reset()
    elsewhere = probe.another(copy.deepcopy(probe.module).to("meta"))
    try:
        with _OneDevice():  # type: ignore[no-untyped-call]  # torch leaves its modes untyped
            verdict = elsewhere.judge(probe.wave().to("meta"))
    except Broken as broken:
        if isinstance(broken.__cause__, TwoDevicesError) or " device" in str(broken.__cause__):
            yield _left_behind(describe(broken.__cause__) if broken.__cause__ else "")
        return  # other refusals are the data-free device's own limits
    for name, tensor in verdict.named():
        if tensor.device.type != "meta":
            yield _left_behind(f"{name} stays on {tensor.device}")
            return


class TwoDevicesError(RuntimeError):
    """An operation met tensors of two devices."""


class _OneDevice(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Refuse to compute with tensors of two devices, as a GPU does; the meta device is laxer."""

    def __torch_dispatch__(
        self,
        func: Callable[..., object],
        types: Sequence[type],
        args: tuple[object, ...] = (),
        kwargs: Mapping[str, object] | None = None,
    ) -> object:
        kwargs = kwargs or {}
        tensors = [x for x in tree_leaves((args, dict(kwargs))) if isinstance(x, Tensor)]
        # a tensor without axes counts as a number: every device accepts those
        devices = {tensor.device.type for tensor in tensors if tensor.ndim}
        name = str(getattr(func, "_schema", func)).partition("(")[0].partition(".")[0]
        if len(devices) > 1 and name not in BETWEEN_DEVICES:
            raise TwoDevicesError(f"{name.partition('::')[2]} met tensors of two devices")
        return func(*args, **kwargs)


def _left_behind(what: str) -> str:
    return (
        f"something stays on the CPU when it is moved: {what}. On a GPU this crashes. Usual "
        "cause: a constant kept as a plain attribute, or made in forward without device=; use "
        "register_buffer, or wave.new_zeros."
    )
