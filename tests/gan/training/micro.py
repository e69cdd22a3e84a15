"""The smallest run there is; as a program, it makes some in a process of its own.

    python micro.py DATA OUT '[{"name": "a", "changes": {...}, "sizes": {...}, "resume": true}]'

Each run lands in OUT/name. The program prints the number of each step. A wish may be {"words":
[...]} instead, for the `course` command. Under torchrun, the program is one rank of several.

    python micro.py DATA OUT

reads such lists from its input, a line each, and makes each in a process of its own. It begins
at once, with all imported, says its id first, and can be killed; then the program says "over".
"""

import json
import os
import sys
from pathlib import Path

import torch

from course_lib import cli
from course_lib.gan.codec.codec import CodecOptions
from course_lib.gan.training.config import TrainConfig
from course_lib.gan.training.distributed import joined_ranks
from course_lib.gan.training.presets import preset
from course_lib.gan.training.trainer import train

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
    def report(step, scalars, snapshot):
        print(step, flush=True)

    with joined_ranks(torch.device("cpu")):
        for wish in json.loads(wishes):
            if "words" in wish:
                cli.main(wish["words"])
                continue
            chosen = config(data, wish.get("sizes"), **wish.get("changes", {}))
            folder, resume = Path(out, wish["name"]), wish.get("resume", False)
            train(chosen, folder, resume=resume, device="cpu", watch=[report])


def serve(data, out):
    # the first run of a process loads much that torch loads late; forks have it then
    train(config(data, {"steps": 1}), Path(out, "first"), device="cpu")
    for wishes in sys.stdin:
        child = os.fork()
        if child == 0:
            print(os.getpid(), flush=True)
            main(data, out, wishes)
            os._exit(0)
        os.waitpid(child, 0)
        print("over", flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    make = main if len(sys.argv) == 4 else serve
    make(*sys.argv[1:])
