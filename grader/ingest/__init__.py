"""What learners have handed in: found in folders, archives and the downloads of other systems.

handed      submissions, attempts and learners, as data
tree        the Python files of one place
archives    zip and tar archives, read as if they were folders
unpacking   how they are unpacked: bit by bit, and within a budget
folders     folders on the disk
places      what is at the top of a class
rules       how Canvas, Moodle, Blackboard and GitHub Classroom name things
gradescope  who handed in what, by the metadata of a Gradescope export
choosing    of the files of a learner, those that belong to an exercise
account     what became of every file
collecting  all of it together: the learners of a class
groups      those who work together, in the place of their group
"""
