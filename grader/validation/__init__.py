"""Validating the kit: right solutions pass, the stub does not, wrong ones fail for their own reason.

expectations  what a wrong submission says must reject it
cases         every file that is swapped in for the stub, and what does not hold of its result
matrix        the table of checks against wrong submissions
"""
