"""What every page is made of: one set of HTML templates, one style sheet, the sound players.

    from course_lib.display.pages import render
    from course_lib.display.players import SoundPlayer, sound_player, LEVELS

The templates and ``pages.css`` are in ``templates/``. The Python side computes plain data; every
character of markup is in a template, which escapes what it is given.
"""
