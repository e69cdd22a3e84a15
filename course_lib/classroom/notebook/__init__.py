"""What a lesson's cells call.

opening        `setup`
predictions    `predict`, `reveal`, `skip`
recalls        `recall`, `explain`
choosing       show a question with its options
readiness      `readiness`: which refresher would help
own_parts      `own_parts`: use what was built in an earlier lesson
yourself       the learner's own ears as a discriminator
closing        `look_back`, `checklist`
"""
