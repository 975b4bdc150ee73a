"""Filled forms of a workbook: ``read`` → ``preview`` → confirmed by a person → ``store``.

Until it is confirmed only the file is kept; then all of its forms become projects, or none.
"""
