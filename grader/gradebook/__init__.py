"""The gradebook of a class: `DIR/gradebook.db`, one SQLite file.

schema     its tables, and how an older gradebook becomes one of today
errors     what goes wrong with the file, as sentences to act on
store      the file, open for writing: one process at a time, and in transactions
records    what is read from it, as data
belonging  what lies beside it and belongs to it
reading    `read(DIR)`: everything in it, for reports and exports
entering   what is handed in, entered
standings  which grade counts for a learner, and what it replaces
book       writing to it: what is handed in, grades, and the instructor's own word
"""

from grader.gradebook.belonging import is_part_of_one
from grader.gradebook.errors import BookError
from grader.gradebook.reading import read
from grader.gradebook.records import Attempt, Book, Entry, Grade, Override, Standing

__all__ = [
    "Attempt",
    "Book",
    "BookError",
    "Entry",
    "Grade",
    "Override",
    "Standing",
    "is_part_of_one",
    "read",
]
