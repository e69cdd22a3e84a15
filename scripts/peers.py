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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch
from peer_modules import CACHE, CONSTANTS, each, fill, filled, first, module, narrow, padding, sound
from torch import Tensor, nn

from course_lib.audio.torchaudio_compat import import_torchaudio
from course_lib.discriminators.interface import MultiDiscriminator
from course_lib.discriminators.peers import load_peer
from course_lib.discriminators.registry import create
from course_lib.pypi_downloads import RELEASES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "peers.md"
GOLDEN = ROOT / "tests" / "discriminators" / "peers" / "golden.json"
OURS = {
    "mpd": "MPD",
    "msd": "MSD",
    "msstftd": "MS-STFT-D",
    "mrd": "MRD",
    "multi_band": "multi-band",
    "constant_q": "constant-Q",
}
RATE = 24_000  # Hz, of the constant-Q discriminator; its file tells


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

    def our_logits(self) -> list[Tensor]:
        """Return the logits of our class with the same weights."""
        if self.kind is None:
            ours: MultiDiscriminator = create(self.family, **self.arguments).eval()
            ours.load_state_dict(self.content)
        else:
            file = CACHE / f"{self.kind}.pt"
            torch.save(self.content, file)
            ours = load_peer(file, self.kind, **self.arguments)[self.family]
        with torch.no_grad():
            return [x.flatten() for x in ours(sound(self.channels, self.samples)).logits]


def compare_hifigan() -> Iterator[Comparison]:
    """Compare with HiFi-GAN's MPD and MSD."""
    helpers = {"hifi_gan.utils": {"get_padding": padding, "init_weights": None}}
    theirs = module("hifi_gan.models", "hifigan", helpers)
    narrow(theirs, by=8)
    mpd, msd = theirs.MultiPeriodDiscriminator(), theirs.MultiScaleDiscriminator()
    content, note = {"mpd": mpd, "msd": msd}, "an eighth as wide, to save time"
    logits = {"mpd": each(mpd, first, sound()), "msd": []}
    with torch.no_grad():
        logits["msd"] = [x.flatten() for x in filled(msd)(sound(), sound())[0]]
    states = {family: own.state_dict() for family, own in content.items()}
    for family, own in content.items():
        yield Comparison(family, type(own).__name__, states, logits[family], "hifigan", note=note)


def compare_gpt_sovits() -> Iterator[Comparison]:
    """Compare with GPT-SoVITS's class, which is VITS's: one scale, then five periods."""
    folder = "gpt_sovits_python.module"
    stand_ins: dict[str, dict[str, Any]] = {
        f"{folder}.commons": {"get_padding": padding, "init_weights": None},
        f"{folder}.modules": {"LRELU_SLOPE": 0.1},
        f"{folder}.attentions": {},
        f"{folder}.mrte_model": {"MRTE": None},
        f"{folder}.quantize": {"ResidualVectorQuantizer": None},
        "gpt_sovits_python.text": {"symbols": None},
    }
    theirs = module(f"{folder}.models", "gpt_sovits", stand_ins)
    narrow(theirs, by=4)
    yield from _vits(theirs.MultiPeriodDiscriminator(), "gpt-sovits", "weight")


def compare_rvc() -> Iterator[Comparison]:
    """Compare with RVC v2's class: VITS's, with eight periods."""
    folder = "rvc.lib.infer_pack"
    stand_ins: dict[str, dict[str, Any]] = {
        f"{folder}.commons": {"get_padding": padding, "init_weights": None},
        f"{folder}.modules": {"LRELU_SLOPE": 0.1},
        f"{folder}.attentions": {},
    }
    theirs = module(f"{folder}.models", "rvc", stand_ins)
    narrow(theirs, by=4)
    yield from _vits(theirs.MultiPeriodDiscriminatorV2(), "rvc", "model")


def _vits(own: nn.Module, kind: str, part: str) -> Iterator[Comparison]:
    scale, *periods = each(own, first, sound())
    content, note = {part: own.state_dict()}, "a quarter as wide, to save time"
    for family, logits in {"msd": [scale], "mpd": periods}.items():
        yield Comparison(family, type(own).__name__, content, logits, kind, note=note)


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
    """Compare with DAC's MPD, and with its bands after DAC's own preparation of the wave.

    The length is one that the period divides: DAC's MPD then mirrors a whole row more.
    """
    folder = "audiotools.core"
    mixins = {
        "display": ["DisplayMixin"],
        "dsp": ["DSPMixin"],
        "effects": ["EffectMixin", "ImpulseResponseMixin"],
        "ffmpeg": ["FFMPEGMixin"],
        "loudness": ["LoudnessMixin"],
        "playback": ["PlayMixin"],
        "whisper": ["WhisperMixin"],
    }
    stand_ins: dict[str, dict[str, Any]] = {
        f"{folder}.{name}": {mixin: type(mixin, (), {}) for mixin in own}
        for name, own in mixins.items()
    }
    stand_ins |= {"julius": {}, f"{folder}.util": {"ensure_tensor": lambda x, **_: x}}
    signal = module(f"{folder}.audio_signal", "audiotools", stand_ins)
    vars(sys.modules["audiotools"]).update(
        AudioSignal=signal.AudioSignal,
        STFTParams=signal.STFTParams,
        ml=types.SimpleNamespace(BaseModel=nn.Module),
    )
    whole = module("dac.model.discriminator", "dac", {}).Discriminator(periods=[2], rates=[])
    wave = sound(1, 9000)
    period, *_ = each(whole, lambda sub, x: sub(x)[-1], wave)
    _, *bands = each(whole, lambda sub, x: sub(whole.preprocess(x))[-1], wave)
    content = {"state_dict": whole.state_dict()}
    note = "9000 samples, a multiple of its period"
    yield Comparison("mpd", "Discriminator", content, [period], "dac", note=note, samples=9000)
    yield Comparison("multi_band", "Discriminator", content, bands, "dac", samples=9000)


def _subs(family: str) -> list[Any]:
    return list(create(family).get_submodule("discriminators").children())


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
    """Compare with Coqui's UnivNet from the spectrogram onwards; its own isn't UnivNet's."""
    module("TTS.utils.audio.torch_transforms", "coqui", {"librosa": {}})
    helpers = {"TTS.vocoder.models.hifigan_generator": {"get_padding": padding}}
    theirs = module("TTS.vocoder.models.univnet_discriminator", "coqui", helpers)
    own = theirs.MultiResSpecDiscriminator()
    for sub, our in zip(own.get_submodule("discriminators").children(), _subs("mrd"), strict=True):
        vars(sub)["stft"] = lambda wave, our=our: our.magnitudes(wave[:, None])[:, 0]
    logits = each(own, first, sound())
    state = {}
    for key, value in own.state_dict().items():
        if not CONSTANTS.fullmatch(key):
            renamed = key.replace(".out.", ".conv_post.conv.")
            state[re.sub(r"\.discriminators\.(\d+)\.", r".convs.\1.conv.", renamed)] = value
    name, note = type(own).__name__, "from the spectrogram onwards; spectral norm"
    yield Comparison("mrd", name, state, logits, None, {"norm": "spectral_norm"}, note)


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
        compare_gpt_sovits,
        compare_rvc,
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
