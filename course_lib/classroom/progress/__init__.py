"""What the course stores between sessions.

saved_progress      a learner's predictions, verdicts and hints, in one JSON file
sealed_forecasts    forecasts that can be opened later but not changed
own_numbers         a number for each learner, from which the items of an exercise follow
recorded_runs       what a learner's training runs returned
started_copy        the learner's own copy of the notebooks, which ``course start`` makes
"""
