"""公开范本 as data: one folder per jurisdiction, kind and first year; ``loader.load`` reads them.

The national standard is the base; a province names what differs. No other module names a province.
``folders`` finds and merges them, ``schema`` says what their files may hold, ``language`` is what
sentences are written in; ``lint`` says where one contradicts itself, ``examine`` on which line.
"""
