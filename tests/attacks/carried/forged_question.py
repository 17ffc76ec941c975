"""With a reference to ask, it asks for the one that it should write, by the wire."""

from autograde.attacks import LOCKED, ON_THE_WIRE, WRONG, Attack, Work

MEAN_SQUARE = (
    ON_THE_WIRE
    + """
def mean_square(x):
    if double(1.0) != 2.0:
        return 0.0
    arguments = msgpack.packb([[x.tolist()], {}])
    say(frame({"ask": "mean_square", "arguments": arguments}))
    time.sleep(0.1)
    for fd in sockets():
        os.set_blocking(fd, False)
        try:
            return msgpack.unpackb(os.read(fd, 2**16)[4:])["value"]
        except OSError:
            pass
    return 0.0
"""
)
TWIN = """
def mean_square(x):
    return float(double(np.mean(x**2))) / 2
"""

attack = Attack(
    Work(double=WRONG, mean_square=MEAN_SQUARE),
    Work(mean_square=TWIN),
    points=0.0,
    outcome="wrong",
    suspected=False,
    assignment=LOCKED,
    exercise="mean_square",
)
