"""Intake: from an uploaded workbook to facts; all of it, or nothing.

    bytes ─ gate ─ child ─► workbook ─► recognise, mapping ─► load

- ``gate`` refuses a file by its structure and size, without parsing any XML;
- ``child`` is the confined process that parses what passed; nothing else opens an upload;
- ``workbook`` joins the two: bytes → sheets of raw cells, no meaning given to any of them;
- ``recognise`` finds the tables of a standard in the sheets, ``mapping`` makes facts of the cells;
- ``load`` stores them in one transaction.

Each imports only those before it; all but ``load`` are plain Python.
"""
