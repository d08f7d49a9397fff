"""Running a suite: a pytest plugin, its fixtures, and what comes of each check.

plugin       collects the checks, runs them, turns what happens into verdicts
submission   the fixture for the learner's file
explore      the fixtures that run its functions: explore, probe, shared, generator
results      verdicts, checks and exercises as data
page         what the learner reads
"""
