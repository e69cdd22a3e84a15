"""One playhead over the scores of all scales of MSD.

picture    the wave and its scores, for pages where scripts don't run
widget     the instrument, and the traits of its module
widget.js  what the browser loads; reach.js computes what each score hears
"""
