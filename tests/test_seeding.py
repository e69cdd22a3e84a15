"""Seeded generators: equal places give equal streams, neighbouring places unrelated ones."""

import numpy as np
import torch

from course_lib.seeding import plain_seed_generator, seeded_generator, seeded_numpy_generator


def test_equal_places_get_equal_streams_whatever_happened_before():
    first = torch.rand(5, generator=seeded_generator("batch", 0, 7))
    torch.manual_seed(1)
    torch.rand(3)

    assert torch.equal(torch.rand(5, generator=seeded_generator("batch", 0, 7)), first)
    one, other = seeded_numpy_generator("clip", 3), seeded_numpy_generator("clip", 3)
    assert one.random() == other.random()


def test_neighbouring_places_get_unrelated_streams():
    arrays = [seeded_numpy_generator("b", 0, s).standard_normal(500) for s in range(40)]
    tensors = [torch.randn(500, generator=seeded_generator("b", s, 0)) for s in range(40)]

    for table in (np.corrcoef(np.stack(arrays)), torch.corrcoef(torch.stack(tensors)).numpy()):
        assert np.abs(table - np.eye(40)).max() < 0.25  # 500 draws: a deviation of 0.045


def test_a_place_is_not_the_sum_of_its_parts():
    places = [(1, 23), (12, 3), ("1", 23), (1, 23, 0), ("a", "bc"), ("ab", "c"), (2**63, 1)]

    drawn = {float(torch.rand(1, generator=seeded_generator(*place))) for place in places}

    assert len(drawn) == len(places)


def test_a_plain_seed_gives_torchs_own_stream():
    torch.manual_seed(3)

    assert torch.equal(torch.rand(4), torch.rand(4, generator=plain_seed_generator(3)))


def test_the_global_random_state_is_left_alone():
    before = torch.random.get_rng_state()

    torch.rand(3, generator=seeded_generator("x"))
    torch.rand(3, generator=plain_seed_generator(0))

    assert torch.equal(torch.random.get_rng_state(), before)
