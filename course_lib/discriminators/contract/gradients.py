"""Does the gradient reach the wave and every parameter, and are all weights visible to torch?"""

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor, nn

from course_lib.discriminators.contract.probe import CheckAborted, Probe, ProbedOutput
from course_lib.seeding import plain_seed_generator

NUDGES = 3  # how many random changes of the weights a zero gradient must survive


def check_attached(probe: Probe) -> Iterator[str]:
    """Find outputs that are detached from the graph or from the wave."""
    probe.reset(train=True)
    wave = probe.wave(3).requires_grad_()
    output = probe.run(wave, grad=True, seed=0)
    cut = [name for name, tensor in output.named() if not tensor.requires_grad]
    if cut:
        yield (
            f"{_list(cut)} {_is(cut)} detached from the graph: no gradient flows back, neither to "
            "the weights nor to the generator. Usual cause: detach(), .data, numpy, "
            "torch.no_grad() or a comparison in forward."
        )
        return
    unreached = [
        name for name, tensors in _by_sub_discriminator(output) if not _moves(tensors, wave)
    ]
    if unreached := _still_unreached(probe, unreached, wave):
        yield (
            f"no gradient reaches the wave from {_list(unreached)}: a generator can't learn from "
            "it. Usual cause: the wave is detached or rounded, or its values are never used."
        )


def check_parameters(probe: Probe) -> Iterator[str]:
    """Find parameters that no logit depends on."""
    if probe.lazy:
        yield (
            f"{_list(probe.lazy)} {_has(probe.lazy)} no shape before the first wave: weights "
            "can't be counted or loaded. Usual cause: a Lazy layer; use a layer with given sizes."
        )
        return
    named = {name: p for name, p in probe.module.named_parameters() if p.requires_grad}
    if not named:
        yield (
            "it has no trainable parameter, so an optimiser has nothing to train. Usual cause: "
            "layers in a plain list, where torch doesn't find them; use nn.ModuleList."
        )
        return
    if dead := _dead(probe, named):
        yield (
            f"no gradient reaches {_list(dead)} from the logits, so {_it(dead)} never trained. "
            "Usual cause: a layer that forward doesn't use, or whose result is dropped."
        )


def check_hidden(probe: Probe) -> Iterator[str]:
    """Find weights that affect the output but aren't parameters of the discriminator."""
    places = hiding_places(probe.module)
    if not places and not _unknown_leaves(probe):
        return
    where = f" in {_list(places)}" if places else ""
    yield (
        f"some weights{where} are hidden from torch: they are missing from parameters() and the "
        "state dict, so they aren't trained, saved or moved. Usual cause: layers in a plain "
        "list, tuple or dict; use nn.ModuleList or nn.ModuleDict, and nn.Parameter for tensors."
    )


def hiding_places(module: nn.Module) -> list[str]:
    """Return the attributes with modules or parameters in places where torch doesn't look."""
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
    output = probe.run(wave, grad=True, seed=0)
    known = {id(parameter) for parameter in probe.module.parameters()} | {id(wave)}
    nodes = [tensor.grad_fn for _, tensor in output.named()]
    seen = set()
    while nodes:
        node = nodes.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        leaf = getattr(node, "variable", None)  # only a leaf's own node has one
        if isinstance(leaf, Tensor) and id(leaf) not in known:
            return True
        nodes += [following for following, _ in node.next_functions]
    return False


def _still_unreached(probe: Probe, unreached: list[str], wave: Tensor) -> list[str]:
    for seed in range(NUDGES if unreached else 0):  # weights that start at zero can hide a path
        _nudge(probe, seed)
        groups = dict(_by_sub_discriminator(probe.run(wave, grad=True, seed=0)))
        unreached = [
            name for name in unreached if name in groups and not _moves(groups[name], wave)
        ]
    return unreached


def _dead(probe: Probe, named: dict[str, nn.Parameter]) -> list[str]:
    dead = dict(named)
    for seed in range(NUDGES + 1):
        if not dead:
            break
        probe.reset(train=True)
        if seed:
            _nudge(probe, seed)
        output = probe.run(probe.wave(seed), grad=True, seed=0)
        total = _score(logits for logits in output.logits if logits.requires_grad)
        if not total.requires_grad:
            raise CheckAborted("no logit depends on any parameter.")
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


def _by_sub_discriminator(output: ProbedOutput) -> list[tuple[str, list[Tensor]]]:
    logits = [(f"logits[{k}]", [tensor]) for k, tensor in enumerate(output.logits)]
    return logits + [(f"fmaps[{k}]", maps) for k, maps in enumerate(output.fmaps) if maps]


def _score(tensors: Iterable[Tensor]) -> Tensor:
    """Return a randomly weighted sum: a plain sum may cancel after a normalisation."""
    rng = plain_seed_generator(0)
    total = torch.zeros(())
    for tensor in tensors:
        weights = torch.rand(tensor.shape, generator=rng).to(tensor)
        total = total.to(tensor) + (tensor * (weights + 0.5)).sum()
    return total


def _nudge(probe: Probe, seed: int) -> None:
    rng = plain_seed_generator(seed)
    with torch.no_grad():
        for parameter in probe.module.parameters():
            noise = torch.randn(parameter.shape, generator=rng).to(parameter)
            parameter.add_(0.1 * noise)


def _list(names: list[str]) -> str:
    shown = names[:4]
    more = f" and {len(names) - 4} more" if len(names) > 4 else ""
    return ", ".join(shown) + more


def _is(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _it(names: list[str]) -> str:
    return "it is" if len(names) == 1 else "they are"


def _has(names: list[str]) -> str:
    return "has" if len(names) == 1 else "have"
