"""The way of one learner through the exercises: what they have passed, and the hints they took.

progress     what they have passed and taken, as a plain text file
hints        the hints of an exercise
checkpoints  groups of exercises, in the order in which to do them

It needs the standard library only, so that `status` and `hint` answer at once.
"""
