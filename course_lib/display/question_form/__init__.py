"""The form of a question.

form.py      `QuestionForm`: what is asked, what is filled in, and what the course says to it
widget.js    the form in the browser
form.css     its look; colours come from the theme
"""

from course_lib.display.question_form.form import Filled, QuestionForm

__all__ = ["Filled", "QuestionForm"]
