"""Sets of clips, and batches that depend on the seed and the step alone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.gan.data import Clip, Clips, synthetic_clips

RAMPS = Clips(
    # sample n of clip c is 1000 c + n: a cut says where it comes from
    [
        Clip(1000.0 * c + torch.arange(n).float(), "ramp", f"{c}")
        for c, n in enumerate((300, 500, 40))
    ],
    sample_rate=16_000,
)


def small(split="train", per_kind=2, **options):
    return synthetic_clips(split, per_kind, seconds=0.5, cache=False, **options)


# ---------------------------------------------------------------- batches


@given(step=st.integers(0, 10**6), size=st.integers(1, 9), length=st.integers(1, 600))
@settings(max_examples=50, deadline=None)
def test_a_batch_is_a_function_of_seed_and_step_and_cuts_whole_stretches(step, size, length):
    batch = RAMPS.batch(step, size, length, seed=3)
    torch.manual_seed(step)
    RAMPS.batch(step + 1, size, length, seed=3)

    assert torch.equal(RAMPS.batch(step, size, length, seed=3), batch)
    assert batch.shape == (size, 1, length)
    for (row,) in batch:
        clip = int(row[0] // 1000)
        start, filled = int(row[0] % 1000), min(length, RAMPS.lengths[clip])
        assert torch.equal(row[:filled], row[0] + torch.arange(filled))
        assert (row[filled:] == 0).all()
        assert start + filled <= RAMPS.lengths[clip]


def test_steps_and_seeds_give_other_batches():
    batches = [RAMPS.batch(step, 4, 20, seed) for step in range(5) for seed in range(5)]

    assert len({tuple(batch.flatten().tolist()) for batch in batches}) == 25


@pytest.mark.parametrize("world_size", [1, 2, 3, 6])
def test_ranks_partition_the_batch_of_one_process(world_size):
    whole = RAMPS.batch(7, 6, 20, seed=1)
    parts = [RAMPS.batch(7, 6, 20, 1, rank=r, world_size=world_size) for r in range(world_size)]

    assert all(part.shape[0] == 6 // world_size for part in parts)
    assert torch.equal(torch.stack(parts, dim=1).flatten(0, 1), whole)


def test_the_first_items_of_all_ranks_are_the_first_items_of_the_whole():
    whole = RAMPS.batch(7, 6, 20, seed=1)
    parts = [RAMPS.batch(7, 6, 20, 1, rank=r, world_size=2)[:2] for r in range(2)]

    assert sorted(torch.cat(parts)[:, 0, 0].tolist()) == sorted(whole[:4, 0, 0].tolist())


def test_every_clip_and_every_place_gets_its_turn():
    cuts = torch.cat([RAMPS.batch(step, 8, 100, seed=0) for step in range(400)])[:, 0, 0]
    clips, starts = cuts // 1000, cuts % 1000

    shares = [(clips == c).float().mean().item() for c in range(3)]
    assert shares == pytest.approx([1 / 3] * 3, abs=0.05)
    for clip, last in ((0, 200), (1, 400)):
        of_clip = starts[clips == clip]
        assert (of_clip.min(), of_clip.max()) == (0, pytest.approx(last, abs=2))
        assert of_clip.mean() == pytest.approx(last / 2, rel=0.1)


def test_a_cut_may_begin_at_the_first_and_end_at_the_last_sample():
    one = Clips([Clip(torch.arange(21.0), "ramp", "0")], 16_000)

    starts = {float(one.batch(step, 1, 20, seed=0)[0, 0, 0]) for step in range(40)}

    assert starts == {0.0, 1.0}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"step": -1}, "step=-1"),
        ({"size": 0}, "size=0"),
        ({"length": 0}, "length=0"),
        ({"world_size": 3}, "multiple of world_size, .* size=4, rank=0, world_size=3"),
        ({"rank": 2, "world_size": 2}, "rank=2, world_size=2"),
    ],
)
def test_arguments_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        RAMPS.batch(**{"step": 0, "size": 4, "length": 10, "seed": 0} | wrong)


# ---------------------------------------------------------------- the set


def test_shorter_clips_are_followed_by_silence_in_the_waves_and_not_in_the_clip():
    assert RAMPS.waves.shape == (3, 1, 500)
    assert RAMPS.lengths == (300, 500, 40)
    assert RAMPS[2].samples.shape == (40,)
    assert (RAMPS.waves[2, 0, 40:] == 0).all()


def test_each_sample_is_in_memory_once():
    assert RAMPS[1].samples.data_ptr() == RAMPS.waves[1].data_ptr()


def test_the_repr_says_what_the_set_contains():
    clips = small()

    assert repr(clips) == "Clips(2 harmonic, 2 drums, 2 chirp, 2 babble, 2 chord: 5 s)"
    assert [clip.name for clip in clips.of_kind("drums")] == ["drums 0", "drums 1"]
    with pytest.raises(
        ValueError, match="there are no clips of kind 'drum'; the kinds are harmonic, drums"
    ):
        clips.of_kind("drum")


def test_the_digest_names_the_samples():
    same = Clips(list(RAMPS), 16_000)
    other = Clips([Clip(clip.samples + 1e-3, "ramp", clip.name) for clip in RAMPS], 16_000)

    assert RAMPS.digest == same.digest
    assert len({RAMPS.digest, other.digest, Clips(list(RAMPS), 8000).digest}) == 3


def test_a_set_without_clips_is_refused():
    with pytest.raises(ValueError, match="at least one clip"):
        Clips([], 16_000)
