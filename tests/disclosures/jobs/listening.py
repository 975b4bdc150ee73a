"""A backend that runs nothing and notes what it is told."""

HEARD: list[str] = []


def start() -> None:
    HEARD.append("start")


def wake() -> None:
    HEARD.append("wake")
