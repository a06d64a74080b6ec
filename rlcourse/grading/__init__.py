"""Submissions in, grades and feedback out.

A submission is a stranger's program: it is read as data (never imported here), run behind walls
with nothing but inputs, and judged outside from the arrays that come back.
"""
