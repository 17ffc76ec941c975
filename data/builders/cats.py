"""Pictures of cats and of other things, 64 × 64, rendered from the icons of seven npm packages.

Vendors draw the same emoji, each in their own way. A *kind* gathers all that shows one thing, under whatever
name and by whichever vendor; a kind is in the training part or in the test part, never in both.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from builders.built import Built
from builders.packages import npm_files, python_module, require_checksum

SIZE = 64
SEED = 2029
TEST_SHARE = 0.25
NOT_CATS_PER_NAME = 2
RENDERER, RENDERER_VERSION = "resvg-py", "0.5.0"


class IconSet(NamedTuple):
    """An npm package `@iconify-json/<name>`; the SHA-256 is of its `icons.json`."""

    version: str
    licence: str
    author: str
    url: str
    sha256: str


SETS = {
    "noto": IconSet(
        "1.2.9",
        "Apache-2.0",
        "Google Inc",
        "https://github.com/googlefonts/noto-emoji",
        "9eac6ef4e7ec122b6f0e7ac281d61008afdbc720d0ce861e398b939daaa347c6",
    ),
    "noto-v1": IconSet(
        "1.2.5",
        "Apache-2.0",
        "Google Inc",
        "https://github.com/googlefonts/noto-emoji",
        "ce70d8aa90345cf389875c3571ecd245bd943401822a0c5a0f62336bf8487333",
    ),
    "fluent-emoji": IconSet(
        "1.2.7",
        "MIT",
        "Microsoft Corporation",
        "https://github.com/microsoft/fluentui-emoji",
        "87f3336be6f46747d40d046a15ffa8b23809ff7a1a280b5d3521d3782fb85de7",
    ),
    "fluent-emoji-flat": IconSet(
        "1.2.6",
        "MIT",
        "Microsoft Corporation",
        "https://github.com/microsoft/fluentui-emoji",
        "f5f4cf457c0db2ad5a2e42e033e02e0c87d10e43d0164cfffb3bb84914970a63",
    ),
    "twemoji": IconSet(
        "1.2.5",
        "CC-BY-4.0",
        "Twitter, Inc and other contributors",
        "https://github.com/jdecked/twemoji",
        "5d5d820790565b764f2728675d487c9ee4c1fc83916d8567d5aca8ba7527c242",
    ),
    "emojione": IconSet(
        "1.2.3",
        "CC-BY-4.0",
        "Emoji One (EmojiTwo)",
        "https://github.com/EmojiTwo/emojitwo",
        "e9a865faed523a7c3535b5319ae533d09fac1a62b4e96920eb178bb60e707e80",
    ),
    "streamline-emojis": IconSet(
        "1.2.4",
        "CC-BY-4.0",
        "Streamline",
        "https://github.com/webalys-hq/streamline-vectors",
        "d3cb7afee48544af5657a92951cff18ffef7b150a13b3df1bb54b8c0757bfad6",
    ),
}

Kinds: TypeAlias = Mapping[str, Sequence[Sequence[str]]]
"""The names that belong to each kind; each name with the older ones that some vendors use for it."""

CATS: Kinds = {
    "cat": [["cat"], ["black-cat"]],
    "cat face": [["cat-face"]],
    "grinning": [["grinning-cat", "smiling-cat-face-with-open-mouth", "grinning-cat-face"]],
    "smiling eyes": [["grinning-cat-with-smiling-eyes", "grinning-cat-face-with-smiling-eyes"]],
    "tears of joy": [["cat-with-tears-of-joy", "cat-face-with-tears-of-joy"]],
    "heart eyes": [["smiling-cat-with-heart-eyes", "smiling-cat-face-with-heart-eyes"]],
    "wry smile": [["cat-with-wry-smile", "cat-face-with-wry-smile"]],
    "kissing": [["kissing-cat", "kissing-cat-face-with-closed-eyes", "kissing-cat-face"]],
    "pouting": [["pouting-cat", "pouting-cat-face"]],
    "crying": [["crying-cat", "crying-cat-face"]],
    "weary": [["weary-cat", "weary-cat-face"]],
}

# The animals that look like cats, and the faces that look as cats do, are there on purpose.
_TOGETHER = """
dog dog-face poodle | tiger tiger-face leopard | rabbit rabbit-face | mouse mouse-face rat hamster
cow cow-face | pig pig-face | monkey monkey-face | horse horse-face
automobile oncoming-taxi | sun-with-face full-moon
"""
_EACH_ALONE = """
lion fox wolf bear panda koala frog chicken penguin owl bird chipmunk goat elephant camel turtle
octopus dolphin tropical-fish snail honeybee butterfly
grinning-face grinning-face-with-smiling-eyes face-with-tears-of-joy smiling-face-with-heart-eyes
smirking-face kissing-face-with-closed-eyes pouting-face crying-face face-screaming-in-fear
neutral-face smiling-face-with-sunglasses clown-face ghost alien jack-o-lantern
tangerine lemon red-apple peach grapes tomato mushroom bread cookie honey-pot french-fries sushi
teacup-without-handle
house-with-garden airplane sailboat bicycle rocket tent umbrella guitar trumpet bell crown handbag womans-boot
package balloon basketball telephone television rose tulip palm-tree maple-leaf fire snowman
"""
NOT_CATS: Kinds = {
    names[0]: [[name] for name in names]
    for names in [
        *(line.split() for line in _TOGETHER.replace("\n", "|").split("|") if line.strip()),
        *([name] for name in _EACH_ALONE.split()),
    ]
}


class Icon(NamedTuple):
    """One vendor's drawing: `vendor:name`, its kind, and its picture as SVG."""

    name: str
    kind: str
    svg: str


def drawing(icons: Mapping[str, Any], name: str) -> tuple[str, str] | None:
    """Return the icon's own name and its SVG from an IconifyJSON, None if the set has no such icon."""
    while name not in icons["icons"] and name in icons.get("aliases", {}):
        name = icons["aliases"][name]["parent"]
    if name not in icons["icons"]:
        return None
    icon = {"left": 0, "top": 0, "width": 16, "height": 16} | icons | icons["icons"][name]
    box = f"{icon['left']} {icon['top']} {icon['width']} {icon['height']}"
    namespaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    size = f'width="{SIZE}" height="{SIZE}"'  # what is not square is centred
    return name, f'<svg {namespaces} viewBox="{box}" {size}>{icon["body"]}</svg>'


def all_cats(sets: Mapping[str, Any]) -> Iterator[Icon]:
    """Every vendor's drawing of every cat."""
    for kind, names in CATS.items():
        for alternatives, vendor in itertools.product(names, sets):
            found = (drawing(sets[vendor], name) for name in alternatives)
            first = next((each for each in found if each), None)
            if first:
                yield Icon(f"{vendor}:{first[0]}", kind, first[1])


def some_not_cats(sets: Mapping[str, Any]) -> Iterator[Icon]:
    """A few vendors' drawings of every other thing; the vendors take turns, so that style tells nothing."""
    turns = itertools.cycle(sets)
    for kind, names in NOT_CATS.items():
        for (name,) in names:
            found = ((vendor, drawing(sets[vendor], name)) for vendor in turns)
            for vendor, each in itertools.islice(filter(lambda pair: pair[1], found), NOT_CATS_PER_NAME):
                assert each is not None
                yield Icon(f"{vendor}:{each[0]}", kind, each[1])


def render(svg: str, background: NDArray[np.uint8], resvg: ModuleType) -> NDArray[np.uint8]:
    """Draw an icon over a background colour, (64, 64, 3)."""
    png = resvg.svg_to_bytes(
        svg_string=svg,
        background="#" + background.tobytes().hex(),
        skip_system_fonts=True,
    )
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def build_cats(download: bool) -> Built:
    """Render every cat of seven icon sets and many other things, each over a pale colour of its own."""
    versions = {f"@iconify-json/{name}": each.version for name, each in SETS.items()}
    files = npm_files(versions, "icons.json", download)
    for package, contents, each in zip(versions, files, SETS.values(), strict=True):
        require_checksum(f"{package}/icons.json", contents, each.sha256)
    resvg = python_module("resvg_py", RENDERER, RENDERER_VERSION, download)
    sets = dict(zip(SETS, map(json.loads, files), strict=True))

    rng = np.random.default_rng(SEED)
    parts: dict[str, list[tuple[Icon, float]]] = {"train": [], "test": []}
    for kinds, icons, y in ((CATS, all_cats(sets), 1.0), (NOT_CATS, some_not_cats(sets), 0.0)):
        tested = set(rng.permutation(list(kinds))[: round(TEST_SHARE * len(kinds))])
        for icon in icons:
            parts["test" if icon.kind in tested else "train"].append((icon, y))

    arrays: dict[str, NDArray[np.generic]] = {}
    for part, examples in parts.items():
        shuffled = [examples[place] for place in rng.permutation(len(examples))]
        backgrounds = rng.integers(140, 256, (len(shuffled), 3), dtype=np.uint8)
        arrays[f"images_{part}"] = np.stack(
            [render(icon.svg, colour, resvg) for (icon, _), colour in zip(shuffled, backgrounds, strict=True)]
        )
        arrays[f"Y_{part}"] = np.array([[y for _, y in shuffled]])
        arrays[f"icons_{part}"] = np.array([icon.name.encode() for icon, _ in shuffled], dtype="S56")
    return Built(
        arrays=dict(arrays),
        title="Cats and other things, colour icons of 64 x 64 pixels",
        source="npm packages "
        + ", ".join(f"{package} {version}" for package, version in versions.items())
        + f"; drawn by {RENDERER} {RENDERER_VERSION}",
        licence="each picture has that of its icon set: Apache-2.0, MIT or CC-BY-4.0 (see notice)",
        author="; ".join(dict.fromkeys(each.author for each in SETS.values())),
        more={"notice": notice()},
    )


def notice() -> str:
    """Who drew what under which licence, what was changed, and the texts that go with it."""
    lines = [
        f"{name}: {each.author}, {each.url}, {each.licence}, from npm @iconify-json/{name} {each.version}"
        for name, each in SETS.items()
    ]
    changes = "Changed: drawn at 64 x 64 pixels over a pale background colour."
    licences = Path(__file__).with_name("cats_licences.txt").read_text(encoding="utf-8")
    return "\n".join([*lines, changes, "", licences])
