"""From what a kernel published to what people read.

plain         take published data apart safely
scoring       compare it with the solution, and give points
flags         answers that a person should look at; no points depend on them
ledger        every result on disk, before the next one
shards        split the work over machines, and put it together
gradebook     gradebook.csv and JUnit files
feedback      one page per student
summary       the teacher's page
export        fill in an LMS's own file
report        write all of these
"""
