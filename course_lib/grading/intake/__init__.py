"""From a pile of files to notebooks that can be run.

roster      who handed in what: folders, or an LMS's archive
notebook    read a submitted notebook, which nobody trusts
key         the teacher's notebook
merge       put a student's answers into it
"""
