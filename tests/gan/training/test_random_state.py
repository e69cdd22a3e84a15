"""The global random numbers of PyTorch go on where they were."""

import contextlib

import torch

from course_lib.gan.training.random_state import (
    keep_random_state,
    random_state,
    restore_random_state,
)

CPU = torch.device("cpu")


def test_a_restored_state_draws_the_same_numbers_again():
    with keep_random_state(CPU):
        saved = random_state(CPU)
        first = torch.rand(5)
        torch.rand(100)
        restore_random_state(saved, CPU)

        assert torch.equal(torch.rand(5), first)


def test_a_state_saved_on_a_gpu_is_restored_on_a_cpu():
    with keep_random_state(CPU):
        saved = {**random_state(CPU), "cuda": torch.zeros(16, dtype=torch.uint8)}
        first = torch.rand(5)
        restore_random_state(saved, CPU)

        assert torch.equal(torch.rand(5), first)


def test_the_callers_numbers_are_kept_after_an_error_too():
    with keep_random_state(CPU):
        torch.manual_seed(3)
        expected = torch.rand(5)
        torch.manual_seed(3)
        with contextlib.suppress(ZeroDivisionError), keep_random_state(CPU):
            torch.manual_seed(4)
            raise ZeroDivisionError

        assert torch.equal(torch.rand(5), expected)


# Not a skip, which CI counts as a failure: CI has no GPU.
if torch.cuda.is_available():

    def test_the_numbers_of_a_gpu_are_saved_restored_and_kept():
        gpu = torch.device("cuda")
        saved = random_state(gpu)
        with keep_random_state(gpu):
            first = torch.rand(5, device=gpu)
            restore_random_state(saved, gpu)
            assert torch.equal(torch.rand(5, device=gpu), first)

        assert torch.equal(random_state(gpu)["cuda"], saved["cuda"])
