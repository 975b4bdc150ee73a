"""A pool of connections: the threads of a process share as many as DATABASE_URL allows."""

from tests.operations.places import Place

THREADS = """
from concurrent.futures import ThreadPoolExecutor
import django
django.setup()
from django.db import connection

def ask(_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid() FROM pg_sleep(0.01)")
        (number,) = cursor.fetchone()
    connection.close()
    return number

with ThreadPoolExecutor(8) as threads:
    print(len(set(threads.map(ask, range(40)))))
connection.close_pool()
"""


def test_threads_share_what_the_pool_allows(here: Place) -> None:
    mark = "&" if "?" in here.address else "?"
    shared = here._replace(address=f"{here.address}{mark}pool=2")
    done = shared.python("-c", THREADS)
    assert (done.returncode, done.stdout) == (0, "2\n"), done.stderr
