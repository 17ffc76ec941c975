"""The wire between the judge and the student's process: values as msgpack, frames on a Unix socket.

The wire carries None, bool, int, float, complex, str, bytes, list, tuple, dict, set, NumPy scalars and
arrays of non-object dtype. Whatever else a student's function returns stays behind as a *handle* that can
only be handed back. Nothing is ever unpickled. This module is used on both sides; the decoder trusts
nothing that the other side sends.
"""

import array
import builtins
import math
import os
import re
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import msgpack
import numpy as np

MAX_DEPTH = 64
MAX_ELEMENTS = 1_000_000
ELEMENT_BYTES = 100
"""What an item of a list, dict or set takes in memory, about: a number 32, an empty set 216."""
MAX_DIMENSIONS = 32
MAX_INTEGER_BYTES = 4096
MAX_BYTES_AT_ONCE = 256 * 2**20
"""Bytes that a message and the extensions nested in it may hold at one time, while it is decoded."""
MAX_SAME_HASH = 64
"""Keys of a dict, or items of a set, that may have one hash: a table takes the square of their number."""
AT_ONCE = 2**16
"""Bytes that are asked of the socket at one time, at least."""
IN_PLACE = 2**12
"""Bytes of an array above which it is packed from where it is, and a message above which it is sent so."""

_TUPLE, _SET, _COMPLEX, _SCALAR, _ARRAY, _HANDLE, _INTEGER, _FLOAT64, _INT64 = range(1, 10)
_HEADER = struct.Struct("!I")
_CREDENTIALS = struct.Struct("3i")
_FLOAT64_BYTES, _INT64_BYTES = struct.Struct("<d"), struct.Struct("<q")
_DTYPE = re.compile(r"[<>|=]?[biufcSU]\d+")
_NUMBERS, _TEXT = "biufc", "SU"
_PLAIN: tuple[Any, ...] = (dict, list, bytes, bool, int, float)
_TYPES_OF_PYTHON = {name for name, kind in vars(builtins).items() if isinstance(kind, type)} | {
    "dict_items", "dict_keys", "dict_values", "function", "generator", "method", "module", "ndarray",
}  # fmt: skip


class WireError(Exception):
    """The other side sent something that is not a message, or one over a limit."""


class TooLarge(WireError):
    """There is no memory to decode a message in."""


class Closed(WireError):
    """The other side is gone."""


class Timeout(WireError):
    """No complete message arrived by the deadline."""


@dataclass(frozen=True)
class Handle:
    """An object that stayed in the student's process. Any shape of cache may go forward → backward as one."""

    number: int
    type_name: str

    @property
    def student_type(self) -> str:
        """For messages to the student: a name of her own choice could carry hidden inputs out."""
        return self.type_name if self.type_name in _TYPES_OF_PYTHON else "object"

    def __deepcopy__(self, memo: object) -> "Handle":
        return self


Keep = Callable[[Any], Handle]
"""Puts an object that cannot travel into a table and gives its handle."""

Find = Callable[[Handle], Any]
"""Finds the object of a handle."""


def encode(value: Any, keep: Keep | None = None) -> bytes:
    """Bytes of a value. What cannot travel becomes a handle by `keep`.

    Raises
    ------
    TypeError
        When something cannot travel and there is no `keep`.
    ValueError
        When the value is nested too deeply (or contains itself).
    """
    return _Encoder(keep).encode(value)


def encode_readable(value: Any, keep: Keep | None = None) -> bytes | None:
    """Bytes of a value as by `encode`, None if `decode` would refuse them."""
    encoder = _Encoder(keep)
    try:
        data = encoder.encode(value)
        if not encoder.surely_readable or len(data) > MAX_ELEMENTS:  # an element takes at least a byte
            decode(data)
    except (ValueError, WireError):
        return None
    return data


class _Encoder:
    """Encodes one message."""

    def __init__(self, keep: Keep | None) -> None:
        self._keep = keep
        self._depth = 0
        self.surely_readable = True
        """Whether all of the message is of a kind that no limit but its length applies to."""

    def encode(self, value: Any) -> bytes:
        try:
            return self._pack(value)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    def _pack(self, item: Any) -> bytes:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.surely_readable = False
        packed: bytes = msgpack.packb(item, default=self._plain, strict_types=True, unicode_errors="replace")
        self._depth -= 1
        return packed

    def _plain(self, item: Any) -> Any:
        """What msgpack has no type for, as an extension; subclasses of what it has, as their base."""
        if type(item) is np.float64:  # of these, searches return thousands
            return msgpack.ExtType(_FLOAT64, _FLOAT64_BYTES.pack(item))
        if type(item) is np.int64:
            return msgpack.ExtType(_INT64, _INT64_BYTES.pack(item))
        if isinstance(item, Handle):
            return msgpack.ExtType(_HANDLE, self._pack([item.number, item.type_name]))
        if isinstance(item, np.ndarray | np.generic):
            code = _ARRAY if isinstance(item, np.ndarray) else _SCALAR
            plain = np.asarray(item)
            if plain.dtype.kind not in _NUMBERS or plain.ndim > MAX_DIMENSIONS:
                self.surely_readable = False
            if plain.dtype.itemsize == 0:  # only empty strings: NumPy makes no array of such a type
                plain = plain.astype(f"{plain.dtype.kind}1")
            if plain.dtype.kind in _NUMBERS + _TEXT:
                large = plain.nbytes > IN_PLACE and plain.dtype.kind in _NUMBERS and plain.flags.c_contiguous
                data = plain.data if large else plain.tobytes()
                return msgpack.ExtType(code, msgpack.packb([plain.dtype.str, plain.shape, data]))
        self.surely_readable &= type(item) is tuple
        if isinstance(item, tuple):
            return msgpack.ExtType(_TUPLE, self._pack(list(item)))
        if isinstance(item, set | frozenset):
            return msgpack.ExtType(_SET, self._pack(list(item)))
        if isinstance(item, complex):
            return msgpack.ExtType(_COMPLEX, struct.pack("!dd", item.real, item.imag))
        if isinstance(item, str):
            return str.__str__(item)
        if isinstance(item, int) and item.bit_length() > 63:
            return msgpack.ExtType(_INTEGER, item.to_bytes(item.bit_length() // 8 + 1, "big", signed=True))
        for base in _PLAIN:
            if isinstance(item, base):
                return base(item)
        if self._keep is None:
            raise TypeError(f"a {type(item).__name__} cannot be sent to a student's function")
        return self._plain(self._keep(item))


def decode(data: bytes, find: Find | None = None) -> Any:
    """The value of bytes that `encode` made; handles are looked up by `find`, else stay handles.

    Raises
    ------
    WireError
        For anything that `encode` would not have made, and for values over the limits.
    """
    return _Decoder(find).decode(data)


def decode_weighed(data: bytes) -> tuple[Any, int]:
    """The value of bytes, as by `decode`, and about how many bytes of memory message and value take.

    Raises
    ------
    WireError
        As `decode` does.
    """
    decoder = _Decoder(None)
    return decoder.decode(data), 2 * len(data) + ELEMENT_BYTES * decoder.elements


class _Decoder:
    """Counts depth and elements while it decodes one message."""

    def __init__(self, find: Find | None) -> None:
        self._find = find
        self._depth = 0
        self.elements = 0
        self._bytes = 0

    def decode(self, data: bytes) -> Any:
        try:
            return self._unpack(data)
        except WireError:
            raise
        except MemoryError as error:
            raise TooLarge("no memory for a message") from error
        except (
            ValueError,
            TypeError,
            OverflowError,
            RecursionError,
            SystemError,  # NumPy, for a character that Unicode lacks
            msgpack.UnpackException,
            struct.error,
        ) as error:
            raise WireError("not a message") from error

    def _unpack(self, data: bytes) -> Any:
        self._depth += 1
        self._bytes += len(data)
        if self._depth > MAX_DEPTH or self._bytes > MAX_BYTES_AT_ONCE:
            raise WireError("nested too deeply")
        _require_whole(data)
        value = msgpack.unpackb(
            data,
            ext_hook=self._extension,
            list_hook=self._count,
            object_pairs_hook=self._mapping,
            strict_map_key=False,
            max_array_len=MAX_ELEMENTS,
            max_map_len=MAX_ELEMENTS,
            timestamp=1,
        )
        self._depth -= 1
        self._bytes -= len(data)
        return value

    def _count(self, items: list[Any]) -> list[Any]:
        self.elements += len(items)
        if self.elements > MAX_ELEMENTS:
            raise WireError("too many elements")
        return items

    def _mapping(self, pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
        _require_hashes([key for key, _ in pairs])
        return dict(self._count(pairs))

    def _extension(self, code: int, data: bytes) -> Any:
        if code == _FLOAT64:
            return np.float64(*_FLOAT64_BYTES.unpack(data))
        if code == _INT64:
            return np.int64(*_INT64_BYTES.unpack(data))
        if code == _COMPLEX:
            return complex(*struct.unpack("!dd", data))
        if code == _INTEGER:
            if len(data) > MAX_INTEGER_BYTES:
                raise WireError("an integer with too many digits")
            return int.from_bytes(data, "big", signed=True)
        if code in (_ARRAY, _SCALAR):
            plain = _array_of(data)
            return plain if code == _ARRAY else plain[()]
        content = self._unpack(data)
        if not isinstance(content, list):
            raise WireError("malformed extension")
        match code:
            case 1:
                return tuple(content)
            case 2:
                _require_hashes(content)
                return set(content)
            case 6:
                number, type_name = content
                if type(number) is not int or type(type_name) is not str:
                    raise WireError("malformed handle")
                handle = Handle(number, type_name[:80])
                return self._find(handle) if self._find else handle
        raise WireError("an unknown extension")


def _require_whole(data: bytes) -> None:
    """Refuse a message that announces more elements than it has, before any room is made for them."""
    unpacker = msgpack.Unpacker(max_buffer_size=len(data))
    unpacker.feed(data)
    unpacker.skip()


def _require_hashes(keys: list[Any]) -> None:
    """Refuse keys of which many have the same hash."""
    if len(keys) > MAX_SAME_HASH and max(Counter(map(hash, keys)).values()) > MAX_SAME_HASH:
        raise WireError("too many keys with the same hash")


def _array_of(packed: bytes) -> np.ndarray[Any, Any]:
    """The array of an extension: the name of its type, its shape, its bytes. Nothing in them nests deeply."""
    dtype_name, shape, data = msgpack.unpackb(
        packed, max_array_len=MAX_DIMENSIONS, max_map_len=0, max_ext_len=0
    )
    if type(dtype_name) is not str or type(data) is not bytes:
        raise WireError("malformed array")
    dtype = _dtype(dtype_name)
    if (
        type(shape) is not list
        or len(shape) > MAX_DIMENSIONS
        or any(type(n) is not int or n < 0 for n in shape)
    ):
        raise WireError("malformed shape")
    if dtype.itemsize == 0 or math.prod(shape) * dtype.itemsize != len(data):
        raise WireError("array of another size than its shape")
    if dtype.kind == "U" and data and (np.frombuffer(data, f"{dtype.byteorder}u4") > sys.maxunicode).any():
        raise WireError("a character that Unicode lacks")
    return np.frombuffer(data, dtype=dtype).reshape(shape).copy() if data else np.empty(shape, dtype)


@lru_cache(maxsize=64)
def _dtype(name: str) -> np.dtype[Any]:
    if not _DTYPE.fullmatch(name):
        raise WireError("malformed array")
    return np.dtype(name)


class Channel:
    """Frames over a Unix socket: four bytes of length, then the message. File descriptors may ride along."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._received = b""
        """What came after the last message that was asked for."""

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def send(self, data: bytes, descriptors: tuple[int, ...] = (), deadline: float | None = None) -> None:
        """Send one frame by the deadline (on the monotonic clock)."""
        try:
            self._set_timeout(deadline)
            header = _HEADER.pack(len(data))
            pieces = [header, data] if len(data) > IN_PLACE else [header + data]
            sent = self._send_at_once(pieces, descriptors)
            for piece in pieces:
                if sent < len(piece):
                    self._socket.sendall(memoryview(piece)[sent:])
                sent = max(sent - len(piece), 0)
        except TimeoutError:
            raise Timeout("no reply in time") from None
        except OSError as error:
            raise Closed("the other side is gone") from error

    def _send_at_once(self, pieces: list[bytes], descriptors: tuple[int, ...]) -> int:
        """Send as much of a frame as the socket takes in one call: the reader wakes once. Bytes sent."""
        if descriptors:
            return socket.send_fds(self._socket, pieces, descriptors)
        try:
            return os.writev(self._socket.fileno(), pieces)  # a student's process may not call sendmsg
        except BlockingIOError:
            return 0

    def receive(self, max_bytes: int, deadline: float | None = None) -> bytes:
        """One frame's message."""
        return self._receive(_HEADER.unpack(self._read(_HEADER.size, deadline))[0], max_bytes, deadline)

    def receive_with_pid(self, max_bytes: int, deadline: float | None = None) -> tuple[bytes, int]:
        """One frame's message, and the sender's process id, for which the kernel vouches (SO_PASSCRED)."""
        header, ancillary = self._read_header(socket.CMSG_SPACE(_CREDENTIALS.size), deadline)
        pid = 0
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                pid = _CREDENTIALS.unpack(data[: _CREDENTIALS.size])[0]
        return self._receive(header, max_bytes, deadline), pid

    def receive_with_descriptors(self, max_bytes: int) -> tuple[bytes, list[int]]:
        """One frame's message and the file descriptors that came with it."""
        header, ancillary = self._read_header(socket.CMSG_SPACE(array.array("i").itemsize * 4), None)
        descriptors = array.array("i")
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        return self._receive(header, max_bytes, None), list(descriptors)

    def _read_header(self, space: int, deadline: float | None) -> tuple[int, list[tuple[int, int, bytes]]]:
        """A frame's length, and what came with its first bytes; nothing came with a frame received before."""
        if self._received:
            return _HEADER.unpack(self._read(_HEADER.size, deadline))[0], []
        try:
            self._set_timeout(deadline)
            data, ancillary, _, _ = self._socket.recvmsg(AT_ONCE, space)
        except TimeoutError:
            raise Timeout("no reply in time") from None
        except OSError as error:
            raise Closed("the other side is gone") from error
        if not data:
            raise Closed("the other side is gone")
        self._received += data
        return _HEADER.unpack(self._read(_HEADER.size, deadline))[0], ancillary

    def _receive(self, size: int, max_bytes: int, deadline: float | None) -> bytes:
        if size > max_bytes:
            raise WireError(f"a message of more than {max_bytes} bytes, the limit")
        return self._read(size, deadline)

    def _read(self, size: int, deadline: float | None) -> bytes:
        chunks, missing = [self._received], size - len(self._received)
        while missing > 0:
            try:
                self._set_timeout(deadline)
                chunk = self._socket.recv(min(max(missing, AT_ONCE), 2**20))
            except TimeoutError:
                raise Timeout("no reply in time") from None
            except OSError as error:
                raise Closed("the other side is gone") from error
            if not chunk:
                raise Closed("the other side is gone")
            chunks.append(chunk)
            missing -= len(chunk)
        data = b"".join(chunks)
        self._received = data[size:]
        return data[:size]

    def _set_timeout(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
            return
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError
        self._socket.settimeout(remaining)
