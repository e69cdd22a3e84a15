"""What each project puts into the file of its discriminators, and how to read it.

    hifigan       do_02500000            {"mpd": ..., "msd": ..., "optim_d": ...}
    bigvgan       bigvgan_discriminator_optimizer.pt    {"mpd": ..., "mrd": ...}; in v2 "mrd" is the
                                         constant-Q discriminator
    vits          D_*.pth                {"model": ...}: one scale, then five periods
    gpt-sovits    s2D488k.pth            {"weight": ...}, as VITS
    rvc           f0D40k.pth             {"model": ...}, as VITS, with eight periods in v2
    dac           weights.pth            {"state_dict": ...}: five periods, then three windows
    vocos         a Lightning checkpoint {"state_dict": {"multiperioddisc...", "multiresddisc..."}}
    audiocraft    a solver's checkpoint  {"adv_losses": {"msstftd": {"adversary...": ...}}}

A file is read with ``weights_only=True``: it contains tensors and plain data, or it is refused.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.peers.families import FAMILIES, PeerError, State, count
from course_lib.spelling import did_you_mean


@dataclass(frozen=True)
class LoadedPeer:
    """The discriminators of a file, by family, and the options that their weights imply."""

    kind: str
    discriminators: Mapping[str, MultiDiscriminator]
    options: Mapping[str, Mapping[str, Any]]

    def __getitem__(self, family: str) -> MultiDiscriminator:
        if family not in self.discriminators:
            raise KeyError(f"{family!r}: the file has {', '.join(self.discriminators)}")
        return self.discriminators[family]

    def __str__(self) -> str:
        lines = [f"{self.kind}:"]
        for family, own in self.discriminators.items():
            weights = sum(p.numel() for p in own.parameters())
            options = ", ".join(f"{key}={value!r}" for key, value in self.options[family].items())
            lines.append(f"  {family}, {weights:,} weights: create({family!r}, {options})")
        return "\n".join(lines)


def load_peer(
    path: str | Path,
    kind: str,
    *,
    periods: tuple[int, ...] | None = None,
    sample_rate: int | None = None,
) -> LoadedPeer:
    """Return the discriminators that another project trained, in eval mode.

    Args:
        path: The file with the weights.
        kind: The project; one of `KINDS`.
        periods: The periods of an MPD with other periods than all known releases.
        sample_rate: The sample rate in Hz of a constant-Q discriminator; None if the file has the
            constants of its transform, which imply it.

    Raises:
        PeerError: The kind is unknown, or the file isn't of this kind or contains more than tensors
            and plain data.
        OSError: The file can't be read.
    """
    if kind not in KINDS:
        raise PeerError(
            f"no kind of file {kind!r}.{did_you_mean(kind, KINDS)} Known: {', '.join(KINDS)}."
        )
    path = Path(path).expanduser()
    settings = {"periods": periods, "sample_rate": sample_rate}
    settings |= dict.fromkeys(("extra_row", "match_stride"), kind == "dac")
    try:
        parts = _SPLITTERS[kind](_read(path))
        built = {family: FAMILIES[family](state, settings) for family, state in parts.items()}
    except PeerError as error:
        raise PeerError(f"{path} can't be loaded as {kind}: {error}.") from error
    except (KeyError, IndexError, ValueError) as error:
        raise PeerError(
            f"{path} can't be loaded as {kind}: its weights have another layout ({error})."
        ) from error
    return LoadedPeer(
        kind,
        {family: own.discriminator for family, own in built.items()},
        {family: own.options for family, own in built.items()},
    )


def _read(path: Path) -> Mapping[str, Any]:
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
    except OSError:
        raise
    except Exception as error:  # torch raises whatever the first wrong byte leads to
        raise PeerError(
            "it isn't a file of torch.save with tensors and plain data alone; a file that contains "
            "Python objects is never opened, since that would run its author's code"
        ) from error
    if not isinstance(content, Mapping):
        raise PeerError(f"it contains a {type(content).__name__} instead of a dict")
    return content


def _part(content: Mapping[str, Any], *names: str) -> State:
    """Return the first of several parts of a file that it has."""
    for name in names:
        part = content.get(name)
        if isinstance(part, Mapping):
            tensors = {str(k): v for k, v in part.items() if isinstance(v, Tensor)}
            return {key.removeprefix("module."): value for key, value in tensors.items()}
    raise PeerError(
        f"it has no {' or '.join(repr(n) for n in names)}, only {', '.join(map(str, content))}"
    )


def _renumbered(state: State, first: int, last: int | None = None) -> State:
    """Return the sub-discriminators from ``first`` to before ``last``, numbered from 0."""
    found: dict[str, Tensor] = {}
    for key, value in state.items():
        match = re.fullmatch(r"discriminators\.(\d+)\.(.*)", key)
        if match and first <= int(match[1]) < (
            count(state, "discriminators") if last is None else last
        ):
            found[f"discriminators.{int(match[1]) - first}.{match[2]}"] = value
    return found


def _hifigan(content: Mapping[str, Any]) -> dict[str, State]:
    return {"mpd": _part(content, "mpd"), "msd": _part(content, "msd")}


def _bigvgan(content: Mapping[str, Any]) -> dict[str, State]:
    second = _part(content, "mrd")
    if any(".conv_pres." in key for key in second):
        family = "constant_q"
    else:
        family = "multi_band" if any(".band_convs." in key for key in second) else "mrd"
    return {"mpd": _part(content, "mpd"), family: second}


def _vits(content: Mapping[str, Any]) -> dict[str, State]:
    state = _part(content, "model", "weight")
    return {"msd": _renumbered(state, 0, 1), "mpd": _renumbered(state, 1)}


def _dac(content: Mapping[str, Any]) -> dict[str, State]:
    state = _part(content, "state_dict")
    bands = [int(k.split(".")[1]) for k in state if ".band_convs." in k]
    if not bands:
        raise PeerError("it has no multi-band discriminator")
    return {"mpd": _renumbered(state, 0, min(bands)), "multi_band": _renumbered(state, min(bands))}


def _vocos(content: Mapping[str, Any]) -> dict[str, State]:
    state = _part(content, "state_dict")
    names = {"mpd": "multiperioddisc.", "multi_band": "multiresddisc."}
    parts: dict[str, State] = {
        family: {k.removeprefix(start): v for k, v in state.items() if k.startswith(start)}
        for family, start in names.items()
    }
    if not all(parts.values()):
        raise PeerError("it has no multiperioddisc and multiresddisc")
    return parts


def _audiocraft(content: Mapping[str, Any]) -> dict[str, State]:
    losses = content.get("adv_losses", content)
    if not isinstance(losses, Mapping) or not isinstance(losses.get("msstftd"), Mapping):
        raise PeerError("it has no 'msstftd' among its adversaries")
    own = _part(losses, "msstftd")
    return {"msstftd": {key.removeprefix("adversary."): value for key, value in own.items()}}


_SPLITTERS: Mapping[str, Callable[[Mapping[str, Any]], dict[str, State]]] = {
    "hifigan": _hifigan,
    "bigvgan": _bigvgan,
    "vits": _vits,
    "gpt-sovits": _vits,
    "rvc": _vits,
    "dac": _dac,
    "vocos": _vocos,
    "audiocraft": _audiocraft,
}
KINDS = tuple(_SPLITTERS)
