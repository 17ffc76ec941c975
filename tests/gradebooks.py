"""What a gradebook's database holds, row by row, without the ids that each database gives anew."""

from sqlalchemy import create_engine, text

QUERIES = {
    "students": "SELECT * FROM student",
    "cells": """
        SELECT assignment.name, notebook.name, base_cell.name, base_cell.type FROM base_cell
        JOIN notebook ON notebook.id = base_cell.notebook_id
        JOIN assignment ON assignment.id = notebook.assignment_id
    """,
    "submissions": """
        SELECT student_id, assignment.name, timestamp, extension FROM submitted_assignment
        JOIN assignment ON assignment.id = submitted_assignment.assignment_id
    """,
    "notebooks": """
        SELECT student_id, notebook.name, flagged, late_submission_penalty FROM submitted_notebook
        JOIN notebook ON notebook.id = submitted_notebook.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """,
    "grades": """
        SELECT student_id, base_cell.name, base_cell.type, auto_score, manual_score, extra_credit,
            needs_manual_grade FROM grade
        JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """,
    "comments": """
        SELECT student_id, base_cell.name, base_cell.type, auto_comment, manual_comment FROM comment
        JOIN base_cell ON base_cell.id = comment.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
    """,
}


def rows(db_url: str) -> dict[str, list[str]]:
    """Everything in a gradebook's database that does not depend on ids, in a fixed order."""
    engine = create_engine(db_url)
    with engine.connect() as connection:
        found = {
            name: sorted(str(tuple(map(_plain, row))) for row in connection.execute(text(query)))
            for name, query in QUERIES.items()
        }
    engine.dispose()
    return found


def _plain(value: object) -> object:
    """A truth value as SQLite keeps it, which has no type for them."""
    return int(value) if isinstance(value, bool) else value
