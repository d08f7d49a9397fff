"""Validating the kit: right solutions pass, wrong ones fail for the reason that they name.

expectations  what a wrong solution says must reject it
suites        what the text of a suite lacks
cases         every file that is swapped in for the stub, and what does not hold of its result
mutants       mistakes put into the reference by rule
matrix        the table of checks against wrong solutions
"""
