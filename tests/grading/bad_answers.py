"""Bodies of functions that honest students write, and what becomes of them."""

from rlcourse.grading.result import Status

RAISED, CRASHED, WRONG = Status.RAISED, Status.CRASHED, Status.WRONG

BODIES = {
    "input()": ("return input('log pi? ')", RAISED),
    "a loop that ignores signals": (
        """
        import signal
        for number in range(1, 64):
            try:
                signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
        """,
        Status.TIMED_OUT,
    ),
    "a tensor of 8 TB": ("return torch.zeros(10**12, dtype=torch.float64)", Status.OUT_OF_MEMORY),
    "a list that grows": (
        "kept = []\nwhile True:\n    kept.append(bytes(10**9))",
        Status.OUT_OF_MEMORY,
    ),
    "a fork bomb": (
        """
        import os
        children = [os.fork() for _ in range(200)]
        return torch.zeros(1)
        """,
        RAISED,
    ),
    "a segmentation fault": ("import ctypes\nreturn ctypes.string_at(1)", CRASHED),
    "os._exit": ("import os\nos._exit(0)", CRASHED),
    "os.abort": ("import os\nos.abort()", CRASHED),
    "sys.exit": ("import sys\nsys.exit('done')", RAISED),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", RAISED),
    "deep recursion": ("return later(*args, **kwargs)", RAISED),
    "very deep recursion": (
        "import sys\nsys.setrecursionlimit(10**8)\nreturn later(*args, **kwargs)",
        (RAISED, CRASHED, Status.OUT_OF_MEMORY, Status.TIMED_OUT),
    ),
    "nothing is returned": ("args", WRONG),
    "numbers of NumPy": ("import numpy\nreturn numpy.zeros(3)", WRONG),
    "NaN": ("return given(args, kwargs) * float('nan')", WRONG),
    "half precision": ("return given(args, kwargs).half()", WRONG),
    "complex numbers": ("return given(args, kwargs).to(torch.complex64)", WRONG),
    "100 MB returned": ("return torch.zeros(25_000_000)", WRONG),
    "a string": ("return 'log pi'", WRONG),
    "a generator": ("yield given(args, kwargs)", WRONG),
    "the stub": ("raise NotImplementedError('later')", Status.NOT_ATTEMPTED),
    "a name of the training": ("return agent.actor(args)", RAISED),
    "an exception without words": (
        "class Silent(Exception):\n"
        "    def __str__(self):\n        raise self\n"
        "raise Silent",
        RAISED,
    ),
    "a file that is not there": ("return torch.load('weights.pt')", RAISED),
    "a file of 100 MB": (
        "open('/tmp/large', 'wb').write(bytes(100_000_000))",
        (RAISED, CRASHED),
    ),
}  # fmt: skip
HELPERS = """
def later(*args, **kwargs):
    return 1 + later(*args, **kwargs)

def given(args, kwargs):
    return next(iter([*args, *kwargs.values()]))

agent = train()
"""

# What stands before the first line of a right answer and should cost it nothing.
HARMLESS = {
    "20 MB printed": "for _ in range(200):\n    print('x' * 100_000)",
    "stderr, a warning": "import sys, warnings\nwarnings.warn('old')\nprint('!', file=sys.stderr)",
    "a progress bar": "from tqdm import tqdm\nfor _ in tqdm(range(10)):\n    pass",
    "bytes on descriptors 1 and 2": "import os\nos.write(1, b'x' * 9999)\nos.write(2, b'argv[0]=')",
    "a thread left behind": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(1000,)).start()"
    ),
    "a small file": "open('notes.txt', 'w').write('kept')",
}  # fmt: skip
