import pytest
import torch

from course_lib.gan.training.checkpoints import load_checkpoint
from course_lib.gan.training.trainer import train


def spectrally_normed(config):
    """Return a config with spectral norm, which has state that training mode updates."""
    return config(
        sizes={
            "discriminators": {"msd": {"filters": 2, "max_filters": 4, "downsample_scales": (2,)}}
        },
        discriminators=("msd",),
    )


@pytest.mark.parametrize("name", ["mpd", "forgetful", "msd"])
def test_a_run_that_is_watched_takes_the_same_steps(config, tmp_path, forgetful, name):
    chosen = spectrally_normed(config) if name == "msd" else config(discriminators=(name,))
    for run, watch in (
        ("alone", []),
        ("watched", [lambda step, scalars, snapshot: snapshot.logits()]),
    ):
        train(chosen, tmp_path / run, device="cpu", watch=watch)

    alone, watched = (load_checkpoint(tmp_path / name) for name in ("alone", "watched"))
    for part in ("generator", "adversaries"):
        for key, tensor in alone.state[part].items():
            if isinstance(tensor, torch.Tensor):
                assert torch.equal(tensor, watched.state[part][key]), key
    assert torch.equal(alone.state["random"]["cpu"], watched.state["random"]["cpu"])


def test_after_the_warm_up_there_is_a_pair_of_scores_per_sub_discriminator(config, tmp_path):
    seen = {}
    chosen = config(discriminators=("mpd", "msstftd"), start={"msstftd": 2})
    watch = [lambda step, scalars, snapshot: seen.update({step: snapshot.logits()})]
    train(chosen, tmp_path / "run", device="cpu", watch=watch)

    # two steps of warm-up; after a step there are scores of those that take part in the next one
    assert [list(seen[step]) for step in (1, 2, 3, 4)] == [
        [],
        ["mpd"],
        ["mpd"],
        ["mpd", "msstftd"],
    ]
    assert len(seen[6]["mpd"]) == 2  # its periods
    for real, fake in seen[6]["mpd"]:
        assert real.shape == fake.shape
        assert not torch.equal(real, fake)


def test_two_snapshots_of_one_step_are_equal(config, tmp_path, forgetful):
    def watch(step, scalars, snapshot):
        first, again = snapshot.logits(), snapshot.logits()
        assert torch.equal(snapshot(), snapshot())
        assert snapshot.held_out.shape == snapshot().shape
        for name, pairs in first.items():
            for pair, other in zip(pairs, again[name], strict=True):
                assert all(torch.equal(a, b) for a, b in zip(pair, other, strict=True))

    train(config(discriminators=("forgetful",)), tmp_path / "run", device="cpu", watch=[watch])
