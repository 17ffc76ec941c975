"""The anchors of headings, as Jupyter makes them: links within a notebook are right on the site, too."""


def jupyter_slug(title: str) -> str:
    """Return the anchor of a heading.

    >>> jupyter_slug("4 Convolution, the way back")
    '4-Convolution,-the-way-back'
    """
    return title.strip().replace(" ", "-")
