"""The state of PyTorch's global random numbers: saved in a checkpoint, and kept for the caller.

Training itself draws from `course_lib.seeding`. The global random numbers matter to plugins, as in
dropout: without their state, a resumed run would drop other values. The streams of Python and NumPy
are left out, since nothing here draws from them.
"""

from contextlib import AbstractContextManager
from typing import Any

import torch


def random_state(device: torch.device) -> dict[str, Any]:
    """Return the states for the CPU and for the run's GPU, None without a GPU."""
    gpu = torch.cuda.get_rng_state(device) if device.type == "cuda" else None
    return {"cpu": torch.get_rng_state(), "cuda": gpu}


def restore_random_state(saved: dict[str, Any], device: torch.device) -> None:
    """Restore the states that `random_state` returned.

    Args:
        saved: The states; that of a GPU is ignored on a CPU.
        device: The device of the run.
    """
    torch.set_rng_state(saved["cpu"])
    if device.type == "cuda" and saved["cuda"] is not None:
        torch.cuda.set_rng_state(saved["cuda"], device)


def keep_random_state(device: torch.device) -> AbstractContextManager[object]:
    """Return a context that restores the states at its end, whatever was drawn inside."""
    return torch.random.fork_rng(devices=[device] if device.type == "cuda" else [])
