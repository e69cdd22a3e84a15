"""From an answer to plain data that can be compared.

seeded_inputs        `Draw`: a check's inputs, drawn from a seed
probe                run a property's measure on an answer; it knows no right answer
calls                record how the answer was called, for the message
data                 turn what the answer returned into plain data
find_differences     where two pieces of data differ
relations            a simple relation that is true of two values, such as the opposite sign
describe_difference  put values and differences into words
"""
