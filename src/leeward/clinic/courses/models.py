"""Courses: the series of infusions and its report."""
