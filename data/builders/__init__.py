"""The builders of the data files, by name: each returns arrays and where they come from."""

from builders.built import Builder
from builders.cats import build_cats
from builders.fashion_mnist import build_fashion_mnist
from builders.points import build_blobs, build_circles, build_moons, build_pitch, build_spirals
from builders.seattle_weather import build_seattle_weather

BUILDERS: dict[str, Builder] = {
    "circles": build_circles,
    "moons": build_moons,
    "pitch": build_pitch,
    "blobs": build_blobs,
    "spirals": build_spirals,
    "fashion_mnist": build_fashion_mnist,
    "cats": build_cats,
    "seattle_weather": build_seattle_weather,
}
