"""What is remembered between sessions.

store       one JSON file on the learner's machine: predictions, verdicts, hints
seals       forecasts that can be opened later, but not changed
own_copy    a copy of the notebooks to work in: ``course start``
files       change a file safely while other notebooks are open
"""
