"""A report as text: Report in, string out."""
