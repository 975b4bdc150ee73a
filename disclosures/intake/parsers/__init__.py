"""What the confined process knows of file formats: ``xlsx``, ``xls`` and ``text``.

``disclosures.intake.child`` imports one of them before it gives up its rights, and runs it after.
They share ``records``, what is written of a workbook, and ``dates``. They import nothing else of
the project, and little of the standard library: most of the time that reading a small workbook
takes is the start of its process.
"""
