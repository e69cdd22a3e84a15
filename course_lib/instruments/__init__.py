"""Instruments: figures, players and tests that answer while one plays with them.

Each has three forms (a widget, a page without a kernel, a text) and a logic that needs none of
them.
"""

from course_lib.instruments.abx import ABX, ABXResult, abx
from course_lib.instruments.connections import Connections, connections
from course_lib.instruments.decimator_curves import DecimatorCurves, decimator_curves
from course_lib.instruments.explore import Explorer, explore
from course_lib.instruments.failure_zoo import FailureZoo, failure_zoo
from course_lib.instruments.fold_explorer import (
    FoldExplorer,
    alias_partners,
    column,
    fold_explorer,
    logit_samples,
    most_upright,
    uprightness,
)
from course_lib.instruments.forms import Instrument, Shown, show
from course_lib.instruments.haste import in_haste, shortened
from course_lib.instruments.listen import Comparison, ab, listen
from course_lib.instruments.live import Live
from course_lib.instruments.logit_field import Fields, field_size, logit_field, logit_fields
from course_lib.instruments.logit_inspector import LogitInspector, logit_inspector
from course_lib.instruments.phase import random_phase
from course_lib.instruments.resolution_trade import ResolutionTrade, resolution_trade
from course_lib.instruments.scale_listener import ScaleListener, scale_listener
from course_lib.instruments.scale_questions import as_heard, waves_heard, what_scale_hears
from course_lib.instruments.scale_views import ScaleViews, scale_views
from course_lib.instruments.score_map import ScoreMap, score_map
from course_lib.instruments.trade_measure import ReadOut, read_out, tones_and_clicks

__all__ = [
    "ABX",
    "ABXResult",
    "Comparison",
    "Connections",
    "DecimatorCurves",
    "Explorer",
    "FailureZoo",
    "Fields",
    "FoldExplorer",
    "Instrument",
    "Live",
    "LogitInspector",
    "ReadOut",
    "ResolutionTrade",
    "ScaleListener",
    "ScaleViews",
    "ScoreMap",
    "Shown",
    "ab",
    "abx",
    "alias_partners",
    "as_heard",
    "column",
    "connections",
    "decimator_curves",
    "explore",
    "failure_zoo",
    "field_size",
    "fold_explorer",
    "in_haste",
    "listen",
    "logit_field",
    "logit_fields",
    "logit_inspector",
    "logit_samples",
    "most_upright",
    "random_phase",
    "read_out",
    "resolution_trade",
    "scale_listener",
    "scale_views",
    "score_map",
    "shortened",
    "show",
    "tones_and_clicks",
    "uprightness",
    "waves_heard",
    "what_scale_hears",
]
