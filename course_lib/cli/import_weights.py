"""``course import-weights``: show and keep the discriminators that another project trained."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from course_lib.cli.arguments import Commands, positive_int, split_list
from course_lib.cli.errors import UsageError
from course_lib.extras import extra

if TYPE_CHECKING:
    from course_lib.discriminators.peers import LoadedPeer


def add_command(commands: Commands) -> None:
    """Add ``import-weights`` to the parser."""
    parser = commands.add_parser(
        "import-weights", help="load the discriminators that another project trained"
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument(
        "--from",
        dest="kind",
        required=True,
        metavar="PROJECT",
        help="hifigan, bigvgan, vits, gpt-sovits, rvc, dac, vocos or audiocraft",
    )
    parser.add_argument("--periods", metavar="2,3,5", help="the periods of an unusual MPD")
    parser.add_argument(
        "--sample-rate",
        type=positive_int,
        metavar="HZ",
        help="of a constant-Q discriminator, if its file doesn't tell",
    )
    parser.add_argument(
        "--out", type=Path, metavar="FOLDER", help="write each discriminator to FOLDER"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.discriminators.peers import load_peer  # imported late: it needs torch

    try:
        periods = tuple(int(p) for p in split_list(arguments.periods or "")) or None
        peer = load_peer(
            arguments.file, arguments.kind, periods=periods, sample_rate=arguments.sample_rate
        )
        print(peer)
        if arguments.out is not None:
            _write(peer, arguments.out)
    except (OSError, ValueError) as error:
        raise UsageError(error) from error
    return 0


def _write(peer: "LoadedPeer", out: Path) -> None:
    """Write two files for each discriminator: its weights, and how to build it."""
    with extra("train", "--out"):
        from safetensors.torch import save_file
    out.mkdir(parents=True, exist_ok=True)
    for family, discriminator in peer.discriminators.items():
        save_file(discriminator.state_dict(), out / f"{family}.safetensors")
        config = {"name": family, "options": peer.options[family]}
        text = json.dumps(config, indent=1) + "\n"
        (out / f"{family}.json").write_text(text, encoding="utf-8")
