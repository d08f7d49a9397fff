"""Run a multiprocessing program one operation at a time, in every order that matters.

The processes of the program are real. Before each operation (acquire a lock, put an item, start a
process, ...) they ask the *conductor*, which lets exactly one of them move. So the order of the
operations is chosen, not met by luck: the *explorer* tries every order that can make a difference,
a deadlock is a fact (nobody can move), sleeping costs no time, and a *schedule* plays any
execution again.

    inside/      what runs in the learner's processes: the stand-ins for multiprocessing, the host
    model/       what the conductor knows of each lock, queue, value and process
    conductor    one execution: wait until all have asked, choose one, let it move, write it down
    population   its processes and threads: births and deaths
    explorer     which schedules to run: source-DPOR with sleep sets
    run          what is known about an execution afterwards

`inside` needs the standard library only, and the rest never runs the program's code.
"""
