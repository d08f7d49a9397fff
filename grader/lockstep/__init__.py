"""Run a multiprocessing program one operation at a time, in every order that matters.

The processes of the program are real. Before each operation (acquire a lock, put an item, start a
process, ...) they ask the *conductor*, which lets exactly one of them move. So the order of the
operations is chosen, not met by luck: the *explorer* tries every order that can make a difference,
a deadlock is a fact (nobody can move), sleeping costs no time, and a *schedule* plays any
execution again.

    inside/      what runs in the learner's processes: the stand-ins for multiprocessing, the host
    model/       what the conductor knows of each lock, queue, value and process
    causes/      why a run went wrong, in words

`inside` needs the standard library only, and the rest never runs the program's code.

What is asked of a program:

    call         a call of one of its functions; `probes` and `awkward` are for what it is handed
    program      the ways to run it: explored, in virtual time, crowded, freely, once more
    explorer     which schedules to run: source-DPOR with sleep sets
    schedule     a schedule as a short text

One execution:

    conductor    wait until all have asked, choose one, let it move
    granting     what comes of a move: for its object, for others, and for the task itself
    turns        who can move, and how time passes; `rules` say which way, and when it is enough
    monotony     when there will be nothing new, however long it goes on
    news         what it has shown for the first time, and so whether it gets on
    strategies   who of those moves next
    population   its processes and threads: births and deaths; `actor` is one of them
    world        its objects: what can happen to them, and what that touches
    trace        its events, happens-before and races
    lineage      what tasks and objects are called here: by who has made what
    free         an execution in which only the probes wait for their turn

Between its processes and the conductor:

    host         starts them, in a sandbox or not; `pinning`, `output` and `stacks` help
    switchboard  the connections; `channel` is one, `messages` and `wire` what crosses it
    plain        values that cross; `letter` is a value that knows where it has been
    attendance   who is still to be heard; `silence` is how long they may say nothing
    reception    takes in what they say; `refusal` is for what they have no business to say
    descent      who belongs to whom
    removal      takes away the folder that they leave behind
    space        tells where none is left for what they need in the system

Afterwards:

    record       what happened in an execution; `holding` tells who held which lock, and when
    run          what a record lets one conclude; `overlap` is who can have been there at once
    written      what was written to shared values, by whom, and in which order
    raised       an exception of the program, in words
    asked        what a run was asked, which is what there is to explain
    linearize    the same run in other orders: one that is easy to read, or shows who can meet
    crosswise    where to hold whom up, so that locks taken in opposite orders become a deadlock
    names        what to call things; `words` say what happened, `waiting` who waits for what
    view         what of a run is shown, as a `picture`; `diagram` draws it as text
"""
