"""What learners have handed in: found in folders, archives and the downloads of other systems.

handed      submissions, attempts and learners, as data
"""
