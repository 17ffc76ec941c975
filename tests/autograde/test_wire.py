"""The wire: what may travel arrives as it was, all else stays behind, and no bytes do harm."""

import enum
import os
import socket
import sys
import threading
import time
import tracemalloc
from collections import OrderedDict, defaultdict, namedtuple
from collections.abc import Iterator
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograde import wire
from autograde.wire import Channel, Closed, Handle, Timeout, WireError, decode, encode

NUMERIC = [
    "?", "i1", "u1", "<i2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", ">f4", "<f8",
    ">f8", "g", "<c8", ">c16", "G", "<U3", ">U3", "S4",
]  # fmt: skip

numbers = st.one_of(st.integers(), st.floats(), st.complex_numbers(), st.booleans())
leaves = st.one_of(st.none(), numbers, st.text(st.characters(codec="utf-8")), st.binary())
keys = st.one_of(st.text(st.characters(codec="utf-8"), max_size=5), st.integers(), st.booleans(), st.none())
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(keys, st.tuples(keys, keys)), inner, max_size=4),
        st.sets(st.one_of(st.integers(), st.text(st.characters(codec="utf-8"), max_size=3)), max_size=4),
    ),
    max_leaves=20,
)
any_array = arrays.arrays(
    st.sampled_from(NUMERIC), arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)
)


class Shelf:
    """Keeps what cannot travel, as the student's process does."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def keep(self, value: Any) -> Handle:
        self.kept.append(value)
        return Handle(len(self.kept) - 1, type(value).__name__)

    def find(self, handle: Handle) -> Any:
        return self.kept[handle.number]


def same(one: Any, two: Any) -> bool:
    """Equal in type and value, all the way down; NaN equals NaN, and -0.0 is not 0.0."""
    if type(one) is not type(two):
        return False
    if isinstance(one, dict):
        return len(one) == len(two) and all(
            same(*pair) and same(one[pair[0]], two[pair[1]]) for pair in zip(one, two, strict=True)
        )
    if isinstance(one, list | tuple):
        return len(one) == len(two) and all(map(same, one, two))
    if isinstance(one, np.ndarray):
        return one.dtype == two.dtype and one.shape == two.shape and one.tobytes() == two.tobytes()
    if isinstance(one, float | complex | np.inexact):
        return repr(one) == repr(two)
    return bool(one == two)


def sent(value: Any) -> Any:
    return decode(encode(value))


# What travels


@settings(deadline=None)
@given(values)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    assert same(sent(value), value)


@settings(deadline=None)
@given(any_array)
def test_arrays_of_every_dtype_arrive_as_they_were(array: Any) -> None:
    arrived = sent(array)
    assert same(arrived, array)
    assert arrived.flags.writeable


@settings(deadline=None)
@given(
    arrays.arrays(
        st.sampled_from([dtype for dtype in NUMERIC if dtype not in "gG"]),  # those have idle bytes
        arrays.array_shapes(min_dims=2, max_dims=3, max_side=5),
    ),
    st.sampled_from(
        [
            lambda a: a.T,
            lambda a: a[::-1],
            lambda a: a[::2, 1:],
            lambda a: np.asfortranarray(a),
            lambda a: np.broadcast_to(a[0], (3, *a[0].shape)),
            lambda a: a[:, ::-1],
            lambda a: a[:0],
            lambda a: a[0, 0],
        ]
    ),
)
def test_layout_does_not_matter(array: Any, view: Any) -> None:
    seen = view(array)
    arrived = sent(seen)
    assert arrived.shape == seen.shape
    assert arrived.dtype == seen.dtype
    assert arrived.tobytes() == seen.tobytes()


@pytest.mark.parametrize("dtype", NUMERIC)
def test_a_numpy_scalar_stays_one(dtype: str) -> None:
    scalar = np.ones(1, dtype)[0]
    arrived = sent({"x": [scalar]})["x"][0]
    assert type(arrived) is type(scalar)
    assert arrived == scalar


@pytest.mark.parametrize("value", [np.nan, -np.inf, -0.0, 5e-324])
def test_a_float64_keeps_every_bit(value: float) -> None:
    assert sent([np.float64(value)])[0].tobytes() == np.float64(value).tobytes()


def test_a_numpy_float_is_no_python_float_and_the_other_way_round() -> None:
    assert [type(x) for x in sent([np.float64(2.5), 2.5, np.bool_(1), True, np.str_("x"), np.str_("")])] == [
        np.float64, float, np.bool_, bool, np.str_, np.str_,
    ]  # fmt: skip


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 2**64, -(2**63), -(2**63) - 1, 10**300, -(10**300)])
def test_integers_of_any_size_arrive(number: int) -> None:
    assert same(sent([number, {number: number}]), [number, {number: number}])


def test_an_integer_too_long_for_the_wire_is_refused_not_changed() -> None:
    with pytest.raises(WireError):
        sent(1 << 8 * 5000)


class LoudDict(dict[str, Any]):
    pass


class LoudStr(str):
    def __str__(self) -> str:
        return "something else"


class LoudArray(np.ndarray[Any, Any]):
    pass


class Switch(str, enum.Enum):  # noqa: UP042 - as students write it
    ON = "on"


class Number(enum.IntEnum):
    BIG = 2**70
    ONE = 1


Pair = namedtuple("Pair", "one two")


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (LoudDict(a=1), {"a": 1}),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (LoudStr("text"), "text"),
        (Switch.ON, "on"),
        (Number.ONE, 1),
        (Number.BIG, 2**70),
        (type("List", (list,), {})([1]), [1]),
        (type("Float", (float,), {})(0.5), 0.5),
        (type("Bytes", (bytes,), {})(b"x"), b"x"),
        (Pair(1, 2), (1, 2)),
        (frozenset([1]), {1}),
        (bytearray(b"x"), b"x"),
        (np.arange(4.0).view(LoudArray), np.arange(4.0)),
        (np.ma.masked_array([1.0, 2.0]), np.array([1.0, 2.0])),
        (np.array([[1, 2]]).view(np.matrix), np.array([[1, 2]])),
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_subclasses_arrive_plain(value: Any, plain: Any) -> None:
    assert same(sent(value), plain)
    assert same(sent([{"x": value}]), [{"x": plain}])


def test_half_a_character_does_not_break_the_wire() -> None:
    assert sent("a\ud800b") == "a?b"


# Handles


@pytest.mark.parametrize(
    "thing",
    [
        object(),
        lambda: 1,
        int,
        (x for x in range(3)),
        np.array([None, object()], dtype=object),
        np.array([(1, 2.0)], dtype=[("a", int), ("b", float)]),
        np.array(["2020-01-01"], dtype="datetime64[D]"),
        np.datetime64("2020-01-01"),
        np.random.default_rng(0),
        sys,
        ...,
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_whatever_else_stays_behind_and_is_found_again(thing: Any) -> None:
    shelf = Shelf()
    arrived = decode(encode({"cache": (thing, 1)}, shelf.keep))
    handle = arrived["cache"][0]
    assert handle == Handle(0, type(thing).__name__)
    assert decode(encode([handle]), shelf.find)[0] is thing


def test_without_a_shelf_nothing_else_can_be_sent() -> None:
    with pytest.raises(TypeError, match="a function cannot be sent"):
        encode([lambda: 1])


def test_a_handle_names_only_pythons_own_types() -> None:
    assert Handle(0, "generator").student_type == "generator"
    assert Handle(0, "The_hidden_input_is_7").student_type == "object"


# Limits


def nested(depth: int, wrap: Any) -> Any:
    value: Any = 1.0
    for _ in range(depth):
        value = wrap(value)
    return value


@pytest.mark.parametrize("wrap", [lambda v: (v,), lambda v: [v], lambda v: {"x": v}, lambda v: ([{"x": v}],)])
def test_moderately_nested_values_arrive(wrap: Any) -> None:
    assert same(sent(nested(50, wrap)), nested(50, wrap))


@pytest.mark.parametrize("depth", [2_000, 50_000])
@pytest.mark.parametrize("wrap", [lambda v: (v,), lambda v: [v], lambda v: {"x": v}, lambda v: ([v], 1)])
def test_values_nested_too_deeply_are_refused_by_the_sender(depth: int, wrap: Any) -> None:
    with pytest.raises(ValueError, match=r"deep|recursion"):
        encode(nested(depth, wrap))


def test_more_levels_of_tuples_than_allowed_are_refused_by_the_receiver() -> None:
    with pytest.raises(WireError, match="nested too deeply"):
        sent(nested(wire.MAX_DEPTH + 1, lambda v: (v,)))


def test_values_that_contain_themselves_are_refused() -> None:
    own_list: list[Any] = []
    own_list.append(own_list)
    own_dict: dict[str, Any] = {}
    own_dict["me"] = (own_dict, [own_dict])
    for value in (own_list, own_dict):
        with pytest.raises(ValueError, match=r"deep|recursion"):
            encode(value)


@pytest.mark.parametrize(
    "value",
    [
        [0] * (wire.MAX_ELEMENTS + 1),
        [[0] * (wire.MAX_ELEMENTS // 2)] * 3,
        dict.fromkeys(range(wire.MAX_ELEMENTS + 1), 0),
        ([0] * (wire.MAX_ELEMENTS // 2), ([0] * (wire.MAX_ELEMENTS // 2), 1)),
    ],
    ids=["list", "lists", "dict", "tuples"],
)
def test_too_many_elements_are_refused(value: Any) -> None:
    with pytest.raises(WireError):
        sent(value)


def test_an_array_does_not_count_by_its_numbers() -> None:
    assert sent(np.zeros(2 * wire.MAX_ELEMENTS)).size == 2 * wire.MAX_ELEMENTS


# Bytes from the other side


def extension(code: int, content: Any) -> bytes:
    data: bytes = msgpack.packb(msgpack.ExtType(code, msgpack.packb(content)))
    return data


def is_plain(value: Any) -> bool:
    if isinstance(value, dict):
        return all(is_plain(k) and is_plain(v) for k, v in value.items())
    if isinstance(value, list | tuple | set):
        return all(map(is_plain, value))
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufcSU"
    return value is None or type(value) in (bool, int, float, complex, str, bytes, Handle)


def decoded(data: bytes) -> Any:
    """The value of bytes, or None where they are refused."""
    try:
        return decode(data)
    except WireError:
        return None


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
@example(b"")
@example(b"\xc1")
@example(msgpack.packb(msgpack.Timestamp(1, 2)))
def test_any_bytes_are_a_plain_value_or_refused(data: bytes) -> None:
    assert is_plain(decoded(data))


@settings(deadline=None, max_examples=300)
@given(st.one_of(values, any_array, st.lists(any_array, max_size=2)), st.data())
@pytest.mark.slow
def test_a_damaged_message_is_a_plain_value_or_refused(value: Any, data: st.DataObject) -> None:
    message = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(message) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert"])):
            case "change":
                message[place] = data.draw(st.integers(0, 255))
            case "cut" if len(message) > 1:
                del message[place]
            case _:
                message[place:place] = data.draw(st.binary(min_size=1, max_size=3))
    assert is_plain(decoded(bytes(message)))


@settings(deadline=None, max_examples=300)
@given(
    st.integers(-128, 127).filter(lambda code: code != -1),
    st.recursive(
        st.one_of(leaves, st.sampled_from(["<f8", "|O8", "<U1", "<M8", "|V8"])).filter(
            lambda v: not isinstance(v, complex | int) or (isinstance(v, int) and abs(v) < 2**63)
        ),
        lambda inner: st.lists(inner, max_size=4),
        max_leaves=8,
    ),
)
def test_any_extension_is_a_plain_value_or_refused(code: int, content: Any) -> None:
    assert is_plain(decoded(msgpack.packb(msgpack.ExtType(code & 127, msgpack.packb(content)))))


@pytest.mark.parametrize("code", [4, 5])
@pytest.mark.parametrize(
    "content",
    [
        ["|O", [1], b"\0" * 8],
        ["|O8", [1], b"\0" * 8],
        ["O", [], b"\0" * 8],
        ["object", [1], b"\0" * 8],
        ["<f8,|O8", [1], b"\0" * 16],
        ["|V8", [1], b"\0" * 8],
        ["<M8[s]", [1], b"\0" * 8],
        ["<m8", [1], b"\0" * 8],
        ["f8\n", [1], b"\0" * 8],
        [["f8"], [1], b"\0" * 8],
        [{"names": ["a"], "formats": ["O"]}, [1], b"\0" * 8],
        ["<f8", [2], b"\0" * 8],
        ["<f8", [-1, -1], b"\0" * 8],
        ["<f8", [2**62, 4], b""],
        ["<f8", [0, 2**64 - 1], b""],
        ["<f8", [1.0], b"\0" * 8],
        ["<f8", [True], b"\0" * 8],
        ["<f8", 1, b"\0" * 8],
        ["<f8", [1] * 33, b"\0" * 8],
        ["<f8", [1], [0.0]],
        ["<f8", [1]],
        ["<U0", [10**9], b""],
        ["<U0", [3], b""],
        ["|S0", [10**9], b""],
        ["|S0", [], b""],
        ["<U1", [1], b"\xff\xff\xff\x7f"],
        [">U1", [], b"\x7f\xff\xff\xff"],
        ["<U1000000000000", [0], b""],
        ["<f7", [0], b""],
    ],
    ids=repr,
)
def test_malformed_arrays_and_objects_are_refused(code: int, content: Any) -> None:
    with pytest.raises(WireError):
        decode(extension(code, content))


@pytest.mark.parametrize(
    "data",
    [
        extension(1, {"a": 1}),
        extension(2, [[1]]),
        extension(2, [{}]),
        extension(6, [1]),
        extension(6, ["1", "type"]),
        extension(6, [True, "type"]),
        extension(6, [1, b"type"]),
        extension(9, [1]),
        extension(100, [1]),
        msgpack.packb(msgpack.ExtType(3, b"short")),
        msgpack.packb(msgpack.ExtType(8, b"7 bytes")),
        msgpack.packb(msgpack.ExtType(9, b"nine bytes")),
        msgpack.packb(msgpack.ExtType(1, b"")),
        encode(1) + encode(2),
        b"\x81" + msgpack.packb([1]) + b"\x01",
        b"\xa2\xff\xfe",
    ],
    ids=repr,
)
def test_malformed_messages_are_refused(data: bytes) -> None:
    with pytest.raises(WireError):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\x00\x0f\x42\x40",
        b"\xc6\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x05",
        b"\xdd\x00\x0f\x42\x40" * 900,
        b"\xdf\x00\x0f\x42\x40\x01" * 900,
        b"\x91" * 2_000_000,
        b"\x81\x01" * 1_000_000,
    ],
    ids=["array", "map", "bytes", "text", "extension", "arrays", "maps", "deep arrays", "deep maps"],
)
@pytest.mark.parametrize("levels", [0, 60])
def test_announcing_much_takes_no_memory(data: bytes, levels: int) -> None:
    for _ in range(levels):
        data += msgpack.packb(msgpack.ExtType(1, data)) if len(data) < 100_000 else b""
    tracemalloc.start()
    try:
        with pytest.raises(WireError):
            decode(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10 * len(data) + 2**20


def test_large_bytes_in_many_layers_take_no_more_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_BYTES_AT_ONCE", 10 * 2**20)
    with pytest.raises(WireError, match="nested too deeply"):
        sent(nested(20, lambda v: (v, b"x" * 2**20)))
    assert same(sent(nested(2, lambda v: (v, b"x" * 2**20))), nested(2, lambda v: (v, b"x" * 2**20)))


def test_a_forged_handle_is_just_a_handle_with_a_short_name() -> None:
    assert decode(extension(6, [-(2**40), "x" * 10_000])) == Handle(-(2**40), "x" * 80)


# Channels


@pytest.fixture
def pair() -> Iterator[tuple[Channel, socket.socket]]:
    """A channel, and the plain socket at its other end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def test_frames_arrive_one_by_one(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    back = Channel(other)
    for data in (b"", b"one", b"x" * 10_000):
        back.send(data)
    assert [channel.receive(10_000) for _ in range(3)] == [b"", b"one", b"x" * 10_000]


def test_a_large_frame_arrives_in_pieces(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    data = os.urandom(3 * 2**20)
    sender = threading.Thread(target=Channel(other).send, args=(data,))
    sender.start()
    assert channel.receive(len(data), time.monotonic() + 60) == data
    sender.join()


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0\0", b"\0\0\0\5", b"\0\0\0\5four"])
def test_a_frame_that_is_cut_off_means_closed(pair: tuple[Channel, socket.socket], data: bytes) -> None:
    channel, other = pair
    other.sendall(data)
    other.close()
    with pytest.raises(Closed):
        channel.receive(100)


@pytest.mark.parametrize("data", [b"\0", b"\0\0\0\5four"])
def test_a_pid_comes_with_whole_frames_only(pair: tuple[Channel, socket.socket], data: bytes) -> None:
    channel, other = pair
    other.sendall(data)
    other.close()
    with pytest.raises(Closed):
        channel.receive_with_pid(100)


def test_an_oversized_frame_is_refused_before_it_is_read(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    other.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(WireError, match="more than 100 bytes, the limit"):
        channel.receive(100)


def test_sending_to_nobody_means_closed(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    other.close()
    with pytest.raises(Closed):
        channel.send(b"x" * 2**20)


def test_a_closed_channel_is_closed_for_its_owner_too(pair: tuple[Channel, socket.socket]) -> None:
    channel, _ = pair
    channel.close()
    for attempt in (
        lambda: channel.send(b"x"),
        lambda: channel.receive(1),
        lambda: channel.receive_with_pid(1),
    ):
        with pytest.raises(Closed):
            attempt()


PAST = -1.0


@pytest.mark.parametrize(
    "attempt",
    [
        lambda channel, deadline: channel.receive(100, deadline),
        lambda channel, deadline: channel.receive_with_pid(100, deadline),
        lambda channel, deadline: channel.send(b"x", deadline=deadline),
    ],
    ids=["receive", "receive with pid", "send"],
)
def test_after_the_deadline_nothing_is_waited_for(
    pair: tuple[Channel, socket.socket], attempt: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, other = pair
    Channel(other).send(b"already here")
    with pytest.raises(Timeout):
        attempt(channel, PAST)


@pytest.mark.parametrize("data", [b"", b"\0\0", b"\0\0\0\5four"])
def test_a_frame_that_stops_halfway_runs_into_the_deadline(
    pair: tuple[Channel, socket.socket], data: bytes
) -> None:
    channel, other = pair
    other.sendall(data)
    with pytest.raises(Timeout):
        channel.receive(100, time.monotonic() + 0.01)


def test_a_receiver_who_does_not_read_runs_the_sender_into_the_deadline(
    pair: tuple[Channel, socket.socket],
) -> None:
    channel, _ = pair
    with pytest.raises(Timeout):
        channel.send(b"x" * 2**24, deadline=time.monotonic() + 0.01)


def test_the_kernel_vouches_for_the_senders_pid(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    channel._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    Channel(other).send(b"hello")
    assert channel.receive_with_pid(100) == (b"hello", os.getpid())


def test_descriptors_that_a_student_sends_along_are_not_taken(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    channel._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    before = sorted(os.listdir("/proc/self/fd"))
    for _ in range(2):
        socket.send_fds(other, [b"\0\0\0\1x"], [0] * 10)
    assert channel.receive_with_pid(100)[0] == b"x"
    assert channel.receive(100) == b"x"
    assert sorted(os.listdir("/proc/self/fd")) == before


def test_descriptors_ride_along_where_they_are_expected(pair: tuple[Channel, socket.socket]) -> None:
    channel, other = pair
    read, write = os.pipe()
    Channel(other).send(b"take this", (write,))
    data, (received,) = channel.receive_with_descriptors(100)
    os.write(received, b"x")
    assert data == b"take this"
    assert os.read(read, 1) == b"x"
    for descriptor in (read, write, received):
        os.close(descriptor)
