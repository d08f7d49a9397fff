"""What the conductor knows of each object of the program, and which operations can happen on it.

base        the interface: can it happen now, let it happen, give it up; conflicts of two touches
semaphore   Lock, RLock, Semaphore, BoundedSemaphore
memory      shared values and arrays
condition   Condition
event       Event
gate        where a thread waits for another one of its process
pipe        Pipe
queue       Queue, SimpleQueue, JoinableQueue, and the feeder of a Queue
manager     what ends with a manager
handle      where a spawned process finds a semaphore
life        processes: start, exit, join, kill
stage       probes: enter, meet, leave
"""
