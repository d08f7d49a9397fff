"""Lockstep: an autograded exercise kit for Python's `multiprocessing`."""

__version__ = "0.1.0"
