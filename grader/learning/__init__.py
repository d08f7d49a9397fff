"""The way of one learner through the exercises: what they have passed, and the hints they took.

It needs the standard library only, so that `status` and `hint` answer at once.
"""
