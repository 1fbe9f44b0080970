"""The small client of :mod:`benchmarks.load`: fifty keep-alive connections on raw sockets, one process, loopback only.

Reads one JSON order from standard input, asks until its seconds are over, prints one JSON answer. No other package.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from itertools import count
from typing import Any

PEOPLE = 50
CSRF = "k" * 32


def request_bytes(ask: dict[str, Any], port: int) -> bytes:
    """The whole request as it goes over the wire."""
    body = ask["body"].encode()
    lines = [
        f"{ask['method']} {ask['path']} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: {ask['cookie']}; csrftoken={CSRF}",
        "Accept-Encoding: gzip",
        "Connection: keep-alive",
    ]
    if ask["method"] == "POST":
        lines += [
            f"X-CSRFToken: {CSRF}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one answer, by its length or its chunks."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        parts = []
        while size := int((await reader.readline()).strip() or b"0", 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        await reader.readline()
        return status, b"".join(parts)
    start = lower.find(b"content-length:")
    length = int(lower[start + 15 : lower.index(b"\r\n", start)]) if start >= 0 else 0
    return status, await reader.readexactly(length)


async def load(port: int, asks: list[dict[str, Any]], seconds: float, people: int = PEOPLE) -> dict[str, Any]:
    """Ask in turns from ``people`` connections for so many seconds; what came of it."""
    wire = [(request_bytes(ask, port), ask.get("status", 200)) for ask in asks]
    turn, times, errors = count(), [], 0
    begun = time.perf_counter()
    end = begun + seconds

    async def person() -> None:
        nonlocal errors
        writer: asyncio.StreamWriter | None = None
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            while time.perf_counter() < end:
                asked = time.perf_counter()
                request, right = wire[next(turn) % len(wire)]
                writer.write(request)
                status, _body = await asyncio.wait_for(answer(reader), 30)
                times.append(time.perf_counter() - asked)
                if status != right:
                    errors += 1
        except (OSError, EOFError, ValueError, TimeoutError):
            errors += 1
        finally:
            if writer is not None:
                writer.close()

    await asyncio.gather(*(person() for _number in range(people)))
    took = time.perf_counter() - begun
    times.sort()
    return {
        "per_second": len(times) / took,
        "p99_ms": times[min(len(times) - 1, int(len(times) * 0.99))] * 1000 if times else 0.0,
        "errors": errors,
        "answers": len(times),
    }


if __name__ == "__main__":
    order = json.load(sys.stdin)
    json.dump(asyncio.run(load(order["port"], order["asks"], order["seconds"])), sys.stdout)
