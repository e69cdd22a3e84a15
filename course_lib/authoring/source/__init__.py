"""Read the source of a lesson: ``lessons/NN_slug/lesson.py`` and ``exercises.py``.

cells           divide a file into cells
prose, code     the words and the syntax tree of a cell
solution_and_stub  an answer cell, as solution and as stub
expected_outputs  the output that a cell promises, and what it printed
bank            the exercises and questions of a lesson, with their line numbers
lesson_source   all of this for one lesson
source_finding  a fault in the source, with file and line
"""
