"""What runs in the program's own processes; needs nothing but the standard library.

host         the first process: forks one process per execution, and never runs the program itself
main         the main process of one execution: imports the program and makes the call
life         how every process begins, as a task, and ends
task         how a process asks for its turn; `talk` is what it says to the conductor and hears
process, threads, threadlocks, gates, locks, events, conditions, values, arrays, queues, pipes,
clock, probe
             the stand-ins, which ask before each operation
forks, machine, dates, pools, poolqueues, executors, results, managers, proxies, loops, selecting
             more of them, for what fewer programs use
bylines      lines of threads as operations: what threads share has no stand-in
unmodelled, privates
             what has no stand-in, and what a stand-in has not: using it is noticed
helpers      the fork server, which also starts what is spawned, and the resource tracker
buffers      what was put into a queue, and may change before it is written
closing      what a process may close, and what stays open
handles      what is sent to a spawned process, and may be gone when it looks
hashes       the same order in each run, of threads and processes in a set
free, named  what a program of a free run tells: it runs as it likes
alarms, timeouts
             what comes, in a free run, at its virtual second: signals, and the end of waits
lines, exceptions
             whose line it is, and what is told of an exception
install      puts them where `multiprocessing` looks for its own
"""
