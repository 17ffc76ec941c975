"""Whatever bytes a student's process sends: a plain value, or one of the wire's own errors."""

import contextlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import msgpack
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograde import student
from autograde.limits import Limits
from autograde.sandbox import Zygote
from autograde.wire import Channel, Handle, WireError, decode, encode
from helpers.checks import StudentProcessError
from tests.autograde.test_wire import any_array, is_plain, leaves, same, values

MAX_BYTES = 64

travelling = st.recursive(
    leaves | any_array | any_array.map(lambda array: array[(0,) * array.ndim] if array.size else array),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=4),
    ),
    max_leaves=10,
)
handles = st.builds(Handle, st.integers(-5, 2**70), st.text(st.characters(codec="utf-8"), max_size=90))

# Pieces of msgpack: headers that announce anything, codes of extensions, lengths that lie.
HEADERS = bytes(range(0x80, 0xE0))
lengths = st.sampled_from([0, 1, 2, 8, 2**8 - 1, 2**16 - 1, 2**24, 2**31, 2**32 - 1])
headers = st.builds(
    lambda code, length, size: bytes([code]) + length.to_bytes(4, "big")[-size:],
    st.sampled_from(HEADERS),
    lengths,
    st.sampled_from([1, 2, 4]),
)


def extension(code: int, content: Any) -> bytes:
    """The bytes of an extension; its content is packed, unless it is bytes already."""
    packed = content if isinstance(content, bytes) else msgpack.packb(content)
    data: bytes = msgpack.packb(msgpack.ExtType(code, packed))
    return data


plain = st.one_of(
    st.none(), st.integers(-(2**63), 2**64 - 1), st.text(st.characters(codec="utf-8"), max_size=3)
)
contents = st.one_of(
    plain, st.dictionaries(plain, plain, max_size=2), st.lists(plain, max_size=4), st.binary()
)
extensions = st.builds(extension, st.integers(1, 8) | st.integers(0, 127), contents)
DTYPES = (
    "<f8",
    "<U3",
    "|S3",
    "|V4",
    "<M8[s]",
    "<m8[D]",
    "<f8,<f8",
    "g",
    "?",
    "|b1",
    "|S0",
    "<U0",
    "O",
    "<i99",
)
sizes = st.lists(st.integers(-1, 2**40) | st.just(2**63), max_size=40) | plain


@st.composite
def arrays(draw: st.DrawFn) -> bytes:
    """An array whose bytes fit its shape, or do not."""
    dtype = draw(st.sampled_from(DTYPES))
    shape = draw(st.lists(st.integers(0, 3), max_size=3))
    with contextlib.suppress(TypeError):
        size = int(np.prod(shape)) * np.dtype(dtype).itemsize
        fitting = [dtype, shape, draw(st.binary(min_size=size, max_size=size))]
        if draw(st.booleans()):
            return extension(draw(st.sampled_from([4, 5])), fitting)
    content = [draw(st.just(dtype) | plain), draw(sizes), draw(st.binary(max_size=64) | plain)]
    return extension(draw(st.sampled_from([4, 5])), content)


deep = st.builds(
    lambda piece, times: piece * times,
    st.sampled_from([b"\x91", b"\x81\x01", b"\xc7\x01\x01"]),
    st.integers(1, 5000),
)
raw = st.lists(headers | extensions | arrays() | deep | st.binary(max_size=20), max_size=6).map(b"".join)
raw = extensions | arrays() | raw


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A message with some bytes changed, cut out, put in or repeated."""
    data = bytearray(encode(draw(travelling | values), lambda item: Handle(0, "object")))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 8)))
        data[start:end] = draw(st.one_of(st.binary(max_size=8), st.just(bytes(data[start:end]) * 2), headers))
    return bytes(data)


def decoded(data: bytes) -> Any:
    """The value of some bytes, or None where they are refused."""
    try:
        return decode(data)
    except WireError as error:
        if "\n" in str(error):
            raise AssertionError(f"two lines: {error}") from error
        return None


@given(travelling | values)
def test_what_can_be_sent_arrives_as_it_was(value: Any) -> None:
    assert same(decode(encode(value)), value)


@given(st.lists(handles, max_size=4))
def test_handles_find_what_they_stand_for(sent: list[Handle]) -> None:
    found = decode(encode(sent), lambda handle: (handle.number, handle.type_name))
    assert found == [(handle.number, handle.type_name[:80]) for handle in sent]


@given(raw | damaged())
def test_any_bytes_are_a_plain_value_or_refused(data: bytes) -> None:
    value = decoded(data)
    assert is_plain(value)
    encode(value)  # what the judge was given, it can hand back


@contextmanager
def sent(pieces: list[bytes]) -> Iterator[socket.socket]:
    """A socket on which these bytes have come, and then the end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        for piece in pieces:
            theirs.sendall(piece)
        theirs.shutdown(socket.SHUT_WR)
        yield ours


def frame(message: bytes) -> bytes:
    return len(message).to_bytes(4, "big") + message


frames = st.lists(
    (st.binary(max_size=MAX_BYTES) | st.integers(MAX_BYTES, MAX_BYTES + 2).map(bytes)).map(frame), max_size=3
).map(b"".join)
announced = st.builds(lambda length, rest: length.to_bytes(4, "big") + rest, lengths, st.binary(max_size=20))
streams = st.lists(frames | announced | st.binary(max_size=10), max_size=3).map(b"".join)
FIRST: list[Callable[[Channel], bytes]] = [
    lambda channel: channel.receive(MAX_BYTES),
    lambda channel: channel.receive_with_pid(MAX_BYTES)[0],
    lambda channel: channel.receive_with_descriptors(MAX_BYTES)[0],
]


@given(streams, st.lists(st.integers(0, 10), max_size=6), st.sampled_from(FIRST))
def test_any_stream_is_its_frames_and_then_an_error(
    stream: bytes, cuts: list[int], read: Callable[[Channel], bytes]
) -> None:
    pieces, rest = [], stream
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    with sent([*pieces, rest]) as ours:
        channel, place = Channel(ours), 0
        while True:
            size = int.from_bytes(stream[place : place + 4], "big")
            whole = place + 4 <= len(stream) and size <= min(MAX_BYTES, len(stream) - place - 4)
            if not whole:
                with pytest.raises(WireError):
                    read(channel)
                return
            assert read(channel) == stream[place + 4 : place + 4 + size]
            place += 4 + size
            read = FIRST[0]


class _NoSandbox:
    """Stands for the sandbox of a process that is not there: nothing is ever killed."""

    limits = Limits()

    def is_student_process(self, pid: int) -> bool:
        return False

    def end(self, pid: int) -> None:
        pass


NO_SANDBOX = cast(Zygote, _NoSandbox())
keys = st.sampled_from(
    ["value", "function", "missing", "raised", "printed", "line", "type", "builtin", "message"]
)
replies = st.recursive(
    travelling
    | handles
    | st.sampled_from(["StopIteration", "UnicodeDecodeError", "ExceptionGroup", "SystemExit"]),
    lambda inner: st.dictionaries(keys, inner, max_size=4),
    max_leaves=6,
)


@given(st.one_of(replies.map(encode), raw, damaged()))
def test_any_reply_is_an_answer_or_an_error_of_the_students(data: bytes) -> None:
    with sent([frame(data)] * 3) as ours:
        branch = student.Branch(NO_SANDBOX, Channel(ours), os.getpid(), time.monotonic() + 60, cells=())
        for ask in (lambda: branch.get("f"), lambda: branch.call("f", Handle(0, "function"), [1.0], {})):
            try:
                answer = ask()
            except (StudentProcessError, NameError):
                continue
            except Exception as error:
                if not hasattr(error, "student_type"):
                    raise
                continue
            assert isinstance(answer, student.Function) or is_plain(answer)


@given(st.one_of(replies.map(encode), raw, damaged()))
def test_any_reply_to_a_cell_is_its_outcome_or_the_end_of_its_process(data: bytes) -> None:
    with sent([frame(data)]) as ours:
        session = student.Session.__new__(student.Session)
        student._Process.__init__(session, NO_SANDBOX, Channel(ours), os.getpid())
        session._cells = []
        try:
            ran = session.run("1 + 1", deadline=time.monotonic() + 60)
        except StudentProcessError:
            return
        assert type(ran.printed) is str
        assert ran.raised is None or str(ran.raised)
