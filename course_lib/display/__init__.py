"""The parts of every picture, page and widget.

figure_style   the style of every figure
read_page_colours   the two colours of pages that Python needs, from theme.css
figures/       drawings of sounds: waves, spectrograms, folds, curves
round_numbers  the round numbers of an axis
pages          HTML pages from the jinja2 templates in ``templates/``, one style sheet for all
page_player    the player of a sound on a page without a kernel
sounds_with_spectrograms  sounds on a page of results, each with its spectrogram
deck/          the player of a notebook cell: all its sounds under one playhead
question_form/ the form of a question
browser_instrument  what runs in the browser: an ES module, live and on a page
browser_widget      the traits that the module reads and sets, and the style sheet
static_form    the module with its state in a page without a kernel
bundle_modules several ES modules made one
browser/       ES modules that instruments share
source         `show_source`: the library's own source in a notebook
mime_output    one output in several forms, for notebooks, pages and terminals
messages       messages to the learner, as text and as HTML
three_forms    an instrument's three forms: widget, page, text
style_sheets   the style sheets of ``templates/``, for what contains its own
html_pieces          the pieces of HTML that instruments consist of
live           watch long work while it runs, and stop it
fast_mode      shorten long work in tests
"""

from course_lib.extras import require

require("notebooks", __name__, "course_lib.display.figure_style")

from course_lib.display.figure_style import DASHES, OKABE_ITO, img_tag, new_figure, to_png
from course_lib.display.figures.folds import draw_fold, fold_rows, uprightness
from course_lib.display.figures.waves import draw_spectrogram, draw_wave
from course_lib.display.source import SourceView, show_source

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
