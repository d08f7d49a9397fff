"""Grading a class: every exercise of every learner in a process tree of its own.

submissions  finds the learners and their files, and reads them before anything runs
messages     what goes to a worker and what comes back
worker       the program of the process that runs one suite on one submission
stream       the pytest plugin with which the worker tells of each check at once
keeper       starts workers and leaves no process behind
runner       gives one job to a worker and waits for what comes of it
classroom    all jobs of a class, several at a time
writing      the result files, and that nobody else writes them
processes    what only the operating system can do about processes
"""
