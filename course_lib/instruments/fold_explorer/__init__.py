"""The fold explorer: fold a sound at any period, and see and hear what a column contains.

model.py        aliases, columns and logits, computed
answers.py      what its three buttons show
text.py         sentences about folds, columns and logits
time_axis.py    periods, pitch and beat in words
widget.py       the instrument, and the traits of its module
widget.js       what the browser loads; picture.js draws the fold, columns.js,
                sentences.js, axis.js and comb.js are its other parts
"""
