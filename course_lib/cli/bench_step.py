"""``course bench step``: compare a training step with AudioCraft's, EnCodec's, DAC's or Vocos's."""

import argparse
import json

from course_lib.cli.arguments import Commands, positive_int, split_list
from course_lib.cli.errors import UsageError

_PRECISIONS = ("float32", "bfloat16", "float16")


def add_command(commands: Commands) -> None:
    """Add ``bench step`` to the parser."""
    bench = commands.add_parser("bench step", help="compare a training step with AudioCraft's")
    bench.add_argument("--families", type=split_list, metavar="NAMES", help="such as mpd,msd (all)")
    bench.add_argument(
        "--reference",
        default="audiocraft",
        choices=["audiocraft", "encodec", "dac", "vocos"],
        help="whose discriminators to compare with; downloaded once (audiocraft)",
    )
    bench.add_argument("--batch", type=positive_int, default=1, help="waves in a batch (1)")
    bench.add_argument("--samples", type=positive_int, default=16_000, help="their length (16000)")
    bench.add_argument("--pairs", type=positive_int, default=5, help="timed calls of each side (5)")
    bench.add_argument("--precision", choices=_PRECISIONS, default="float32", help="of both sides")
    bench.add_argument("--reference-precision", choices=_PRECISIONS, help="if it differs")
    bench.add_argument("--compiled", action="store_true", help="compile ours")
    bench.add_argument("--threads", type=positive_int, default=1, help="CPU threads (1)")
    bench.add_argument("--device", default="cpu", help="cpu or cuda (cpu)")
    bench.add_argument("--json", action="store_true", help="print JSON for a machine")
    bench.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from course_lib.gan.experiments.speed import StepBench, bench_steps, table
    from course_lib.gan.experiments.speed.step_bench import REFERENCES
    from course_lib.pypi_downloads import UnavailableReferenceError

    bench = StepBench(
        families=arguments.families or tuple(REFERENCES[arguments.reference]),
        reference=arguments.reference,
        batch=arguments.batch,
        samples=arguments.samples,
        pairs=arguments.pairs,
        precision=arguments.precision,
        reference_precision=arguments.reference_precision,
        compiled=arguments.compiled,
        threads=arguments.threads,
        device=arguments.device,
    )
    try:
        result = bench_steps(bench)
    except (ValueError, UnavailableReferenceError) as error:
        raise UsageError(error) from error
    if arguments.json:
        print(json.dumps(result, indent=2))
        return 0
    here = result["machine"]
    print(table(result["rows"], arguments.reference))
    print(
        f"\n{here['processor']}, {here['cores']} cores, load {here['load']}, "
        f"torch {here['torch']}, {bench.threads} thread(s), "
        f"[{bench.batch}, 1, {bench.samples}], {bench.precision}, "
        f"matmul peak {result['peak'] / 1e9:.0f} GFLOP/s"
    )
    return 0
