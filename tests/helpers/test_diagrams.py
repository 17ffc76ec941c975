"""Diagrams: every unit, weight, number, box and arrow is where it belongs, and inside the picture."""

from collections.abc import Iterator

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle
from matplotlib.text import Annotation

from helpers import diagrams
from helpers.plotting import OKABE_ITO


@pytest.fixture(autouse=True)
def _unseen_figures() -> Iterator[None]:
    with mpl.rc_context():
        plt.switch_backend("Agg")
        yield
        plt.close("all")


@pytest.fixture
def ax() -> Axes:
    return plt.subplots()[1]


def circles(ax: Axes) -> list[Circle]:
    return [patch for patch in ax.patches if isinstance(patch, Circle)]


def weights(ax: Axes) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Both ends of each line that stands for a weight."""
    lines = [np.array(line.get_data()).T for line in ax.lines]
    return [(tuple(points[0]), tuple(points[-1])) for points in lines if len(points) == 2]


def crosses(ax: Axes) -> set[tuple[float, float]]:
    return {(line.get_xdata()[0], line.get_ydata()[0]) for line in ax.lines if line.get_marker() == "x"}


def written(ax: Axes) -> dict[tuple[float, float], str]:
    """Each text that is no arrow, by its place."""
    return {text.get_position(): text.get_text() for text in ax.texts if text.get_text()}


def cells(ax: Axes) -> dict[tuple[float, float], Rectangle]:
    """The filled cells of a matrix by their (column, row)."""
    return {
        patch.get_xy(): patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_fill()
    }


def frame(ax: Axes) -> Rectangle:
    (found,) = (patch for patch in ax.patches if isinstance(patch, Rectangle) and not patch.get_fill())
    return found


def arrows(ax: Axes) -> list[Annotation]:
    return [text for text in ax.texts if isinstance(text, Annotation)]


def ends(arrow: Annotation) -> tuple[tuple[float, float], tuple[float, float]]:
    return tuple(arrow.xyann), tuple(arrow.xy)


def inside(ax: Axes, point: tuple[float, float], margin: float = 0.0) -> bool:
    return all(
        min(limits) + margin <= value <= max(limits) - margin
        for value, limits in zip(point, (ax.get_xlim(), ax.get_ylim()), strict=True)
    )


def test_a_network_has_every_unit_and_every_weight(ax: Axes) -> None:
    centres = diagrams.network(ax, [3, 4, 1])
    assert [points.shape for points in centres] == [(3, 2), (4, 2), (1, 2)]
    assert {circle.center for circle in circles(ax)} == {tuple(c) for points in centres for c in points}
    assert len(weights(ax)) == len(set(weights(ax))) == 3 * 4 + 4 * 1
    assert not crosses(ax)


def test_layers_stand_side_by_side_and_units_from_the_top_down(ax: Axes) -> None:
    for layer, points in enumerate(diagrams.network(ax, [2, 5, 3])):
        assert set(points[:, 0]) == {2.0 * layer}
        assert (np.diff(points[:, 1]) == -1).all()
        assert points[:, 1].mean() == 0


def test_a_dropped_unit_is_crossed_out_and_loses_its_weights(ax: Axes) -> None:
    kept = [[True, True, True], np.array([[1], [0], [1], [0]]), [True]]
    centres = diagrams.network(ax, [3, 4, 1], kept=kept)
    dropped = {tuple(centres[1][1]), tuple(centres[1][3])}
    assert crosses(ax) == dropped
    assert len(weights(ax)) == 3 * 2 + 2 * 1
    assert not dropped & {end for both in weights(ax) for end in both}
    assert len(circles(ax)) == 8


def test_each_layer_has_its_label_below_all_units(ax: Axes) -> None:
    centres = diagrams.network(ax, [1, 4], labels=["input", "hidden"])
    lowest = min(points[:, 1].min() for points in centres)
    assert {x: text for (x, _), text in written(ax).items()} == {0.0: "input", 2.0: "hidden"}
    assert all(y < lowest - diagrams.UNIT and inside(ax, (x, y)) for x, y in written(ax))


@pytest.mark.parametrize("sizes", [[1], [1, 1], [2, 9, 9, 3]])
def test_every_unit_is_whole_in_the_picture(ax: Axes, sizes: list[int]) -> None:
    for points in diagrams.network(ax, sizes):
        assert all(inside(ax, tuple(point), margin=diagrams.UNIT) for point in points)
    assert ax.get_aspect() == 1.0


def test_units_have_the_colour_that_is_asked_for(ax: Axes) -> None:
    diagrams.network(ax, [2, 1], colour=OKABE_ITO[2])
    assert {to_hex(circle.get_edgecolor()) for circle in circles(ax)} == {OKABE_ITO[2].lower()}


def test_every_layer_needs_to_know_which_units_are_kept(ax: Axes) -> None:
    with pytest.raises(ValueError, match="shorter"):
        diagrams.network(ax, [2, 2, 1], kept=[[True, True], [True, False]])


def test_numbers_stand_in_the_middle_of_their_cells_first_row_on_top(ax: Axes) -> None:
    diagrams.matrix(ax, [[1, 2, 3], [4, 5, 6.5]], title="a filter")
    assert written(ax) == {
        (0.5, 0.5): "1", (1.5, 0.5): "2", (2.5, 0.5): "3",
        (0.5, 1.5): "4", (1.5, 1.5): "5", (2.5, 1.5): "6.5",
    }  # fmt: skip
    assert cells(ax).keys() == {(j, i) for j in range(3) for i in range(2)}
    bottom, top = ax.get_ylim()
    assert bottom > top
    assert ax.get_title() == "a filter"
    assert all(inside(ax, corner) for corner in [(0, 0), (3, 2)])


def test_a_vector_is_drawn_as_a_row(ax: Axes) -> None:
    diagrams.matrix(ax, np.arange(4))
    assert list(written(ax)) == [(0.5, 0.5), (1.5, 0.5), (2.5, 0.5), (3.5, 0.5)]


def test_nan_leaves_a_cell_empty(ax: Axes) -> None:
    diagrams.matrix(ax, [[np.nan, 1.0], [2.0, np.nan]], shades=True)
    assert written(ax) == {(1.5, 0.5): "1", (0.5, 1.5): "2"}
    assert len(cells(ax)) == 4


def test_a_matrix_that_is_not_filled_yet_can_be_drawn(ax: Axes) -> None:
    diagrams.matrix(ax, np.full((2, 2), np.nan), shades=True)
    assert not written(ax)
    assert len(cells(ax)) == 4


def test_numbers_are_written_as_asked_for_and_zero_has_no_sign(ax: Axes) -> None:
    diagrams.matrix(ax, [[-0.0, 1 / 3]], fmt=".2f")
    assert list(written(ax).values()) == ["0.00", "0.33"]


def test_the_window_frames_its_rows_and_columns(ax: Axes) -> None:
    diagrams.matrix(ax, np.zeros((5, 6)), window=(1, 2, 3, 4), colour=OKABE_ITO[3])
    assert frame(ax).get_xy() == (2, 1)
    assert (frame(ax).get_width(), frame(ax).get_height()) == (4, 3)
    assert to_hex(frame(ax).get_edgecolor()) == OKABE_ITO[3].lower()


def test_without_a_window_there_is_no_frame(ax: Axes) -> None:
    diagrams.matrix(ax, np.zeros((2, 2)))
    assert all(patch.get_fill() for patch in ax.patches)


def test_small_numbers_are_dark_and_every_number_can_be_read(ax: Axes) -> None:
    levels = np.linspace(0, 255, 16).reshape(4, 4)
    diagrams.matrix(ax, levels, shades=True)
    grey = {place: to_rgb(cell.get_facecolor())[0] for place, cell in cells(ax).items()}
    assert [grey[j, i] for i, j in np.ndindex(4, 4)] == sorted(grey.values())
    assert grey[0, 0] == 0
    assert grey[3, 3] == 1
    for text in ax.texts:
        x, y = text.get_position()
        assert _contrast(grey[int(x), int(y)], to_rgb(text.get_color())[0]) >= 4.5


def test_without_shades_cells_are_white(ax: Axes) -> None:
    diagrams.matrix(ax, [[0, 1], [2, -3]])
    assert {to_hex(cell.get_facecolor()) for cell in cells(ax).values()} == {"#ffffff"}


def _contrast(one: float, other: float) -> float:
    """Contrast of two grey levels as WCAG 2 defines it."""
    dark, light = sorted(
        ((level + 0.055) / 1.055) ** 2.4 if level > 0.04 else level / 12.92 for level in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


PLACES = {"x": (0.0, 0.0), "z": (4.0, 0.0), "a": (4.0, 3.0), "J": (9.0, 1.0)}


def is_outside_the_box(point: tuple[float, float], centre: tuple[float, float]) -> bool:
    """Outside of a box of width 1.6 and height 0.8, and not far from it."""
    over = np.abs(np.subtract(point, centre)) - (0.8, 0.4)
    return 0 < over.max() < 0.2


def test_boxes_have_their_texts_in_the_middle_and_are_whole_in_the_picture(ax: Axes) -> None:
    diagrams.boxes(ax, PLACES, width=2.0, height=1.0, colours={"z": OKABE_ITO[1]})
    assert {text: place for place, text in written(ax).items()} == PLACES
    drawn = [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]
    assert len(drawn) == len(PLACES)
    for box, (text, (x, y)) in zip(drawn, PLACES.items(), strict=True):
        assert (box.get_x(), box.get_y(), box.get_width(), box.get_height()) == (x - 1, y - 0.5, 2, 1)
        assert to_hex(box.get_edgecolor()) == (OKABE_ITO[1] if text == "z" else OKABE_ITO[0]).lower()
        assert inside(ax, (x - 1, y - 0.5))
        assert inside(ax, (x + 1, y + 0.5))


@pytest.mark.parametrize("way", [("x", "z"), ("z", "x"), ("z", "a"), ("a", "z"), ("x", "a"), ("J", "a")])
def test_a_straight_arrow_goes_from_edge_to_edge(ax: Axes, way: tuple[str, str]) -> None:
    diagrams.boxes(ax, PLACES, [way])
    (arrow,) = arrows(ax)
    start, end = ends(arrow)
    assert is_outside_the_box(start, PLACES[way[0]])
    assert is_outside_the_box(end, PLACES[way[1]])
    # Both ends lie on the line between the centres, in this order.
    whole = np.subtract(PLACES[way[1]], PLACES[way[0]])
    shares = [
        np.dot(np.subtract(point, PLACES[way[0]]), whole) / np.dot(whole, whole) for point in (start, end)
    ]
    assert 0 < shares[0] < shares[1] < 1
    np.testing.assert_allclose(np.add(PLACES[way[0]], shares[0] * whole), start)
    np.testing.assert_allclose(np.add(PLACES[way[0]], shares[1] * whole), end)


@pytest.mark.parametrize("bend", [0.4, -0.4])
@pytest.mark.parametrize("way", [("x", "z"), ("z", "x"), ("z", "a"), ("a", "z")])
def test_a_bent_arrow_leaves_and_enters_on_the_side_to_which_it_bends(
    ax: Axes, way: tuple[str, str], bend: float
) -> None:
    diagrams.boxes(ax, PLACES, [(*way, bend)])
    (arrow,) = arrows(ax)
    start, end = ends(arrow)
    assert is_outside_the_box(start, PLACES[way[0]])
    assert is_outside_the_box(end, PLACES[way[1]])
    ax.figure.canvas.draw()
    path = ax.transData.inverted().transform(arrow.arrow_patch.get_path().vertices)
    out = np.array(start) - PLACES[way[0]]
    assert np.dot(out, np.subtract(PLACES[way[1]], PLACES[way[0]])) == 0
    assert ((path - start) @ out).max() > 0.1, "the bow lies on the other side than its ends"


def test_an_arrow_to_a_box_that_is_not_there_is_refused(ax: Axes) -> None:
    with pytest.raises(KeyError, match="loss"):
        diagrams.boxes(ax, PLACES, [("x", "loss")])


def test_a_canvas_is_one_axes_of_its_size_without_a_frame() -> None:
    figure, ax = diagrams.canvas(6.0, 2.5)
    assert figure.axes == [ax]
    assert tuple(figure.get_size_inches()) == (6.0, 2.5)
    assert not ax.axison


@pytest.mark.parametrize("draw", ["network", "matrix", "boxes"])
def test_a_diagram_has_neither_frame_nor_stretch(ax: Axes, draw: str) -> None:
    arguments = {"network": [2, 1], "matrix": [[1, 2]], "boxes": PLACES}
    getattr(diagrams, draw)(ax, arguments[draw])
    assert not ax.axison
    assert ax.get_aspect() == 1.0
