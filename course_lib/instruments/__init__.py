"""Instruments: figures, players and listening tests that respond to you.

Each instrument has three forms (a widget, a page without a kernel, and text), and a model that
needs none of them. This front door exports more names than others, because lessons, exercise sheets
and saved notebooks import all of them from here.

Listening
    listen             sounds side by side at one gain; random phases
    abx                a blind test: can you distinguish two sounds?
    ear_test           a blind test with ratings; you as a discriminator; the quiz on artefacts
    artefact_zoo       six artefacts of generated sound, at three strengths
    time_machine       one sound from a generator at several stages of training
    roc_curves         how well scores separate real from generated clips

What a discriminator hears
    fold_explorer      periods and columns (MPD)
    scale_listener     decimated waves and their aliases (MSD)
    scale_playhead     one moment at every scale (MSD)
    resolution_trade   close tones against close clicks (MS-STFT-D)
    turning_arrows     the complex number of a bin, from frame to frame (MS-STFT-D)
    logit_inspector    the samples that one logit of any discriminator depends on

Training
    tug_of_war         the pull of both losses on each score
    gradient_mixer     each loss's share of the gradient
    sparring           a discriminator against fakes that don't change
    training_view      watch and hear a GAN train
    failure_zoo        find out what went wrong in a training run

For everything
    figure_with_sliders  sliders for a drawing function
    pictures           pictures without controls, such as score maps
"""

from course_lib.extras import require

require("notebooks", __name__, "course_lib.instruments.listen")

from course_lib.display.fast_mode import fast_mode, in_haste, shortened
from course_lib.display.live import Live
from course_lib.display.three_forms import Instrument, Showable, Shown, show
from course_lib.instruments.abx.widget import ABX, ABXResult, abx
from course_lib.instruments.artefact_zoo.widget import ArtefactZoo, artefact_zoo
from course_lib.instruments.ear_test.clips import (
    ArtefactQuiz,
    artefact_quiz,
    blind_pair,
    ear_test_clips,
    unblinded_pair,
)
from course_lib.instruments.ear_test.human import HumanDiscriminator, colour_of
from course_lib.instruments.ear_test.widget import EarTest, Judgement, Rating
from course_lib.instruments.failure_zoo.widget import FailureZoo, failure_zoo
from course_lib.instruments.figure_with_sliders.widget import Explorer, explore
from course_lib.instruments.fold_explorer.widget import (
    FoldExplorer,
    alias_partners,
    column,
    fold_explorer,
    logit_samples,
    most_upright,
    uprightness,
)
from course_lib.instruments.gradient_mixer.model import gradient_sound
from course_lib.instruments.gradient_mixer.widget import GradientMixer, gradient_mixer
from course_lib.instruments.listen.ordinary_player import as_notebook_players_do
from course_lib.instruments.listen.random_phase import random_phase
from course_lib.instruments.listen.widget import Comparison, SoundComparison, ab, listen
from course_lib.instruments.logit_inspector.widget import LogitInspector, logit_inspector
from course_lib.instruments.pictures.complex_parts import ComplexParts, complex_parts
from course_lib.instruments.pictures.connections import Connections, connections
from course_lib.instruments.pictures.decimator_curves import DecimatorCurves, decimator_curves
from course_lib.instruments.pictures.logit_fields import (
    Fields,
    LogitFields,
    field_size,
    logit_field,
    logit_fields,
)
from course_lib.instruments.pictures.receptive_fields import (
    LayerFields,
    ReceptiveGrowth,
    layer_fields,
    receptive_growth,
)
from course_lib.instruments.pictures.runs_side_by_side import (
    RunCurves,
    RunsSideBySide,
    run_curves,
    runs_side_by_side,
)
from course_lib.instruments.pictures.scale_views import ScaleViews, scale_views
from course_lib.instruments.pictures.score_map import ScoreMap, score_map
from course_lib.instruments.resolution_trade.model import (
    ClosestPairs,
    ReadOut,
    closest_pairs,
    read_out,
    tones_and_clicks,
)
from course_lib.instruments.resolution_trade.widget import ResolutionTrade, resolution_trade
from course_lib.instruments.roc_curves.model import area, clip_scores, roc
from course_lib.instruments.roc_curves.widget import RocCurves, roc_curves
from course_lib.instruments.scale_listener.model import (
    as_heard,
    playable_at_scale,
    sound_at_scale,
    waves_heard,
    waves_received,
    what_scale_hears,
)
from course_lib.instruments.scale_listener.widget import ScaleListener, scale_listener
from course_lib.instruments.scale_playhead.widget import ScalePlayhead, scale_playhead
from course_lib.instruments.sparring.model import Sparring, score_curves, spar
from course_lib.instruments.time_machine.model import generated, originals
from course_lib.instruments.time_machine.widget import TimeMachine, time_machine
from course_lib.instruments.training_view.widget import TrainingView
from course_lib.instruments.tug_of_war.model import pulls
from course_lib.instruments.tug_of_war.widget import TugOfWar, tug_of_war
from course_lib.instruments.turning_arrows.widget import TurningArrows, turning_arrows

__all__ = [
    "ABX",
    "ABXResult",
    "ArtefactQuiz",
    "ArtefactZoo",
    "ClosestPairs",
    "Comparison",
    "ComplexParts",
    "Connections",
    "DecimatorCurves",
    "EarTest",
    "Explorer",
    "FailureZoo",
    "Fields",
    "FoldExplorer",
    "GradientMixer",
    "HumanDiscriminator",
    "Instrument",
    "Judgement",
    "LayerFields",
    "Live",
    "LogitFields",
    "LogitInspector",
    "Rating",
    "ReadOut",
    "ReceptiveGrowth",
    "ResolutionTrade",
    "RocCurves",
    "RunCurves",
    "RunsSideBySide",
    "ScaleListener",
    "ScalePlayhead",
    "ScaleViews",
    "ScoreMap",
    "Showable",
    "Shown",
    "SoundComparison",
    "Sparring",
    "TimeMachine",
    "TrainingView",
    "TugOfWar",
    "TurningArrows",
    "ab",
    "abx",
    "alias_partners",
    "area",
    "artefact_quiz",
    "artefact_zoo",
    "as_heard",
    "as_notebook_players_do",
    "blind_pair",
    "clip_scores",
    "closest_pairs",
    "colour_of",
    "column",
    "complex_parts",
    "connections",
    "decimator_curves",
    "ear_test_clips",
    "explore",
    "failure_zoo",
    "fast_mode",
    "field_size",
    "fold_explorer",
    "generated",
    "gradient_mixer",
    "gradient_sound",
    "in_haste",
    "layer_fields",
    "listen",
    "logit_field",
    "logit_fields",
    "logit_inspector",
    "logit_samples",
    "most_upright",
    "originals",
    "playable_at_scale",
    "pulls",
    "random_phase",
    "read_out",
    "receptive_growth",
    "resolution_trade",
    "roc",
    "roc_curves",
    "run_curves",
    "runs_side_by_side",
    "scale_listener",
    "scale_playhead",
    "scale_views",
    "score_curves",
    "score_map",
    "shortened",
    "show",
    "sound_at_scale",
    "spar",
    "time_machine",
    "tones_and_clicks",
    "tug_of_war",
    "turning_arrows",
    "unblinded_pair",
    "uprightness",
    "waves_heard",
    "waves_received",
    "what_scale_hears",
]
