"""From what was measured to what the learner reads.

checks       `check`, `verdict`, `hint`, `solution`: what an exercise sheet calls
assess       compare measured values with the solution's
outcome      the five states of an exercise
diagnosis    which known mistake explains an answer
findings     what differs first, and where
faults       where the learner's own code raised
report       the message, as text and as HTML
weights      give a learner's network known weights
"""
