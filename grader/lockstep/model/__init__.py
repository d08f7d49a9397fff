"""What the conductor knows of each object of the program, and which operations can happen on it.

base        the interface: can it happen now, let it happen, give it up; conflicts of two touches
semaphore   Lock, RLock, Semaphore, BoundedSemaphore
memory      shared values and arrays, and the objects of a manager
condition   Condition
event       Event
gate        where a thread waits for another one of its process
item        what is on its way through a pipe
pipe        Pipe
queue       Queue and its feeder, SimpleQueue, JoinableQueue, and the queue of a manager
manager     what ends with a manager
handle      where a spawned process finds a semaphore
life        processes: start, exit, join, kill
stage       probes: enter, meet, leave
"""
