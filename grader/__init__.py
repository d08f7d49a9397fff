"""Lockstep: an autograded exercise kit for Python's `multiprocessing`.

Each of these packages says in its docstring what is in it. Their dependencies point one way, from
the top of this list to its end:

commands     the command line
validation   lets the solutions of the kit prove that its checks are right
release      the learners' kit
report       the pages of a class
exports      its grades for other systems
grading      a class, each submission in a process tree of its own
gradebook    the grades, and how they came about
ingest       what learners have handed in, from wherever it comes
learning     the progress of one learner, and hints
suite        the checks of one exercise, run on one submission
sandbox      what a submission may do on this machine
lockstep     runs a program in every order of events that matters; knows nothing of the others

`catalogue` finds the exercises; `processes`, `limits`, `stopping`, `files` and `characters` are
small tools.
"""

__version__ = "0.1.0"
