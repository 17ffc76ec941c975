"""References, known mistakes and right styles of every graded function. Students never have this package."""
