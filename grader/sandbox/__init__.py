"""The sandbox in which the code of a submission runs when a class is graded.

levels      the levels by name, which of them this machine offers, and what to do where it does not
bubblewrap  the command that puts a host into a box of its own
landlock    the command that runs it as another user without a box, by way of `warden`
shown       what a host needs to find of the system and of Python, at every level
limits      what the processes of one host may use
cgroup      the same for all of them together, where the system lets us
trial       what comes of `escape`, a program that tries to get out

It knows no exercise and no class: it makes the command to put before that of a host of `lockstep`.
"""
