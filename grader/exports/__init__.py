"""Grades for other systems, from the gradebook.

scores      which points are exported, and which are not, and why
sheet       a CSV file that another system made, to be filled in
matching    whose row of it is whose
canvas      the gradebook that Canvas exports, filled in
moodle      the grading worksheet that Moodle exports, filled in
plain       a CSV file for a spreadsheet
junit       JUnit XML
gradescope  results.json, as Gradescope wants it
autograder  the zip archive that makes it there
github      notices for GitHub Classroom, and the workflow that makes them there
"""
