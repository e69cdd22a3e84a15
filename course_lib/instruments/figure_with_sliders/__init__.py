"""Turn a drawing function into an instrument with sliders.

widget    `explore`
"""
