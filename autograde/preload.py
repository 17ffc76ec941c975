"""What all workers have in common, imported once by the server that they are forked from."""

from autograde.startup import prepare

prepare()

from autograde.workers import warm_up  # noqa: E402 - what it imports is to be prepared for

warm_up()
