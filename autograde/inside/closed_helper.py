"""What is in the sandbox where the file of a helper would be that answers exercises (`read_once`)."""

if __name__ != "autograde.inside.closed_helper":
    raise ImportError(
        "this helper answers exercises: while a notebook is graded, it cannot be read or imported again. "
        "Write out what it does"
    )
