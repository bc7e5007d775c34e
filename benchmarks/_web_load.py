"""Users who ask one page after another over HTTP/1.1: as little work for the client as can be."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Heard:
    """What users got: seconds by kind of page, bytes of a page, what was not status 200."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lasted: float = 0.0

    def quantile(self, kind: str, share: float) -> float:
        """Milliseconds."""
        times = sorted(self.seconds[kind])
        return 1000 * times[min(len(times) - 1, int(share * len(times)))]

    def median(self, kind: str) -> float:
        """Milliseconds."""
        return 1000 * statistics.median(self.seconds[kind])

    @property
    def each_second(self) -> float:
        """Requests answered in a second, of all kinds."""
        return sum(map(len, self.seconds.values())) / self.lasted


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, cookie: str
) -> tuple[int, int]:
    """Status and bytes of the body as it was sent."""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n"
    writer.write(f"{head}Cookie: {cookie}\r\n\r\n".encode())
    answer = await reader.readuntil(b"\r\n\r\n")
    status = int(answer[9:12])
    lines = answer.lower().split(b"\r\n")
    length = next((line for line in lines if line.startswith(b"content-length:")), None)
    if length is not None:
        return status, len(await reader.readexactly(int(length[15:])))
    size = 0
    while count := int(await reader.readline(), 16):
        size += count
        await reader.readexactly(count + 2)
    await reader.readline()
    return status, size


async def _user(
    port: int, cookie: str, pages: Mapping[str, Sequence[str]], end: float, heard: Heard, seed: int
) -> None:
    chosen = random.Random(seed)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
    kinds = list(pages)
    await asyncio.sleep(chosen.random())  # people do not come all at once
    while time.perf_counter() < end:
        for kind in kinds:
            path = chosen.choice(pages[kind])
            start = time.perf_counter()
            try:
                status, size = await _ask(reader, writer, path, cookie)
            except (OSError, asyncio.IncompleteReadError, ValueError) as failure:
                heard.errors.append(f"{path}: {failure!r}")
                return
            if status != 200:
                heard.errors.append(f"{path}: {status}")
            heard.seconds.setdefault(kind, []).append(time.perf_counter() - start)
            heard.bytes[kind] = size
    writer.close()


def load(
    port: int, cookies: Sequence[str], pages: Mapping[str, Sequence[str]], seconds: float
) -> Heard:
    """One user for each cookie, all at once, for some seconds."""
    heard = Heard()

    async def all_of_them() -> None:
        start = time.perf_counter()
        users = (
            _user(port, cookie, pages, start + seconds, heard, seed)
            for seed, cookie in enumerate(cookies)
        )
        await asyncio.gather(*users)
        heard.lasted = time.perf_counter() - start

    asyncio.run(all_of_them())
    return heard


def fetch(port: int, path: str, cookie: str) -> tuple[int, bytes, int]:
    """Status, body unpacked, and bytes of the body as it was sent."""
    import gzip
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    sent = answer.read()
    packed = answer.getheader("content-encoding") == "gzip"
    connection.close()
    return answer.status, gzip.decompress(sent) if packed else sent, len(sent)
