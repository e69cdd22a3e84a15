"""Compare our discriminators with those of other projects, and write docs/peers.md.

    python scripts/peers.py

Downloads the projects' own source from PyPI into the user's cache, checks its hash, and runs its
classes with weights that a formula gives. None of it is a dependency, and none is copied: the
repository keeps the numbers in tests/discriminators/peers/golden.json, for the tests.
"""

import importlib
import json
import sys
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.discriminators.peers import load_peer
from course_lib.releases import RELEASES, default_cache

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "peers.md"
GOLDEN = ROOT / "tests" / "discriminators" / "peers" / "golden.json"
CACHE = default_cache()


def fill(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a state dict of the same keys and shapes, with values that a formula gives."""
    filled = {}
    for place, (key, value) in enumerate(state.items()):
        if "window" in key or not value.is_floating_point():
            filled[key] = value
            continue
        wave = torch.sin(torch.arange(value.numel(), dtype=torch.float64) * 0.7 + place)
        positive = key.endswith(("weight_g", "original0"))
        scaled = 1.0 + 0.5 * wave if positive else 0.1 * wave
        filled[key] = scaled.reshape(value.shape).to(value.dtype)
    return filled


def sound(samples: int = 9001) -> Tensor:
    """Return the wave [1, 1, samples] that every discriminator is given."""
    time = torch.arange(samples, dtype=torch.float64)
    wave = 0.5 * torch.sin(0.05 * time) + 0.2 * torch.sin(0.9 * time + 0.001 * time**2)
    return wave.float().reshape(1, 1, -1)


def module(name: str, package: str, stand_ins: Mapping[str, Mapping[str, Any]]) -> Any:  # noqa: ANN401
    """Return a peer's module, imported without the packages that it doesn't need here.

    Args:
        name: The name of the module.
        package: The key of its release.
        stand_ins: Modules to replace, with what to put into each.
    """
    folder = RELEASES[package].folder(CACHE)
    parents = name.split(".")[:-1]
    for depth in range(1, len(parents) + 1):
        empty = types.ModuleType(".".join(parents[:depth]))
        empty.__path__ = [str(folder.joinpath(*parents[1:depth]))]
        sys.modules[empty.__name__] = empty
    for other, content in stand_ins.items():
        stand_in = types.ModuleType(other)
        vars(stand_in).update(content)
        if other not in sys.modules:
            sys.modules[other] = stand_in
    return importlib.import_module(name)


class Comparison(NamedTuple):
    """A peer's class beside ours."""

    kind: str  # of `load_peer`
    part: str  # the family
    ours: str
    theirs: str
    content: dict[str, Any]  # what its file contains
    logits: list[Tensor]  # as its class returns them
    note: str = ""


def _run(
    networks: nn.Module, run: Callable[[nn.Module, Tensor], Any], wave: Tensor
) -> list[Tensor]:
    networks.load_state_dict(fill(networks.state_dict()))
    networks.eval()
    with torch.no_grad():
        return [
            run(sub, wave).flatten() for sub in networks.get_submodule("discriminators").children()
        ]


def compare_bigvgan() -> list[Comparison]:
    """Compare with BigVGAN's MPD (which is HiFi-GAN's) and its second discriminator."""
    theirs = module(
        "bigvgan.discriminators",
        "bigvgan",
        {
            "bigvgan.env": {"AttrDict": dict},
            "bigvgan.utils": {"get_padding": lambda k, d=1: (k * d - d) // 2},
        },
    )
    sizes = types.SimpleNamespace(
        mpd_reshapes=[2, 3, 5, 7, 11],
        use_spectral_norm=False,
        discriminator_channel_mult=0.125,
        resolutions=[[1024, 120, 600], [2048, 240, 1200], [512, 50, 240]],
    )
    wave, first = sound(), lambda sub, x: sub(x)[0]
    mpd, mrd = theirs.MultiPeriodDiscriminator(sizes), theirs.MultiResolutionDiscriminator(sizes)
    bands = theirs.MultiBandDiscriminator({})
    logits = {"mpd": _run(mpd, first, wave), "mrd": _run(mrd, first, wave)}
    logits["multi_band"] = _run(bands, first, wave)
    v1 = {"mpd": mpd.state_dict(), "mrd": mrd.state_dict()}
    other = {"mpd": mpd.state_dict(), "mrd": bands.state_dict()}
    return [
        Comparison("bigvgan", "mpd", "MPD", "MultiPeriodDiscriminator", v1, logits["mpd"]),
        Comparison("bigvgan", "mrd", "MRD", "MultiResolutionDiscriminator", v1, logits["mrd"]),
        Comparison(
            "bigvgan",
            "multi_band",
            "multi-band",
            "MultiBandDiscriminator",
            other,
            logits["multi_band"],
        ),
    ]


def compare_vocos() -> list[Comparison]:
    """Compare with Vocos's MPD and its multi-band discriminator."""
    theirs = module("vocos.discriminators", "vocos", {})
    mpd = theirs.MultiPeriodDiscriminator(periods=(2,))
    bands = theirs.MultiResolutionDiscriminator()
    run, wave = lambda sub, x: sub(x[:, 0])[0], sound()
    logits = _run(mpd, run, wave), _run(bands, run, wave)
    state = {f"multiperioddisc.{k}": v for k, v in mpd.state_dict().items()}
    state |= {f"multiresddisc.{k}": v for k, v in bands.state_dict().items()}
    content = {"state_dict": state}
    return [
        Comparison(
            "vocos",
            "mpd",
            "MPD",
            "MultiPeriodDiscriminator",
            content,
            logits[0],
            "one period, to save time",
        ),
        Comparison(
            "vocos", "multi_band", "multi-band", "MultiResolutionDiscriminator", content, logits[1]
        ),
    ]


def compare_dac() -> list[Comparison]:
    """Compare with DAC's MPD, at a length that its period divides: it mirrors a whole row more."""
    theirs = module(
        "dac.model.discriminator",
        "dac",
        {
            "audiotools": {
                "AudioSignal": object,
                "ml": types.SimpleNamespace(BaseModel=nn.Module),
                "STFTParams": lambda **_: None,
            }
        },
    )
    whole = theirs.Discriminator(periods=[2])
    whole.load_state_dict(fill(whole.state_dict()))
    with torch.no_grad():
        logits = whole.discriminators[0](sound(9000))[-1].flatten()
    content = {"state_dict": whole.state_dict()}
    note = "one period; 9000 samples, a multiple of it. The spectrogram needs audiotools: not run"
    return [Comparison("dac", "mpd", "MPD", "Discriminator", content, [logits], note)]


def compare_encodec() -> list[Comparison]:
    """Compare with EnCodec's MS-STFT-D."""
    theirs = module("encodec.msstftd", "encodec", {})
    return [_stft(theirs.MultiScaleSTFTDiscriminator, "encodec")]


def compare_audiocraft() -> list[Comparison]:
    """Compare with AudioCraft's MS-STFT-D."""
    convs = module("audiocraft.modules.conv", "audiocraft", {})
    vars(sys.modules["audiocraft.modules"])["NormConv2d"] = convs.NormConv2d
    theirs = module("audiocraft.adversarial.discriminators.msstftd", "audiocraft", {})
    return [_stft(theirs.MultiScaleSTFTDiscriminator, "audiocraft")]


def _stft(cls: Any, release: str) -> Comparison:  # noqa: ANN401
    own = cls(filters=4, activation_params={"negative_slope": 0.3})
    logits = _run(own, lambda sub, x: sub(x)[0], sound())
    content = {
        "adv_losses": {"msstftd": {f"adversary.{k}": v for k, v in own.state_dict().items()}}
    }
    kind, name = "audiocraft", "MultiScaleSTFTDiscriminator"
    return Comparison(kind, "msstftd", "MS-STFT-D", name, content, logits, f"from {release}")


def shapes(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested content with the shape of each tensor instead of its values."""
    return {
        key: list(value.shape) if isinstance(value, Tensor) else shapes(value)
        for key, value in content.items()
    }


def measure(release: str, found: Comparison, folder: Path) -> tuple[dict[str, Any], str]:
    """Load the weights into our class; return the numbers to keep, and a row of the table."""
    file = folder / f"{release}.pt"
    torch.save(found.content, file)
    peer = load_peer(file, found.kind)
    dac = found.kind == "dac"
    with torch.no_grad():
        ours = [x.flatten() for x in peer[found.part](sound(9000 if dac else 9001)).logits]
    largest = max(float((a - b).abs().max()) for a, b in zip(ours, found.logits, strict=True))
    scale = max(float(b.abs().max()) for b in found.logits)
    project, version = RELEASES[release].requirement.split("==")
    golden = {
        "source": f"{project} {version} on PyPI, {found.theirs}",
        "kind": found.kind,
        "family": found.part,
        "content": shapes(found.content),
        "samples": 9000 if dac else 9001,
        "logits": [
            {
                "count": len(b),
                "mean": float(b.double().mean()),
                "first": b[:4].tolist(),
                "rms": float(b.double().pow(2).mean().sqrt()),
            }
            for b in found.logits
        ],
    }
    row = (
        f"| {project} {version} | `{found.theirs}` | {found.ours} | {largest:.2g} | {scale:.2g} | "
        f"{found.note} |"
    )
    return golden, row


def main() -> None:
    """Write the golden numbers, and the table of the document."""
    import_torchaudio()
    sys.path.insert(0, str(ROOT / "examples" / "field-discriminators" / "src"))
    for name in ("multi_resolution", "multi_band"):
        importlib.import_module(f"field_discriminators.{name}")  # registers itself
    torch.set_num_threads(1)
    CACHE.mkdir(parents=True, exist_ok=True)
    goldens, rows = [], []
    for compare in (
        compare_bigvgan,
        compare_vocos,
        compare_dac,
        compare_encodec,
        compare_audiocraft,
    ):
        release = compare.__name__.removeprefix("compare_")
        for found in compare():
            golden, row = measure(release, found, CACHE)
            goldens.append(golden)
            rows.append(row)
            print(row)
    GOLDEN.write_text(
        json.dumps(goldens, separators=(",", ":")).replace('},{"source"', '},\n{"source"') + "\n"
    )
    head, _, rest = DOCUMENT.read_text(encoding="utf-8").partition("<!-- table -->\n")
    table = "| source | class | ours | largest difference | largest logit | note |\n"
    table += "|---|---|---|--:|--:|---|\n"
    tail = rest.partition("<!-- end -->")[2]
    text = f"{head}<!-- table -->\n{table}" + "\n".join(rows) + f"\n<!-- end -->{tail}"
    DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
