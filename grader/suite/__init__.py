"""Running a suite: a pytest plugin, its fixtures, and what comes of each check.

plugin       collects the checks and runs them
verdicts     what comes of each: judged, with the picture of a failure
submission   the fixture for the learner's file
explore      the fixture that runs its functions; `player` plays their calls
exploration  the runs of a call under every schedule that matters, or as many as can be
makers       the fixtures for what they are handed: probe, shared, generator
endings      how runs end that do not come to their end, in words
signs        what a program's processes tell each other, to be handed to it
tally        what was done of many things, in few words
timetable    whether calls began when they were due, and when that was
depth        whether calls come from ever deeper within one another
stubs        what stubs and suites say of each other
unsatisfied  the exceptions of checks that fail, or cannot be decided
run          runs a suite to its end, for whoever wants its results
sharing      runs checks side by side
trimming     cuts what a submission says of itself, before it is written
results      verdicts, checks and exercises as data
"""
