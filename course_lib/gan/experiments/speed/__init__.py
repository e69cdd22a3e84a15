"""How fast a training step is, next to the published discriminators that it reproduces.

    from course_lib.gan.experiments.speed import bench_steps

references    AudioCraft's modules and their peers, downloaded into a cache; never a dependency
timing        CPU seconds of interleaved pairs, peak memory, and the machine's matmul peak
timed_discriminators
              a discriminator of ours or of a reference, with its optimiser, ready for a step
step_bench    every family and part of a step: ours against a reference
gan_step      what a discriminator costs in the small GAN, and how the cost grows
growth_figure the same as a picture
quality_bench time to quality: our recipe against AudioCraft's

`course_lib.gan.training.thread_count` measures a run; this package compares implementations.
"""

from course_lib.gan.experiments.speed.step_bench import StepBench, bench_steps, table

__all__ = ["StepBench", "bench_steps", "table"]
