"""The code behind the course *What does a discriminator hear?*.

Importing it makes ``import torchaudio`` work beside any torch (`course_lib.audio.door`), and nothing else.
"""
