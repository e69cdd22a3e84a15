"""Keep a dishonest answer from faking its own measurement.

A learner's code runs in the same process as the check. These modules close the simple ways to cheat
there. The points are decided in another process, which compares plain data.

plain_values          strip operators that a returned object defines for itself
replaced_functions    find functions of the session that a notebook has replaced
origin                recognise an answer that is the library's own code
library_calls         record the library code that an answer calls
"""
