"""A process without its parent works for nobody."""

import os
import threading
import time
from functools import lru_cache


@lru_cache
def end_with(parent: int) -> None:
    """From here on this process ends when its parent does, even if that is killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
