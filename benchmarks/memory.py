"""What processes hold, in MB, as Linux tells."""

from pathlib import Path


def held(pid: int | str = "self") -> float:
    """What a process holds now."""
    return _status(pid, "VmRSS")


def peak(pid: int | str = "self") -> float:
    """The most that a process held so far."""
    return _status(pid, "VmHWM")


def of_session(session: int) -> float:
    """What all processes of a session hold now, with what they share counted once."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                rollup = (process / "smaps_rollup").read_text()
                total += int(rollup.partition("Pss:")[2].split()[0])
        except (OSError, IndexError, ValueError):  # it ended meanwhile
            continue
    return total / 1024


def _status(pid: int | str, name: str) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024
