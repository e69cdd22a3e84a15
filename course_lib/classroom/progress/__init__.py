"""What the course stores between sessions.

store       the learner's progress in one JSON file: predictions, verdicts, hints
sealed_forecasts       forecasts that can be opened later but not changed
own_numbers    a number for each learner, from which the items of an exercise follow
recorded_runs    what a learner's training runs returned
own_copy    the learner's own copy of the notebooks, for ``course start``
"""
