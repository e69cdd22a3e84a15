"""From what a kernel published to what people read.

untrusted_verdict  what a kernel published: a forgery is refused
scoring         compare it with the solution, and give points
marks           the mark of an exercise, and what counts if it was measured more than once
flags           answers that a person should look at; points don't depend on them
ledger          every result on the disk before the next submission
run_record      what a run is about: lesson, key, shard, class
shards          split a class over machines, and merge the results
overrides       overrides.csv: results that people changed by hand
late_penalty    what handing in late costs
gradebook       gradebook.csv and JUnit files
roster          roster.csv: the whole class, and who is missing
lms/            fill the tables of Moodle, Canvas and nbgrader
pages/          feedback, summary, report over all lessons, written answers
write_results   write all of these
live_count      show how far a run is
"""
