"""Does the gradient reach the wave, every parameter, and nothing that is hidden?"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn

from course_lib.discriminators.contract.probe import Broken, Probe, Verdict

NUDGES = 3  # draws of other weights before a zero gradient is believed


def check_attached(probe: Probe) -> Iterator[str]:
    """Find outputs that are cut off from the graph or from the wave."""
    probe.reset(train=True)
    wave = probe.wave(3).requires_grad_()
    verdict = probe.judge(wave, grad=True, seed=0)
    cut = [name for name, tensor in verdict.named() if not tensor.requires_grad]
    if cut:
        yield (
            f"{_list(cut)} {_is(cut)} cut off from the graph: no gradient comes back from there, "
            "neither to the weights nor to the generator. Usual cause: detach(), .data, numpy, "
            "or torch.no_grad() in forward."
        )
        return
    deaf = [name for name, tensors in _judges(verdict) if not _moves(tensors, wave)]
    if deaf := _still_deaf(probe, deaf, wave):
        yield (
            f"no gradient reaches the wave from {_list(deaf)}: a generator cannot learn from it. "
            "Usual cause: the wave is detached or rounded, or its values are never used."
        )


def check_parameters(probe: Probe) -> Iterator[str]:
    """Name the parameters that no logit depends on."""
    if probe.lazy:
        yield (
            f"{_list(probe.lazy)} {_has(probe.lazy)} no shape before the first wave: weights "
            "cannot be counted or loaded. Usual cause: a Lazy layer; give it its sizes."
        )
        return
    named = {name: p for name, p in probe.module.named_parameters() if p.requires_grad}
    if not named:
        yield (
            "it has no trainable parameter: an optimiser has nothing to improve. Usual cause: "
            "layers in a plain list, where torch does not find them; use nn.ModuleList."
        )
        return
    if dead := _dead(probe, named):
        yield (
            f"no gradient reaches {_list(dead)} from the logits: {_is(dead)} never trained. Usual "
            "cause: a layer that forward does not use, or whose result is dropped."
        )


def check_hidden(probe: Probe) -> Iterator[str]:
    """Find what computes the output and learns, yet is no parameter of the discriminator."""
    places = hiding_places(probe.module)
    if not places and not _unknown_leaves(probe):
        return
    where = f" in {_list(places)}" if places else ""
    yield (
        f"some weights{where} are hidden from torch: they are missing from parameters() and from "
        "the state dict, so they are not trained, saved or moved. Usual cause: layers in a plain "
        "list, tuple or dict; use nn.ModuleList or nn.ModuleDict, and nn.Parameter for tensors."
    )


def hiding_places(module: nn.Module) -> list[str]:
    """Attributes that hold modules or parameters where torch does not look for them."""
    modules = {id(m) for m in module.modules()}
    parameters = {id(p) for p in module.parameters()}
    places = []
    for prefix, owner in module.named_modules():
        for name, value in vars(owner).items():
            lost = any(
                (isinstance(item, nn.Module) and id(item) not in modules)
                or (isinstance(item, nn.Parameter) and id(item) not in parameters)
                for item in _contents(value)
            )
            if lost:
                places.append(f"{prefix}.{name}" if prefix else name)
    return places


def _contents(value: object, depth: int = 3) -> Iterator[object]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple | set):
        for item in value if depth else ():
            yield from _contents(item, depth - 1)
    else:
        yield value


def _unknown_leaves(probe: Probe) -> bool:
    probe.reset(train=True)
    wave = probe.wave(3).requires_grad_()
    verdict = probe.judge(wave, grad=True, seed=0)
    known = {id(parameter) for parameter in probe.module.parameters()} | {id(wave)}
    nodes = [tensor.grad_fn for _, tensor in verdict.named()]
    seen = set()
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        leaf = getattr(node, "variable", None)  # only the node that ends at a leaf has one
        if isinstance(leaf, Tensor) and id(leaf) not in known:
            return True
        nodes += [following for following, _ in node.next_functions]
    return False


def _still_deaf(probe: Probe, deaf: list[str], wave: Tensor) -> list[str]:
    for seed in range(NUDGES if deaf else 0):  # weights that start at zero hide an open path
        _nudge(probe, seed)
        judges = dict(_judges(probe.judge(wave, grad=True, seed=0)))
        deaf = [name for name in deaf if name in judges and not _moves(judges[name], wave)]
    return deaf


def _dead(probe: Probe, named: dict[str, nn.Parameter]) -> list[str]:
    dead = dict(named)
    for seed in range(NUDGES + 1):
        if not dead:
            break
        probe.reset(train=True)
        if seed:
            _nudge(probe, seed)
        verdict = probe.judge(probe.wave(seed), grad=True, seed=0)
        total = _score(logits for logits in verdict.logits if logits.requires_grad)
        if not total.requires_grad:
            raise Broken("no logit depends on any parameter.")
        gradients = torch.autograd.grad(total, list(dead.values()), allow_unused=True)
        dead = {
            name: parameter
            for (name, parameter), gradient in zip(dead.items(), gradients, strict=True)
            if gradient is None or not bool(gradient.count_nonzero())
        }
    return list(dead)


def _moves(tensors: list[Tensor], wave: Tensor) -> bool:
    (gradient,) = torch.autograd.grad(_score(tensors), wave, retain_graph=True, allow_unused=True)
    return gradient is not None and bool(gradient.count_nonzero())


def _judges(verdict: Verdict) -> list[tuple[str, list[Tensor]]]:
    logits = [(f"logits[{k}]", [tensor]) for k, tensor in enumerate(verdict.logits)]
    return logits + [(f"fmaps[{k}]", maps) for k, maps in enumerate(verdict.fmaps) if maps]


def _score(tensors: Iterable[Tensor]) -> Tensor:
    """One number with random weights: a plain sum may cancel after a normalisation."""
    generator = torch.Generator().manual_seed(0)
    total = torch.zeros(())
    for tensor in tensors:
        weights = torch.rand(tensor.shape, generator=generator).to(tensor)
        total = total.to(tensor) + (tensor * (weights + 0.5)).sum()
    return total


def _nudge(probe: Probe, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in probe.module.parameters():
            noise = torch.randn(parameter.shape, generator=generator).to(parameter)
            parameter.add_(0.1 * noise)


def _list(names: list[str]) -> str:
    shown = names[:4]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(shown) + more


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _has(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"
