"""Names for arrays, by what is in them and by their number of axes.

An array is numpy's, or cupy's on a GPU. Thinc has protocols of these names, but numpy's own annotations do not fulfil them, so a type checker is
told no more here than that it is an array; shapes stand in docstrings.
"""

from typing import Any

Floats1d = Any
Floats2d = Any
Ints1d = Any
Ints2d = Any
