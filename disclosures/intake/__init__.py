"""Intake: from an uploaded workbook to facts; all of it, or nothing.

    bytes ─ gate ─ child ─► workbook ─► recognise ─► layout ─► lines ─► reading ─► mapping ─► load

- ``gate`` refuses a file by its structure and size, without parsing any XML;
- ``child`` is the confined process that parses what passed, with one of ``parsers`` (.xlsx, .xls,
  text); nothing else opens an upload;
- ``workbook`` joins the two: bytes → sheets of raw cells, no meaning given to any of them;
- ``recognise`` tells which table a sheet holds, in which unit and of which year, ``layout`` where
  its columns are, ``lines`` which row of the form each of its lines is; ``corrections`` of a person
  go before them, and ``survey`` shows what they act on;
- ``reading`` makes facts of the cells of one sheet, ``mapping`` of all sheets of a workbook;
- ``leftovers`` names what was not read, so that nothing is lost without a word;
- ``cells``, ``problems`` and ``remarks`` serve these: what one cell says, what a clerk has to mend,
  and what is worth knowing;
- ``bulk`` parts a workbook of many units and has each part read like a workbook of its own;
- ``load`` stores them in one transaction.

What is typed in the grid takes another way to the same facts:

    change ─ typed ─► entry ◄─ totals          copied block ─ paste ─► changes

- ``typed`` says which cells can be typed and what a text in one means, by way of ``cells``;
- ``totals`` computes the sums above what was typed, ``naming`` keeps the names of listed lines;
- ``entry`` stores changes cell by cell, ``paste`` finds the cells of a block with ``lines``.

Each imports only those before it; all but ``load``, ``entry`` and ``naming`` are plain Python.
"""
