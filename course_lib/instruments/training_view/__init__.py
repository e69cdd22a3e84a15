"""The training view: watch and hear a GAN train, on one screen.

model.py           what is recorded of a run
stored_record.py   the record as a file in the folder of the run
ridgelines.py      how scores separate over time, for pages where scripts don't run
widget.py          the instrument, and the traits of its module
widget.js          what the browser loads; charts.js, clock.js and distributions.js are its parts
"""
