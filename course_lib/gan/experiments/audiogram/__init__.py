"""What does a discriminator hear? Train it alone, without a generator, and test it like an ear.

    folder = hear(AudiogramPlan(), "runs/audiogram")
    audiogram = gather_audiogram(folder)
    Path("page.html").write_text(write_audiogram(audiogram))

An audiologist plays tones and asks whether you hear them. Here a discriminator gets clean clips and
the same clips with one artefact, and learns to separate them. Its score is the area under the ROC
curve (AUC) on clips that it was not trained on: 0.5 if it only guesses, 1 if it never errs.

`plan` says what to test, `train_one_discriminator` fills one cell, a discriminator trained on one
artefact, and `measure_hearing` does all cells that aren't done yet. To report: `auc` computes areas
and intervals, `audiogram_results` collects them, `audiogram_tables`, `picture` and `audiogram_page`
show them.

An audiogram says what a discriminator can learn to hear in a given time. It doesn't say what it
teaches a generator; for that, see `course_lib.gan.experiments.ablation`.
"""

from course_lib.gan.experiments.audiogram.audiogram_page import write_audiogram
from course_lib.gan.experiments.audiogram.audiogram_results import Audiogram, gather_audiogram
from course_lib.gan.experiments.audiogram.measure_hearing import hear
from course_lib.gan.experiments.audiogram.plan import AudiogramPlan

__all__ = ["Audiogram", "AudiogramPlan", "gather_audiogram", "hear", "write_audiogram"]
