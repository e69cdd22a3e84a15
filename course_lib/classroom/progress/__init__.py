"""What the course stores between sessions.

saved_progress      a learner's predictions, verdicts and hints, in one JSON file
sealed_forecasts    forecasts that can be opened later but not changed
own_numbers         a number for each learner, from which the items of an exercise follow
own_run_results     what a learner's training runs returned
"""
