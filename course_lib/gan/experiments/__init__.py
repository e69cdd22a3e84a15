"""Experiments with whole training runs.

audiogram/     what can each discriminator learn to hear? Trained alone, on one artefact at a time
ablation/      what does each discriminator contribute? Several seeds, controls, intervals
comparison/    several runs side by side: a table, and a page to listen to
failures/      training runs that were broken on purpose, recorded
speed/         what a training step costs, next to the published discriminators
"""

from course_lib.extras import require

require("notebooks", __name__, "course_lib.gan.experiments.ablation")
