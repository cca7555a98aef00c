"""How a fault is carried out on a real connection."""

from __future__ import annotations

import asyncio
import socket
import struct
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from connector.sandbox.delivery import Delivery
from connector.sandbox.faults import Fault

_LOOK_EVERY = 0.02


class NoAnswer(web.Response):
    """Stands for an answer that will never be written: its connection is gone."""


def is_whole(answer: web.StreamResponse) -> bool:
    return not isinstance(answer, NoAnswer) and not (isinstance(answer, Delivery) and answer.cut)


async def suffer(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    await _delayed(fault)
    if fault.reset:
        return _reset(request)
    if fault.answers:
        return _false_answer(fault)
    answer = await handler(request)
    if fault.answer_lost:
        return _reset(request)
    if fault.truncate:
        return await _half(request, answer)
    return answer


async def _delayed(fault: Fault) -> None:
    began = time.monotonic()
    while (left := began + fault.delay - time.monotonic()) > 0:  # noqa: ASYNC110 - a knob changes it
        await asyncio.sleep(min(left, _LOOK_EVERY))


def _false_answer(fault: Fault) -> web.Response:
    if fault.html is not None:
        return web.Response(
            text=fault.html,
            content_type="text/html",
            status=fault.status or 502,
            headers=fault.headers,
        )
    if fault.body is None:
        return web.Response(status=fault.status or 500, headers=fault.headers)
    return web.json_response(fault.body, status=fault.status or 500, headers=fault.headers)


def _reset(request: web.Request) -> NoAnswer:
    transport = request.transport
    if transport is not None:
        raw = transport.get_extra_info("socket")
        # Lingering for zero seconds makes the kernel send RST, not an orderly FIN.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return NoAnswer()


async def _half(request: web.Request, answer: web.StreamResponse) -> web.StreamResponse:
    if isinstance(answer, Delivery):
        # Files are sent later, and know how to stop half way.
        answer.cut = True
        return answer
    body = answer.body if isinstance(answer, web.Response) else b""
    whole = body if isinstance(body, bytes) else b""
    stream = web.StreamResponse(status=answer.status)
    stream.content_type = answer.content_type
    stream.content_length = max(len(whole), 2)
    await stream.prepare(request)
    await stream.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return NoAnswer()
