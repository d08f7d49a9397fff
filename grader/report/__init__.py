"""Static pages from the results of a class: one of the class, and one for each learner.

source     the results, from wherever they are kept
figures    what the class page counts
drawing    where everything is in the SVG of a space-time diagram
site       fills the templates and writes the folder

What comes from a submission is text to the templates: Jinja2 escapes all of it, and the pages
forbid the browser any script but their own.
"""
