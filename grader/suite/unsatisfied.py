"""The exception of a check that the submission does not satisfy, apart from a plain `assert`."""


class Unsatisfied(Exception):
    """The submission fails the check; the text is for the learner."""
