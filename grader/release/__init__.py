"""The learners' kit: the same exercises and the same grader, without what learners must not see.

cutting  takes the hidden checks out of a suite, with all that only they use
parts    which modules of the grader a learner's commands need
tree     writes the folder
"""
