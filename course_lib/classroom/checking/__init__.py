"""From an answer to the message that the learner reads.

checks        `check`, `verdict`: what an exercise sheet says about an answer
hints_and_solutions     `hint`, `solution`: help with an exercise
assess        `Assessment`: which properties pass, compared with the solution's values
states_and_points       the five states of an exercise, and its points
diagnosis     `Diagnosis`: which known mistake explains an answer
failure_text      `Finding`: what differs first, and where
free_text     measure a sentence by what can be counted
value_answers describe an answer that is a value, without the expected one
tracebacks    where the learner's own code raised an exception
message_layout        the message as text and as HTML
slow_checks   show that a slow check is still at work
gradients     how far the gradients of a learner's network flow
fill_weights       give a learner's network known fill_weights
"""
