"""Instruments: figures, players and tests that answer while one plays with them.

Each has three forms (a widget, a page without a kernel, a text) and a logic that needs none of
them.
"""

from course_lib.instruments.abx import ABX, ABXResult, abx
from course_lib.instruments.explore import Explorer, explore
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
from course_lib.instruments.listen import Comparison, ab, listen
from course_lib.instruments.live import Live
from course_lib.instruments.logit_inspector import LogitInspector, logit_inspector
from course_lib.instruments.score_map import ScoreMap, score_map

__all__ = [
    "ABX",
    "ABXResult",
    "Comparison",
    "Explorer",
    "FoldExplorer",
    "Instrument",
    "Live",
    "LogitInspector",
    "ScoreMap",
    "Shown",
    "ab",
    "abx",
    "alias_partners",
    "column",
    "explore",
    "fold_explorer",
    "listen",
    "logit_inspector",
    "logit_samples",
    "most_upright",
    "score_map",
    "show",
    "uprightness",
]
