"""What the cells of a lesson call.

opening           `setup`
predictions       `predict`, `reveal`, `skip`
recalls           `recall`, `explain`
exit_tickets      `exit_ticket`: a few questions at the end, scored at the first try
locked_demos      what `reveal` shows, in the cell of the demo, once the prediction is stored
question_forms    show a question with its options
readiness         `readiness`: which refresher would help
own_earlier_answers  `own_parts`: use what the learner built in earlier lessons
ear_tests         `judge_by_ear`, `enrol`: the learner's own ears as a discriminator
closing           `look_back`, `checklist`
"""
