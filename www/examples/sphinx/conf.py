"""A small Sphinx project with the playground in it: `sphinx-build -W . _build`.

Copy `gil_playground.py` beside your own conf.py, and the folder of the playground to `_static/gil-playground`.
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

project = "Threads and NumPy"
language = "en"
extensions = ["myst_parser", "gil_playground"]
html_static_path = ["_static"]
exclude_patterns = ["_build"]
