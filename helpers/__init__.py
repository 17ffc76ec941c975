"""What the course's notebooks import: networks, data sets, figures and checks."""
