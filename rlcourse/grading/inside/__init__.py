"""What runs behind the walls. It knows no exercise, no reference and no other part of rlcourse.

The folder is mounted alone into the sandbox and imported there as `inside`, so its files import
each other by relative imports and nothing else of the course.
"""
