"""The tasks of the course: alone (`make`) or many at a time (`make_vec`).

Importing this registers the PyBullet tasks and the probes with Gymnasium; PyBullet itself is
imported when the first of its environments starts.
"""

from rlcourse.envs.making import make
from rlcourse.envs.probes import PROBES, register_probes
from rlcourse.envs.tasks import TASKS, register_tasks
from rlcourse.envs.vector import make_vec

register_tasks()
register_probes()

__all__ = ["PROBES", "TASKS", "make", "make_vec"]
