"""Answers that want something else than to be right.

Each is the body of a function. Where it gets what it should not, it says LOOT. `<canary>` is a
file of the test, `<port>` a port and `{unix}` a socket that the test listens on, `<folder>` the
folder of the submissions.
"""

PATCHED = {
    "torch says that all is equal": """
        for name in ("allclose", "equal", "isclose", "eq"):
            setattr(torch, name, lambda *a, **k: True)
        torch.testing.assert_close = lambda *a, **k: None
        return torch.zeros(1)
    """,
    "NumPy says that all is equal": """
        import numpy
        for name in ("allclose", "array_equal", "isclose"):
            setattr(numpy, name, lambda *a, **k: True)
        return torch.zeros(1)
    """,
    "Python says that all is true": """
        import builtins
        builtins.all = builtins.any = builtins.isinstance = lambda *a: True
        builtins.abs = builtins.max = builtins.len = lambda *a: 0
        return torch.zeros(1)
    """,
    "an object equal to everything": """
        class Equal(float):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            __lt__ = __le__ = __gt__ = __ge__ = __eq__
            __hash__ = float.__hash__
            shape, dtype = (1,), torch.float32
            def detach(self): return self
            cpu = numpy = detach
        return Equal(0)
    """,
    "a tensor equal to everything": """
        class Equal(torch.Tensor):
            def __eq__(self, other): return torch.ones(1, dtype=torch.bool)
            @classmethod
            def __torch_function__(cls, *args, **kwargs): return torch.ones(1)
        return torch.zeros(1).as_subclass(Equal)
    """,
    "the course's comparison patched": """
        from rlcourse.exercises import run, guard
        run.are_kept = lambda *a: True
        run.random_fingerprint = run.seeded_fingerprint
        run.to_array = lambda t: __import__("numpy").zeros(1, "float32")
        guard.describe_exception = lambda *a: None
        return torch.zeros(1)
    """,
    "the runner replaced": """
        import sys
        from rlcourse.exercises.exercise import Outcome
        frame = sys._getframe()
        while frame:
            if "outcome" in frame.f_code.co_varnames:
                frame.f_locals["outcome"] = Outcome({})
                frame.f_globals["encode_outcome"] = lambda *a: b""
            frame = frame.f_back
        return torch.zeros(1)
    """,
    "it calls itself passed": """
        import sys
        module = sys.modules["__main__"]
        module.passed = module.PASSED = module.score = 100
        print("passed", 100, "PASSED")
        return torch.zeros(1)
    """,
}

LOOKING = {
    "frames of the callers": """
        import sys
        frame, seen = sys._getframe(), []
        while frame:
            seen += [*frame.f_locals, *frame.f_globals]
            frame = frame.f_back
        found = [n for n in seen if n in ("reference", "expected", "right", "EXERCISE", "mistakes")]
        if found: loot(f"{found}")
        return torch.zeros(1)
    """,
    "all objects of the process": """
        import gc, types
        for thing in gc.get_objects():
            name = getattr(type(thing), "__name__", "")
            if name in ("Exercise", "Mistake", "Verdict"): loot(name)
            if isinstance(thing, types.FunctionType) and "calculate_log_pi" in thing.__name__:
                if thing.__module__ != "__main__" and "<name>" == "calculate_log_pi":
                    if "exponent" in thing.__code__.co_varnames: loot("source")
        return torch.zeros(1)
    """,
    "memory of the process": """
        import ctypes, re
        # From the catalogue of mistakes and from comments: never part of an honest job.
        needle = "The squeeze of tanh" + " is missing"
        for line in open("/proc/self/maps"):
            low, high, rights = re.match(r"(\\w+)-(\\w+) (\\S+)", line).groups()
            size = int(high, 16) - int(low, 16)
            if "[heap]" in line and rights.startswith("r"):
                data = ctypes.string_at(int(low, 16), min(size, 60_000_000))
                if data.count(needle.encode()) > 1: loot("memory")
        return torch.zeros(1)
    """,
    "/proc of all processes": """
        import os
        for pid in filter(str.isdigit, os.listdir("/proc")):
            if int(pid) == os.getpid(): continue
            for name in ("environ", "mem", "maps", "fd/0", "fd/1", "root/etc/passwd", "cwd/x"):
                try:
                    open(f"/proc/{pid}/{name}", "rb").read(1)
                except OSError:
                    continue
                loot(f"/proc/{pid}/{name}")
        return torch.zeros(1)
    """,
    "its own environment": """
        import os
        loot = [v for v in os.environ.values() if "canary" in v]
        loot += [s for s in [open("/proc/self/environ").read()] if "canary" in s]
        if loot: loot(f"{loot}")
        return torch.zeros(1)
    """,
    "files outside": """
        import os
        paths = ["<canary>", "<folder>", "/root", "/home", "/etc/passwd", "/etc/shadow", "/srv",
                 "/proc/1/root/etc/passwd", "/proc/self/root/<canary>", "/tmp/../<canary>"]
        for path in paths:
            try:
                found = os.listdir(path) if os.path.isdir(path) else open(path).read()
            except OSError:
                continue
            found = [f for f in found if f != ".pyenv"]
            if found: raise RuntimeError(f"LOOT {path} {found}")
        return torch.zeros(1)
    """,
    "the course on disk": """
        import os
        for place, folders, files in os.walk("/"):
            if place.startswith(("/proc", "/dev")): folders.clear()
            if any(f in files for f in ("log_prob.py", "catalogue.py", "calculate_log_pi.py")):
                loot(f"{place}")
            if place.count("/") > 4: folders.clear()
        return torch.zeros(1)
    """,
    "descriptors left open": """
        import os
        found = []
        for number in range(3, 256):
            try:
                os.fstat(number)
                os.lseek(number, 0, 0)
                found.append(number)
            except OSError:
                continue
        if found: loot(f"{found}")
        return torch.zeros(1)
    """,
}

REACHING = {
    "ptrace of the parent": """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.ptrace(16, os.getppid(), 0, 0) == 0: loot("ptrace")
        return torch.zeros(1)
    """,
    "memory of the parent": """
        import ctypes, os
        class Part(ctypes.Structure):
            _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]
        libc, own = ctypes.CDLL(None), ctypes.create_string_buffer(8)
        here, there = Part(ctypes.addressof(own), 8), Part(id(torch), 8)
        for call in (libc.process_vm_readv, libc.process_vm_writev):
            if call(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
                loot("memory")
        return torch.zeros(1)
    """,
    "signals to everybody": """
        import os, signal
        for pid in (os.getppid(), 1, 2, -1, 0):
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
            loot(f"kill {pid}")
        return torch.zeros(1)
    """,
    "TCP": """
        import socket
        socket.create_connection(("127.0.0.1", <port>), 5).sendall(b"here")
        loot("tcp")
    """,
    "UDP": """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"here", ("127.0.0.1", <port>))
        loot("udp")
    """,
    "a Unix socket": """
        import socket
        socket.socket(socket.AF_UNIX).connect("<unix>")
        loot("unix")
    """,
    "an abstract Unix socket": """
        import socket
        socket.socket(socket.AF_UNIX).connect("\\0rlcourse-canary-<port>")
        loot("abstract")
    """,
    "a name looked up": """
        import urllib.request
        urllib.request.urlopen("http://localhost:<port>/here", timeout=5)
        loot("http")
    """,
    "start-up files": """
        import os, site, sys
        home, written = os.path.expanduser("~"), []
        folders = [*sys.path, "/inside", "/packages/0", "/usr/lib/python3", "/etc", "/", "/root",
                   os.path.dirname(torch.__file__), os.path.dirname(os.__file__), "/dev",
                   "/dev/shm", "<folder>", os.path.dirname("<canary>")]
        for folder in folders:
            for name in ("sitecustomize.py", "usercustomize.py", "zz.pth", "torch.py"):
                try:
                    open(os.path.join(folder, name), "w").write("print('LOOT')")
                except OSError:
                    continue
                written.append(folder)
        if written: loot(f"{written}")
        return torch.zeros(1)
    """,
}

STAYING = {
    "a process of its own": "import os\nif os.fork() == 0:\n    os.setsid()\n    while True: pass",
    "a program": "import subprocess\nsubprocess.Popen(['sleep', '1000'])\nreturn torch.zeros(1)",
    "a shell": "import os\nif os.system('sleep 1000 &') == 0: loot('shell')",
    "multiprocessing": """
        import multiprocessing
        multiprocessing.get_context("spawn").Process(target=print, args=("here",)).start()
        loot("process")
    """,
    "another program in its place": "import os\nos.execv('/usr/bin/sleep', ['sleep', '1000'])",
    "limits raised": """
        import resource
        for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE):
            for value in (-1, 2**40):
                try:
                    resource.setrlimit(kind, (value, value))
                except (OSError, ValueError):
                    continue
                loot(f"{kind}")
        return torch.zeros(1)
    """,
    "new namespaces, mounts and doors": """
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        x86 = os.uname().machine == "x86_64"
        calls = {"unshare user": ((272, 97), 0x10000000), "clone user": ((56, 220), 0x10000011),
                 "bpf": ((321, 280), 0, 0, 0), "io_uring": ((425, 425), 1, 0),
                 "keyctl": ((250, 219), 0, -3, 1), "userfaultfd": ((323, 282), 0),
                 "perf": ((298, 241), 0, 0, -1, -1, 0), "memfd": ((319, 279), b"x", 0),
                 "mount": ((165, 40), b"x", b"/tmp", b"tmpfs", 0, 0),
                 "chroot": ((161, 51), b"/tmp"),
                 "clone3": ((435, 435), 0, 0), "x32 fork": ((0x40000039, 57000),),
                 "pidfd_open": ((434, 434), os.getppid(), 0), "personality": ((135, 92), 0x40000)}
        for name, (numbers, *arguments) in calls.items():
            if libc.syscall(numbers[0 if x86 else 1], *arguments) >= 0:
                loot(f"{name}")
        return torch.zeros(1)
    """,
    "the scratch space filled": """
        for number in range(10_000):
            open(f"/tmp/{number}", "wb").write(bytes(1_000_000))
        loot("space")
    """,
    "a thousand threads": """
        import threading, time
        for _ in range(100_000):
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        loot("threads")
    """,
}

# Lines that look for the descriptor of the results.
PIPE = """
import os, stat, struct, json
def is_pipe(number):
    try:
        return stat.S_ISFIFO(os.fstat(number).st_mode)
    except OSError:
        return False
def send(data):
    pipe = next(filter(is_pipe, range(3, 64)))
    while data: data = data[os.write(pipe, data):]
def frame(header, body=b""):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    content = struct.pack("<Q", len(head)) + head + body
    return struct.pack("<I", len(content)) + content
END = struct.pack("<I", 0)
"""

FORGING = {
    "eight results of zeros": """
        entry = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
        send(frame({"log_pis": entry, "passed": entry}, bytes(4)) * 8 + END)
        os._exit(0)
    """,
    "noise": "send(os.urandom(10_000)); os._exit(0)",
    "a result without end": "while True: send(bytes(65536))",
    "frames without end": """
        while True: send(frame({"a": {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]}}))
    """,
    "a frame of 4 GB": "send(struct.pack('<I', 2**32 - 1)); os._exit(0)",
    "3e12 numbers that are not there": """
        send(frame({"log_pis": {"dtype": "F32", "shape": [3 * 10**12], "data_offsets": [0, 4]}},
                   bytes(4)) + END)
        os._exit(0)
    """,
    "no numbers, in 2**60 rows": """
        entry = {"dtype": "F32", "shape": [2**60, 0], "data_offsets": [0, 0]}
        send(frame({"log_pis": entry}) + END)
        os._exit(0)
    """,
    "brackets in the header": "send(frame(b'[' * 9_000_000) + END); os._exit(0)",
    "a pickle": """
        class Bomb:
            def __reduce__(self): return os.system, ("touch '<canary>.loot'",)
        import pickle
        data = pickle.dumps(Bomb())
        send(struct.pack("<I", len(data)) + data + END)
        os._exit(0)
    """,
    "a failure of 1 MB, with signs for a terminal": """
        parts = {"kind": b"raised", "name": b"LOOT" * 250_000, "message": b"\\x1b[2J", "line": b""}
        header, body = {}, b""
        for key, value in parts.items():
            start = len(body); body += value
            header["failure: " + key] = {"dtype": "U8", "shape": [len(value)],
                                         "data_offsets": [start, len(body)]}
        send(frame(header, body) + END)
        os._exit(0)
    """,
    "more after the end": "send(END + END); os._exit(0)",
    "the end at once": "send(END); os._exit(0)",
    "an array of 60 axes": """
        entry = {"dtype": "F32", "shape": [1] * 60, "data_offsets": [0, 4]}
        send(frame({"log_pis": entry}, bytes(4)) + END)
        os._exit(0)
    """,
    "nan in the flags": """
        entry = {"dtype": "F64", "shape": [], "data_offsets": [0, 8]}
        names = ("inputs as they were", "random state as it was", "log_pis", "actions", "targets")
        send(frame({n: {**entry, "data_offsets": [8 * i, 8 * i + 8]} for i, n in enumerate(names)},
                   struct.pack("<d", float("nan")) * 5) * 9)
        os._exit(0)
    """,
}

# Ways to the reference of the exercise itself; <name> is the exercise, <module> where it stands.
TAKING = {
    "imported from the solutions": "from rlcourse.solutions import <name>",
    "imported from its file": "from <module> import <name>",
    "imported from mine": "from rlcourse.mine import <name>",
    "loaded by importlib": """
        import importlib
        <name> = importlib.import_module("<module>").<name>
    """,
    "unpacked from the catalogue": """
        from rlcourse.exercises.catalogue import BY_NAME
        <name> = BY_NAME["<name>"].parts[0]
    """,
    "read by inspect": """
        import inspect, rlcourse.solutions
        source = inspect.getsource(rlcourse.solutions.<name>)
        exec(source, globals())
        <name> = globals()["<name>"]
    """,
    "shown by solution()": """
        from rlcourse import solution
        exec(str(solution("<name>")), globals())
        <name> = globals()["<name>"]
    """,
}
