"""Compiled kernels: the inner loops of large collections, each equal to a plain path, value for value.

Importing a kernel imports numba, and the first call of an installation compiles it; small inputs take
the plain path and do neither. A kernel's cache knows changes to its own file only: after an edit to a
module that others here import, remove their ``__pycache__``. ``load`` of a module compiles all that a
comparison calls of it directly, ``LOADED``, before processes fork that need it (``engines.compiling``).
"""
