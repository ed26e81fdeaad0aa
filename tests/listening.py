"""Ending a socket that a thread accepts connections on."""

import contextlib
import socket


def end(listener: socket.socket) -> None:
    """Wake who waits in `accept`, then close.

    Closed alone, the thread waits on, and once it wakes it accepts on whatever socket has the same
    number by then: another test's connections.
    """
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()
