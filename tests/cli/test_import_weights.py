"""``course import-weights``: what a file contains, and what is written of it."""

import json

import torch
from safetensors.torch import load_file

from course_lib.discriminators import MultiScaleSTFTDiscriminator
from course_lib.discriminators.registry import from_config


def test_it_shows_the_arguments_and_writes_what_rebuilds_the_discriminator(course, tmp_path):
    torch.manual_seed(0)
    own = MultiScaleSTFTDiscriminator(2, activation_params={"negative_slope": 0.3})
    state = {f"adversary.{key}": value for key, value in own.state_dict().items()}
    torch.save({"adv_losses": {"msstftd": state}}, tmp_path / "checkpoint.th")

    code, out, err = course(
        "import-weights",
        tmp_path / "checkpoint.th",
        "--from",
        "audiocraft",
        "--out",
        tmp_path / "a",
    )

    assert (code, err) == (0, "")
    assert "create('msstftd', filters=2, in_channels=1, n_ffts=(1024, 2048, 512)" in out
    again = from_config(json.loads((tmp_path / "a" / "msstftd.json").read_text()))
    again.load_state_dict(load_file(tmp_path / "a" / "msstftd.safetensors"))
    wave = torch.randn(1, 1, 4000)
    for one, other in zip(again(wave).logits, own(wave).logits, strict=True):
        assert one.equal(other)


def test_a_file_that_does_not_fit_is_one_line(course, tmp_path):
    torch.save({"generator": {}}, tmp_path / "g_1.pt")
    for words in (("hifigan",), ("hifigam",)):
        code, out, err = course("import-weights", tmp_path / "g_1.pt", "--from", *words)
        assert (code, out, err.count("\n")) == (2, "", 1)

    code, _, err = course("import-weights", tmp_path / "missing.pt", "--from", "vits")
    assert (code, err.count("\n")) == (2, 1)
