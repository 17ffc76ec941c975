"""Tests the tests: how many wrong variants of an answer do the test cells of an assignment reject."""
