"""Machines of one installation: processes that share what their environment names, nothing else.

Each has an empty working directory and a folder for temporary files of its own, so that what one
leaves there no other can need. It listens on this machine's own address only.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]

PATIENCE = 120
"""Seconds in which a process is ready, also on a machine that is busy with other things."""


class Machine:
    """A process in a working directory of its own; started again after it was killed."""

    def __init__(
        self, home: Path, name: str, command: list[str], environment: Mapping[str, str]
    ) -> None:
        """Makes its folders below ``home``; nothing runs before ``start``."""
        self.name = name
        self.folder = home / name / "cwd"
        self.log = home / name / "output"
        temporary = home / name / "tmp"
        for folder in (self.folder, temporary):
            folder.mkdir(parents=True)
        self._command = command
        self._environment = {
            **environment,
            "PYTHONPATH": str(PROJECT),
            "TMPDIR": str(temporary),
            "HOME": str(temporary),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the process; it may not be ready yet."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """SIGKILL for it and all processes that it started; does nothing where none runs."""
        if self.is_running():
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()

    def stop(self) -> None:
        """SIGTERM, and SIGKILL for what does not end by itself in time."""
        if self.is_running():
            os.kill(self.pid, signal.SIGTERM)
            try:
                self.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()

    def wait(self, seconds: float | None = None) -> int:
        """Its status, once it has ended. Raises TimeoutExpired after ``seconds``."""
        assert self._process is not None
        return self._process.wait(seconds)

    def processor(self) -> float:
        """Seconds of the processor that it used itself since it was started."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """MB that it and its own children hold now (RSS), 0 where it does not run."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            return sum(map(_memory, (str(self.pid), *children)))
        except (OSError, IndexError):  # it ended meanwhile
            return 0


class Web(Machine):
    """A web process as ``make run`` starts it, with one worker, at a free port."""

    def __init__(self, home: Path, name: str, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        granian = str(Path(sys.executable).with_name("granian"))
        options = "--interface wsgi --host 127.0.0.1 --workers 1 --blocking-threads 2 --no-ws"
        ending = "--workers-kill-timeout 2 --log-level warning --port"
        command = [granian, *options.split(), *ending.split(), str(self.port)]
        super().__init__(home, name, [*command, "config.wsgi:application"], environment)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def is_ready(self) -> bool:
        """Whether it answers, with database and disk behind it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Worker(Machine):
    """``manage.py work``, called by its absolute path."""

    def __init__(self, home: Path, name: str, environment: Mapping[str, str]) -> None:
        command = [sys.executable, str(PROJECT / "manage.py"), "work"]
        super().__init__(home, name, command, environment)


class Watch(Machine):
    """``manage.py rebake --watch``, called by its absolute path."""

    def __init__(self, home: Path, name: str, environment: Mapping[str, str]) -> None:
        command = [sys.executable, str(PROJECT / "manage.py"), "rebake", "--watch"]
        super().__init__(home, name, command, environment)


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number: int = probe.getsockname()[1]
        return number


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Returns as soon as ``is_so``. Raises TimeoutError after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so after {seconds} seconds")
        time.sleep(0.05)


def _memory(pid: str) -> float:
    """MB that one process holds. Raises OSError or IndexError where it has ended."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
