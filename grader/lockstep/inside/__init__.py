"""What runs in the program's own processes; needs nothing but the standard library.

host         the first process: forks one process per execution, and never runs the program itself
main         the main process of one execution: imports the program and makes the call
task         how a process asks for its turn
process, locks, values, queues, clock, probe
             the stand-ins, which ask before each operation
install      puts them where `multiprocessing` looks for its own
"""
