"""The processors that this process may use."""

import os


def count_cores() -> int:
    """At least 1; fewer than the machine has where a job or a container gets only some."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
