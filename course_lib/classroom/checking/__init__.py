"""From an answer to the message that the learner reads.

checks        `check`, `verdict`, `hint`, `solution`: what an exercise sheet calls
assess        `Assessment`: which properties pass, compared with the solution's values
outcome       the five states of an exercise, and its points
diagnosis     `Diagnosis`: which known mistake explains an answer
findings      `Finding`: what differs first, and where
value_answers describe an answer that is a value, without the expected one
tracebacks    where the learner's own code raised an exception
report        the message as text and as HTML
gradients     how far the gradients of a learner's network flow
weights       give a learner's network known weights
"""
