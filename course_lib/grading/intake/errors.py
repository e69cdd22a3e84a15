"""What can be wrong with the files that a grader is given."""


class InputError(ValueError):
    """A file or folder that the teacher named can't be used; the message says what to do."""


class KeyFileError(ValueError):
    """The teacher's notebook can't serve as a key; the message says what to do."""


class RejectedError(Exception):
    """A student's file isn't a notebook; the message is the reason, for teacher and student."""
