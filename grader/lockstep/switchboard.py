"""The listening socket, and all that the conductor waits for at a time.

How much may wait there unread, and how many may be connected without having said for whom they
speak, is limited for all channels together.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
import tempfile
from typing import Any

from grader.lockstep import wire
from grader.lockstep.channel import LARGE, MAX_BLOB, MAX_TEXT, Channel
from grader.lockstep.messages import Hello
from grader.lockstep.removal import remove

MAX_UNREAD = MAX_TEXT + MAX_BLOB
"""Bytes of what has come of the messages of all channels that are not there whole."""

MAX_STRANGERS = 100
"""Connections of which nobody knows yet, or any more, for whom they speak."""


class Switchboard:
    """The listening socket, all the channels, and the pipe of the program's output.

    All processes of the program descend from `root`. `spares` are the channels of main processes
    that wait for their execution, by its number; `expected` are the tokens of those that have not
    come yet. A token is made while the execution before runs, so that nothing which was forked
    earlier can know it.
    """

    def __init__(self) -> None:
        self.root = 0
        self.spares: dict[int, Channel] = {}
        self.expected = {1: ""}
        self.folder = tempfile.mkdtemp(prefix="lockstep-", dir=wire.folder_for_sockets())
        self._selector = selectors.DefaultSelector()
        self._watched: set[Any] = set()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.address = os.path.join(self.folder, "conductor")
        self._listener.bind(self.address)
        # a host in a sandbox may run as another user, and is shown the socket without its folder
        os.chmod(self.address, 0o666)  # noqa: S103  # nobody else gets into the folder
        if sys.platform == "linux":  # what it accepts has it from the first byte on
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ, None)

    def admit(self, hello: Hello, channel: Channel) -> None:
        """Take the channel of a main process that is expected; raise ValueError for another one."""
        if self.expected.get(hello.run) != hello.token:
            raise ValueError("not the main process that is expected")
        del self.expected[hello.run]
        self.spares[hello.run] = channel

    def watch(self, source: Any, data: Any) -> None:
        """Include `source` in what `wait` waits for."""
        self._watched.add(source)
        self._selector.register(source, selectors.EVENT_READ, data)

    def forget(self, source: Any) -> None:
        """Leave `source` out of what `wait` waits for, if it is not left out already."""
        if source in self._watched:
            self._watched.remove(source)
            self._selector.unregister(source)

    def wait(self, timeout: float) -> list[Any]:
        """Wait at most `timeout` wall seconds; return what has news, None for a new connection."""
        ready: list[Any] = []
        for key, _ in self._selector.select(timeout):
            if key.data is None:
                self._accept()
                ready.append(None)
                continue
            if isinstance(key.data, Channel):
                key.data.read()
                if key.data.unread > LARGE and self._unread() > MAX_UNREAD:
                    key.data.open = False
                if not key.data.open:
                    self.forget(key.data.sock)
            ready.append(key.data)
        return ready

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return
        sock.setblocking(False)
        self.watch(sock, Channel(sock))
        strangers = [c for c in self._channels() if not c.name and c not in self.spares.values()]
        if len(strangers) > MAX_STRANGERS:
            self.forget(strangers[0].sock)  # the oldest: who is honest says hello at once
            strangers[0].close()

    def _channels(self) -> list[Channel]:
        known = [key.data for key in self._selector.get_map().values()]
        return [data for data in known if isinstance(data, Channel)]

    def _unread(self) -> int:
        return sum(channel.unread for channel in self._channels())

    def close(self) -> None:
        """Close all the channels and the listening socket."""
        for channel in self._channels():
            channel.close()
        self._selector.close()
        self._listener.close()

    def remove(self) -> None:
        """Remove the folder of the socket, with all that the program's processes have put there."""
        remove(self.folder)
