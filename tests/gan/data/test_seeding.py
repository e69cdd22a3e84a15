"""Random generators by name: equal names give equal numbers, neighbours unrelated ones."""

import numpy as np
import torch

from course_lib.gan.data.seeding import seeded_generator, seeded_numpy_generator


def test_equal_places_get_equal_numbers_whatever_happened_before():
    first = torch.rand(5, generator=seeded_generator("batch", 0, 7))
    torch.manual_seed(1)
    torch.rand(3)

    assert torch.equal(torch.rand(5, generator=seeded_generator("batch", 0, 7)), first)
    assert seeded_numpy_generator("clip", 3).random() == seeded_numpy_generator("clip", 3).random()


def test_neighbouring_places_get_unrelated_numbers():
    numbers = np.stack(
        [seeded_numpy_generator("batch", 0, step).standard_normal(500) for step in range(40)]
    )
    tensors = torch.stack(
        [torch.randn(500, generator=seeded_generator("b", s, 0)) for s in range(40)]
    )

    for table in (np.corrcoef(numbers), torch.corrcoef(tensors).numpy()):
        assert np.abs(table - np.eye(40)).max() < 0.25


def test_a_place_is_not_the_sum_of_its_parts():
    places = [(1, 23), (12, 3), ("1", 23), (1, 23, 0), ("a", "bc"), ("ab", "c"), (2**63, 1)]

    assert len(
        {float(torch.rand(1, generator=seeded_generator(*place))) for place in places}
    ) == len(places)


def test_the_global_generator_is_left_alone():
    before = torch.random.get_rng_state()

    torch.rand(3, generator=seeded_generator("x"))

    assert torch.equal(torch.random.get_rng_state(), before)
