"""Figures: one style, drawings that return their own alt text, and a way to show source code."""

from course_lib.plots.folds import draw_fold, fold_rows, uprightness
from course_lib.plots.source import SourceView, show_source
from course_lib.plots.style import DASHES, OKABE_ITO, img_tag, new_figure, to_png
from course_lib.plots.waves import draw_spectrogram, draw_wave

__all__ = [
    "DASHES",
    "OKABE_ITO",
    "SourceView",
    "draw_fold",
    "draw_spectrogram",
    "draw_wave",
    "fold_rows",
    "img_tag",
    "new_figure",
    "show_source",
    "to_png",
    "uprightness",
]
