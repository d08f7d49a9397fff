"""The gradebook of a class: `DIR/gradebook.db`, one SQLite file.

schema    its tables, and how an older gradebook becomes one of today
records   what is read from it, as data
reading   `read(DIR)`: everything in it, for reports and exports; `read_files`: what was handed in
book      writing to it: one process at a time, a grade whole or not at all
"""

from grader.gradebook.reading import read, read_files, read_one
from grader.gradebook.records import Attempt, Book, BookError, Entry, Grade, Override, Standing

__all__ = [
    "Attempt",
    "Book",
    "BookError",
    "Entry",
    "Grade",
    "Override",
    "Standing",
    "read",
    "read_files",
    "read_one",
]
