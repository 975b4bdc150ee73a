"""Intake: from an uploaded workbook to facts; all of it, or nothing.

    bytes ─ gate ─ child ─► workbook ─► recognise ─► layout ─► lines ─► reading ─► mapping ─► load

- ``gate`` refuses a file by its structure and size, without parsing any XML;
- ``child`` is the confined process that parses what passed; nothing else opens an upload;
- ``workbook`` joins the two: bytes → sheets of raw cells, no meaning given to any of them;
- ``recognise`` tells which table a sheet holds, in which unit and of which year, ``layout`` where
  its columns are, ``lines`` which row of the form each of its lines is;
- ``reading`` makes facts of the cells of one sheet, ``mapping`` of all sheets of a workbook;
- ``cells`` and ``problems`` serve these: what one cell says, and what a clerk has to mend;
- ``load`` stores them in one transaction.

Each imports only those before it; all but ``load`` are plain Python.
"""
