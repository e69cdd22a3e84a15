import math

import pytest
import soundfile
import torch

from course_lib.gan.codec.codec import CodecOptions, STFTCodec
from course_lib.gan.training.checkpoints import CheckpointError
from course_lib.gan.training.generate import MARGIN_FRAMES, generate, regenerate
from course_lib.gan.training.presets import PRESETS
from course_lib.gan.training.trainer import train

OPTIONS = CodecOptions(
    dim=6, encoder_blocks=1, decoder_blocks=2, n_fft=64, hop_length=16, latent=4, levels=9
)


@pytest.fixture(scope="module")
def run(micro, sounds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("run")
    config = micro.config(sounds, {"steps": 0}, discriminators=())
    return train(config, folder, device="cpu").folder


@pytest.mark.parametrize("length", [1, 15, 16, 1600, 5000, 5001, 8000])
def test_a_sound_in_pieces_is_the_whole_sound(length):
    generator = STFTCodec.seeded(OPTIONS, seed=1).eval()
    wave = 0.3 * torch.randn(1, 1, length)

    in_pieces = regenerate(generator, wave, piece=1600)

    assert in_pieces.shape == wave.shape
    torch.testing.assert_close(in_pieces, generator(wave).detach(), rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", PRESETS)
def test_the_margin_exceeds_the_receptive_field_of_every_preset(name):
    # as deep as the preset, but narrow: depth and kernels decide how far it hears
    blocks = PRESETS[name].codec
    generator = STFTCodec.seeded(
        CodecOptions(
            dim=4,
            encoder_blocks=blocks.encoder_blocks,
            decoder_blocks=blocks.decoder_blocks,
            latent=2,
        ),
        seed=0,
    )
    hop = blocks.hop_length
    length, middle = (2 * MARGIN_FRAMES + 21) * hop, (MARGIN_FRAMES + 10) * hop
    wave = (0.3 * torch.randn(1, 1, length)).requires_grad_()

    generator(wave)[0, 0, middle : middle + hop].sum().backward()

    reached = wave.grad[0, 0].nonzero().flatten()
    assert blocks.hop_length == CodecOptions().hop_length
    assert middle - MARGIN_FRAMES * hop < reached.min() < middle
    assert middle < reached.max() < middle + hop + MARGIN_FRAMES * hop


def test_any_recording_becomes_one_of_the_same_length_at_the_generators_rate(run, tmp_path):
    time = torch.arange(20_003) / 44_100
    tone = 0.4 * torch.sin(2 * math.pi * 440 * time)
    soundfile.write(tmp_path / "in.flac", torch.stack([tone, -0.5 * tone], 1).numpy(), 44_100)

    made = generate(run, tmp_path / "in.flac", tmp_path / "out.wav")

    samples, rate = soundfile.read(tmp_path / "out.wav")
    assert rate == made.sample_rate == 16_000
    assert len(samples) / rate == pytest.approx(20_003 / 44_100, abs=1e-4)
    assert str(made) == f"{tmp_path / 'out.wav'}: 0.45 s at 16000 Hz"


def test_a_result_too_loud_for_a_file_is_made_quieter_and_reported(
    run, tmp_path, sounds, monkeypatch
):
    monkeypatch.setattr(STFTCodec, "forward", lambda self, wave: 4 * wave / wave.abs().max())

    made = generate(run, sounds / "0.wav", tmp_path / "out.wav")

    assert made.gain == pytest.approx(0.25)
    assert "made quieter (× 0.250) to fit" in str(made)
    assert abs(soundfile.read(tmp_path / "out.wav")[0]).max() == pytest.approx(1, abs=1e-4)


def test_a_missing_checkpoint_and_a_missing_sound_give_different_errors(run, tmp_path, sounds):
    with pytest.raises(CheckpointError, match="no checkpoint at"):
        generate(tmp_path, sounds / "0.wav", tmp_path / "out.wav")
    with pytest.raises(ValueError, match="there is no such file"):
        generate(run, tmp_path / "nothing.wav", tmp_path / "out.wav")
