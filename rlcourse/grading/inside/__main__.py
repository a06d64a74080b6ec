"""Start the server: `python -I -S .../inside '{"packages": [...], ...}'`.

Without site, so that no start-up file of anybody's runs; and not as `python -m`, for which the
folder above, with the grader in it, would have to be importable.
"""

import importlib.util
import sys
from pathlib import Path


def main() -> None:
    here = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        "inside", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["inside"] = package
    spec.loader.exec_module(package)
    server = importlib.import_module("inside.server")
    server.main(sys.argv[1])


main()
