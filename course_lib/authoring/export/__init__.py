"""Write a lesson as one page of HTML that works without Python and without a network.

notebooks/02_periods.ipynb ──► kernel ──► outputs, text, code ──► 02_periods.html

page = export_lesson(root, "02", Settings(fast=True))

markdown      text to HTML; formulas become pictures, so no script has to draw them
outputs       what cells show, as HTML
lesson_page   the page
"""

from course_lib.authoring.export.lesson_page import LessonFailedError, export_lesson

__all__ = ["LessonFailedError", "export_lesson"]
