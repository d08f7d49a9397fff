"""Messages go through a window of shared memory, in pieces; two semaphores hand it to and fro.

like: temporary_files.py
"""

import multiprocessing as mp
import pickle

SIZE = 1 << 16


class Tube:
    def __init__(self):
        self.window = mp.RawArray("c", SIZE)
        self.length = mp.RawValue("q")
        self.free = mp.Semaphore(1)
        self.full = mp.Semaphore(0)

    def _chunk(self, data):
        self.free.acquire()
        self.window[: len(data)] = data
        self.length.value = len(data)
        self.full.release()

    def send(self, message):
        data = pickle.dumps(message)
        for i in range(0, len(data), SIZE):
            self._chunk(data[i : i + SIZE])
        self._chunk(b"")

    def close(self):
        self._chunk(b"")

    def recv(self):
        data = b""
        while True:
            self.full.acquire()
            n = self.length.value
            part = self.window[:n] if n else b""
            self.free.release()
            if not part:
                break
            data += part
        if not data:
            raise EOFError
        return pickle.loads(data)


def reporter(conn, messages):
    for m in messages:
        conn.send(m)
    conn.close()


def collect(messages):
    tube = Tube()
    p = mp.Process(target=reporter, args=(tube, messages))
    p.start()
    got = []
    while True:
        try:
            got.append(tube.recv())
        except EOFError:
            break
    p.join()
    return got


def responder(conn, function):
    there, back = conn
    while True:
        try:
            r = there.recv()
        except EOFError:
            return
        try:
            back.send((True, function(r)))
        except Exception as e:
            back.send((False, str(e)))


def converse(function, requests):
    there, back = Tube(), Tube()
    p = mp.Process(target=responder, args=((there, back), function))
    p.start()
    try:
        out = []
        for r in requests:
            there.send(r)
            ok, v = back.recv()
            if not ok:
                raise RuntimeError(f"{r!r}: {v}")
            out.append(v)
        return out
    finally:
        there.close()
        p.join()
