"""公开范本 as data: one folder per jurisdiction, kind and first year; ``loader.load`` reads them.

The national standard is the base; a province names what differs. No other module names a province.
``language`` is what sentences are written in; ``lint`` says where a standard contradicts itself.
"""
