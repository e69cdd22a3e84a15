"""Compare our discriminators with those of other projects, and write docs/peers.md.

    python scripts/peers.py

Downloads the projects' own source from PyPI into the user's cache, checks its hash, and runs its
classes with weights that a formula gives. None of it is a dependency, and none is copied: the
repository keeps the numbers in tests/discriminators/peers/golden.json, for the tests.
"""

import importlib
import json
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.peers import load_peer
from course_lib.discriminators.registry import create
from course_lib.releases import RELEASES, default_cache

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "peers.md"
GOLDEN = ROOT / "tests" / "discriminators" / "peers" / "golden.json"
CACHE = default_cache()
OURS = {
    "mpd": "MPD",
    "msd": "MSD",
    "msstftd": "MS-STFT-D",
    "mrd": "MRD",
    "multi_band": "multi-band",
    "constant_q": "constant-Q",
}
# What a state dict has beside weights: windows, and the filters of a constant-Q transform.
CONSTANTS = re.compile(r".*(window|cqt_transform|resample).*")
RATE = 24_000  # Hz, of the constant-Q discriminator; its file tells
NARROWER = 8  # HiFi-GAN's widths are fixed: its layers are made with an eighth of their channels

Run = Callable[[nn.Module, Tensor], Tensor]


def fill(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return a state dict of the same keys and shapes, with values that a formula gives."""
    filled, place = {}, 0
    for key, value in state.items():
        if CONSTANTS.fullmatch(key) or not value.is_floating_point():
            filled[key] = value
            continue
        wave = torch.sin(torch.arange(value.numel(), dtype=torch.float64) * 0.7 + place)
        positive = key.endswith(("weight_g", "original0"))
        scaled = 1.0 + 0.5 * wave if positive else 0.1 * wave
        filled[key] = scaled.reshape(value.shape).to(value.dtype)
        place += 1
    return filled


def sound(channels: int = 1, samples: int = 9001) -> Tensor:
    """Return the wave [1, channels, samples] that every discriminator is given.

    Args:
        channels: 1, or 2: the second channel is the first one backwards.
        samples: The number of samples.
    """
    time = torch.arange(samples, dtype=torch.float64)
    wave = 0.5 * torch.sin(0.05 * time) + 0.2 * torch.sin(0.9 * time + 0.001 * time**2)
    return torch.stack([wave, wave.flip(0)][:channels])[None].float()


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

    family: str
    theirs: str  # the name of the class
    content: dict[str, Any]  # what a file of the project contains, or weights by the names of ours
    logits: list[Tensor]  # as its class returns them
    kind: str | None = None  # of `load_peer`; None for a project whose files it doesn't know
    arguments: Mapping[str, Any] = {}  # of `load_peer`, or of our class
    note: str = ""
    channels: int = 1
    samples: int = 9001
    spectrograms: Sequence[Callable[[Tensor], Tensor]] = ()  # which ours get instead of their own

    def our_logits(self) -> list[Tensor]:
        """Return the logits of our class with the same weights."""
        if self.kind is None:
            ours: MultiDiscriminator = create(self.family, **self.arguments).eval()
            ours.load_state_dict(self.content)
        else:
            file = CACHE / f"{self.kind}.pt"
            torch.save(self.content, file)
            ours = load_peer(file, self.kind, **self.arguments)[self.family]
        subs = ours.get_submodule("discriminators").children()
        for sub, spectrogram in zip(subs, self.spectrograms, strict=False):
            vars(sub)["magnitudes"] = spectrogram  # in front of the method
        with torch.no_grad():
            return [x.flatten() for x in ours(sound(self.channels, self.samples)).logits]


def filled(networks: nn.Module) -> nn.Module:
    """Return networks in eval mode, with the weights of the formula."""
    networks.load_state_dict(fill(networks.state_dict()))
    return networks.eval()


@torch.no_grad()
def each(networks: nn.Module, run: Run, wave: Tensor) -> list[Tensor]:
    """Fill the networks; return the logits of each sub-discriminator for the same wave."""
    subs = filled(networks).get_submodule("discriminators").children()
    return [run(sub, wave).flatten() for sub in subs]


def first(sub: nn.Module, wave: Tensor) -> Tensor:
    """Return the logits of a sub-discriminator that returns its feature maps, too."""
    logits: Tensor = sub(wave)[0]
    return logits


def padding(kernel: int, dilation: int = 1) -> int:
    """Return the padding that keeps the length, which the peers import from their helpers."""
    return (kernel - 1) * dilation // 2


def compare_hifigan() -> Iterator[Comparison]:
    """Compare with HiFi-GAN's MPD and MSD, an eighth as wide: their widths are fixed."""
    helpers = {"hifi_gan.utils": {"get_padding": padding, "init_weights": None}}
    theirs = module("hifi_gan.models", "hifigan", helpers)
    for name in ("Conv1d", "Conv2d"):
        setattr(theirs, name, _narrower(getattr(nn, name)))
    mpd, msd = theirs.MultiPeriodDiscriminator(), theirs.MultiScaleDiscriminator()
    periods, wave = each(mpd, first, sound()), sound()
    with torch.no_grad():
        scales = [x.flatten() for x in filled(msd)(wave, wave)[0]]
    content = {"mpd": mpd.state_dict(), "msd": msd.state_dict()}
    note = "an eighth as wide, to save time"
    for family, logits in {"mpd": periods, "msd": scales}.items():
        name = type({"mpd": mpd, "msd": msd}[family]).__name__
        yield Comparison(family, name, content, logits, "hifigan", note=note)


def _narrower(conv: Any) -> Callable[..., nn.Module]:  # noqa: ANN401
    def make(channels: int, filters: int, *sizes: Any, **options: Any) -> nn.Module:  # noqa: ANN401
        narrow = [max(number // NARROWER, 1) for number in (channels, filters)]
        made: nn.Module = conv(*narrow, *sizes, **options)
        return made

    return make


def compare_bigvgan() -> Iterator[Comparison]:
    """Compare with BigVGAN's MPD and its second discriminator, of v1, and both of v2."""
    module("nnAudio.features.cqt", "nnaudio", {})
    theirs = module(
        "bigvgan.discriminators",
        "bigvgan",
        {"bigvgan.env": {"AttrDict": dict}, "bigvgan.utils": {"get_padding": padding}},
    )
    sizes = types.SimpleNamespace(
        mpd_reshapes=[2, 3, 5, 7, 11],
        use_spectral_norm=False,
        discriminator_channel_mult=0.125,
        resolutions=[[1024, 120, 600], [2048, 240, 1200], [512, 50, 240]],
    )
    mpd = theirs.MultiPeriodDiscriminator(sizes)
    others = {
        "mrd": theirs.MultiResolutionDiscriminator(sizes),
        "multi_band": theirs.MultiBandDiscriminator({}),
        "constant_q": theirs.MultiScaleSubbandCQTDiscriminator({"sampling_rate": RATE}),
    }
    for family, network in {"mpd": mpd, **others}.items():
        logits = each(network, first, sound())
        second = others["mrd"] if family == "mpd" else network
        content = {"mpd": mpd.state_dict(), "mrd": second.state_dict()}
        note = {"constant_q": "at 24 kHz"}.get(family, "")
        yield Comparison(family, type(network).__name__, content, logits, "bigvgan", note=note)


def compare_vocos() -> Iterator[Comparison]:
    """Compare with Vocos's MPD and its multi-band discriminator."""
    theirs = module("vocos.discriminators", "vocos", {})
    mpd = theirs.MultiPeriodDiscriminator(periods=(2,))
    bands = theirs.MultiResolutionDiscriminator()
    parts = {"mpd": mpd, "multi_band": bands}
    logits = {k: each(own, lambda sub, x: sub(x[:, 0])[0], sound()) for k, own in parts.items()}
    state = {f"multiperioddisc.{k}": v for k, v in mpd.state_dict().items()}
    state |= {f"multiresddisc.{k}": v for k, v in bands.state_dict().items()}
    notes = {"mpd": "one period, to save time", "multi_band": ""}
    for family, own in parts.items():
        content, name = {"state_dict": state}, type(own).__name__
        yield Comparison(family, name, content, logits[family], "vocos", note=notes[family])


def compare_dac() -> Iterator[Comparison]:
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
    whole = filled(theirs.Discriminator(periods=[2]))
    with torch.no_grad():
        logits = whole.get_submodule("discriminators.0")(sound(1, 9000))[-1].flatten()
    content = {"state_dict": whole.state_dict()}
    note = "one period; 9000 samples, a multiple of it. The spectrogram needs audiotools: not run"
    yield Comparison("mpd", "Discriminator", content, [logits], "dac", note=note, samples=9000)


def compare_encodec() -> Iterator[Comparison]:
    """Compare with EnCodec's MS-STFT-D, in a file as AudioCraft writes them."""
    yield _stft(module("encodec.msstftd", "encodec", {}).MultiScaleSTFTDiscriminator)


def compare_audiocraft() -> Iterator[Comparison]:
    """Compare with AudioCraft's MS-STFT-D."""
    convs = module("audiocraft.modules.conv", "audiocraft", {})
    vars(sys.modules["audiocraft.modules"])["NormConv2d"] = convs.NormConv2d
    theirs = module("audiocraft.adversarial.discriminators.msstftd", "audiocraft", {})
    yield _stft(theirs.MultiScaleSTFTDiscriminator)


def _stft(cls: Any) -> Comparison:  # noqa: ANN401
    own = cls(filters=4, activation_params={"negative_slope": 0.3})
    logits = each(own, first, sound())
    state = {f"adversary.{k}": v for k, v in own.state_dict().items()}
    content = {"adv_losses": {"msstftd": state}}
    return Comparison("msstftd", cls.__name__, content, logits, "audiocraft")


def compare_stable_audio() -> Iterator[Comparison]:
    """Compare with the MS-STFT-D of stable-audio-tools, which listens to stereo."""
    theirs = module("stable_audio_tools.models.encodec", "stable_audio", {})
    windows = [2048, 1024, 512, 256, 128]
    sizes = {
        "filters": 4,
        "in_channels": 2,
        "n_ffts": windows,
        "hop_lengths": [window // 4 for window in windows],
        "win_lengths": windows,
    }
    options = {**sizes, "stride": (1, 1), "activation_params": {"negative_slope": 0.2}}
    state = fill(create("msstftd", **options).state_dict())
    own = theirs.MultiScaleSTFTDiscriminator(**sizes).eval()
    normed = dict(state)
    for key in [k for k in state if k.endswith("convs.0.conv.weight")]:
        weight = normed.pop(key)  # only theirs has a weight norm in the first layer
        normed |= {
            f"{key}_v": weight,
            f"{key}_g": torch.linalg.vector_norm(weight, dim=(1, 2, 3), keepdim=True),
        }
    own.load_state_dict(normed)
    with torch.no_grad():
        logits = [x.flatten() for x in own(sound(2))[0]]
    note = "stereo; strides of 1; the norm of each first layer is multiplied out"
    yield Comparison("msstftd", type(own).__name__, state, logits, None, options, note, channels=2)


def compare_coqui() -> Iterator[Comparison]:
    """Compare with Coqui's UnivNet, whose spectrogram differs from UnivNet's: ours is given its."""
    module("TTS.utils.audio.torch_transforms", "coqui", {"librosa": {}})
    helpers = {"TTS.vocoder.models.hifigan_generator": {"get_padding": padding}}
    theirs = module("TTS.vocoder.models.univnet_discriminator", "coqui", helpers)
    own = theirs.MultiResSpecDiscriminator()
    logits = each(own, first, sound())
    state = {}
    for key, value in own.state_dict().items():
        if not CONSTANTS.fullmatch(key):
            renamed = key.replace(".out.", ".conv_post.conv.")
            state[re.sub(r"\.discriminators\.(\d+)\.", r".convs.\1.conv.", renamed)] = value
    spectrograms = [
        lambda wave, sub=sub: sub.stft(wave[:, 0])[:, None]
        for sub in own.get_submodule("discriminators").children()
    ]
    name, note = type(own).__name__, "from the spectrogram onwards; spectral norm"
    options = {"norm": "spectral_norm"}
    yield Comparison(
        "mrd", name, state, logits, None, options, note=note, spectrograms=spectrograms
    )


def shapes(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested content with the shape of each weight and window instead of its values."""
    return {
        key: list(value.shape) if isinstance(value, Tensor) else shapes(value)
        for key, value in content.items()
        if not CONSTANTS.fullmatch(key) or "window" in key
    }


def measure(release: str, found: Comparison) -> tuple[dict[str, Any], str]:
    """Load the weights into our class; return the numbers to keep, and a row of the table."""
    pairs = list(zip(found.our_logits(), found.logits, strict=True))
    largest = max(float((a - b).abs().max()) for a, b in pairs)
    scale = max(float(b.abs().max()) for _, b in pairs)
    project, version = RELEASES[release].requirement.split("==")
    told = {"sample_rate": RATE} if found.family == "constant_q" else {}  # golden.json has shapes
    golden = {
        "source": f"{project} {version} on PyPI, {found.theirs}",
        "kind": found.kind,
        "arguments": {**found.arguments, **told},
        "family": found.family,
        "content": shapes(found.content),
        "channels": found.channels,
        "samples": found.samples,
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
        f"| {project} {version} | `{found.theirs}` | {OURS[found.family]} | {largest:.2g} | "
        f"{scale:.2g} | {found.note} |"
    )
    return golden, row


def main() -> None:
    """Write the golden numbers, and the table of the document."""
    import_torchaudio()
    sys.path.insert(0, str(ROOT / "examples" / "field-discriminators" / "src"))
    for name in ("multi_resolution", "multi_band", "constant_q"):
        importlib.import_module(f"field_discriminators.{name}")  # registers itself
    torch.set_num_threads(1)
    CACHE.mkdir(parents=True, exist_ok=True)
    goldens, rows = [], []
    for compare in (
        compare_hifigan,
        compare_bigvgan,
        compare_coqui,
        compare_vocos,
        compare_dac,
        compare_encodec,
        compare_audiocraft,
        compare_stable_audio,
    ):
        release = compare.__name__.removeprefix("compare_")
        for found in compare():
            golden, row = measure(release, found)
            if not found.spectrograms:  # a test has none but ours
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
