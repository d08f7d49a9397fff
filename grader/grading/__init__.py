"""Grading a class: every exercise of every learner in a process tree of its own.

messages     what goes to a worker and what comes back
worker       the program of the process that runs suites on submissions, forking for each
stream       the pytest plugin with which it tells of each check at once
keeper       starts workers and leaves no process behind
runner       gives one job to a worker and waits for what comes of it
station      carries out orders, here or on another machine
bench        where orders go: several at a time on this machine
cluster      the same on the machines of a dask.distributed scheduler
classroom    all that is to be graded, and each grade into the gradebook at once
writing      the result files, and that nobody else writes them
"""
