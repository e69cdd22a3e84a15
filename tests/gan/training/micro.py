"""The smallest run there is; as a program, it makes some in a process of its own.

    python micro.py DATA OUT '[{"name": "a", "changes": {...}, "sizes": {...}, "resume": true}]'

Each run lands in OUT/name. The program prints the number of each step. Under the variables that
torchrun sets, it is one rank of several.
"""

import json
import sys
from pathlib import Path

import torch

from course_lib.gan.codec import CodecOptions
from course_lib.gan.config import TrainConfig
from course_lib.gan.distributed import joined_ranks
from course_lib.gan.presets import preset
from course_lib.gan.trainer import train

MICRO = preset("tiny").replace(
    name="micro",
    codec=CodecOptions(
        dim=6, encoder_blocks=1, decoder_blocks=1, n_fft=64, hop_length=32, latent=3, levels=5
    ),
    warm_steps=2,
    warm_batch=2,
    warm_segment=512,
    warm_rise=1,
    steps=4,
    batch=2,
    segment=640,
    d_batch=1,
    d_segment=256,
    discriminators={
        "mpd": {"periods": (2, 3), "n_layers": 2, "filters": 2, "max_filters": 4},
        "msd": {
            "filters": 2,
            "max_filters": 4,
            "downsample_scales": (2,),
            "groups": (1,),
            "scale_norms": ("weight_norm", "weight_norm"),
        },
        "msstftd": {
            "filters": 2,
            "n_ffts": (64,),
            "hop_lengths": (32,),
            "win_lengths": (64,),
        },
    },
)


def config(data, /, sizes=None, **changes):
    often = {"log_every": 1, "save_every": 1, "shares_every": 2}
    return TrainConfig(MICRO.replace(**(sizes or {})), **{"data": str(data), **often, **changes})


def main(data, out, wishes):
    def tell(step, scalars, listen):
        print(step, flush=True)

    with joined_ranks(torch.device("cpu")):
        for wish in json.loads(wishes):
            chosen = config(data, wish.get("sizes"), **wish.get("changes", {}))
            folder, resume = Path(out, wish["name"]), wish.get("resume", False)
            train(chosen, folder, resume=resume, device="cpu", watch=[tell])


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(*sys.argv[1:])
