HELP=DESCRIPTION=EXAMPLE=""
def add_arguments(parser): pass
