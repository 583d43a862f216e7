"""The route that streams recordings: what it says of jobs, once for all who follow them."""

import asyncio
import json
import struct
import time
import zlib

import numpy as np
import pytest
from starlette.requests import Request

from core.jobs import Job, State
from tests.helpers.aside import run
from ui import recordings
from ui.recordings import FRAME, FRAMES, STATE, Recordings

KEY = "0123456789abcdef"


class Fakes:
    """Jobs as the streams see them, which a test moves by hand."""

    def __init__(self):
        self.jobs, self.views = {}, 0

    def put(self, many, state=State.RUNNING, take="1", key=KEY):
        snapshots = tuple(bytes([take.encode()[0], i]) * 600 for i in range(many))
        self.jobs[key] = Job(key, __name__, None, state, 0, "", snapshots, 0.0, 0.0, 0.0, take)

    def view(self, key):
        self.views += 1
        return self.jobs[key]


@pytest.fixture
def fakes(monkeypatch):
    monkeypatch.setattr(recordings, "BEAT", 0.01)
    monkeypatch.setattr(recordings, "ANSWER", 0.5)
    return Fakes()


def encoded():
    """A route with one view, which counts how often it encodes a snapshot."""
    calls = []

    def encode(snapshot):
        calls.append(snapshot)
        return snapshot

    return calls, lambda: {"bytes": encode}


def request(*of, **headers):
    query = "&".join(f"of={each}" for each in of).encode()
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/recordings", "query_string": query, "headers": raw})


async def body(response):
    """All chunks of an answer, until it ends."""
    if not hasattr(response, "body_iterator"):
        return response.body
    return b"".join([chunk async for chunk in response.body_iterator])


def read(data):
    """[(kind, number, name, body)] of an answer, by the words of the module, not by its code."""
    found, at = [], 0
    while at < len(data):
        kind, index, named, size = struct.unpack_from("<4I", data, at)
        name, part = data[at + 16 : at + 16 + named], data[at + 16 + named :][:size]
        assert len(part) == size
        found.append((kind, index, name.decode(), json.loads(part) if kind == STATE else zlib.decompress(part)))
        at += 16 + named + size
    return found


def frames(data):
    """The bodies of the frames, each from its differences to the one before."""
    found = []
    for kind, index, _, part in read(data):
        if kind == STATE:
            continue
        assert index == len(found)
        sizes, at = [len(part)], 0
        if kind == FRAMES:
            (many,) = struct.unpack_from("<I", part)
            sizes, at = struct.unpack_from(f"<{many}I", part, 4), 4 + 4 * many
        for size in sizes:
            now, at = np.frombuffer(part[at : at + size], np.uint8), at + size
            found.append((now + np.frombuffer(found[-1], np.uint8)).tobytes() if found else now.tobytes())
    return found


def test_a_recording_that_has_ended_is_one_answer(fakes):
    fakes.put(3, State.DONE)
    calls, views = encoded()
    route = Recordings(lambda: fakes, views)

    async def asked():
        response = await route.answer(request(f"{KEY}/bytes//0"))
        again = await route.answer(request(f"{KEY}/bytes//0", if_none_match=response.headers["etag"]))
        rest = await route.answer(request(f"{KEY}/bytes/1/2"))
        return response, again, await body(rest)

    response, again, rest = run(asked())
    assert frames(response.body) == list(fakes.jobs[KEY].snapshots)
    assert read(response.body)[0][3] == {"take": "1", "live": False, "many": 3, "words": ""}
    assert response.headers["cache-control"] == "no-cache"
    assert again.status_code == 304 and not again.body
    assert [(kind, index) for kind, index, _, _ in read(rest)] == [(STATE, 0), (FRAME, 2)]
    assert len(calls) == 3, "each snapshot is encoded once, whoever asks"


def test_what_comes_is_streamed_to_all_who_follow_it_and_encoded_once(fakes):
    fakes.put(1)
    calls, views = encoded()
    route = Recordings(lambda: fakes, views)

    async def asked():
        answers = [await route.answer(request(f"{KEY}/bytes//0")) for _ in range(20)]
        following = [asyncio.ensure_future(body(answer)) for answer in answers]
        for many in (2, 5):
            await asyncio.sleep(0.05)
            fakes.put(many)
        await asyncio.sleep(0.05)
        fakes.put(6, State.DONE)
        return [await asyncio.wait_for(one, 5) for one in following], answers[0]

    found, answer = run(asked())
    assert all(frames(data) == list(fakes.jobs[KEY].snapshots) for data in found)
    assert read(found[0])[-1][:2] == (FRAME, 5) and len(calls) == 6
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-accel-buffering"] == "no"
    assert answer.headers["content-encoding"] == "identity", "gzip would hold small pieces back"


def test_an_answer_ends_though_the_job_goes_on(fakes):
    fakes.put(2)
    route = Recordings(lambda: fakes, encoded()[1])

    async def asked():
        began = time.monotonic()
        data = await body(await route.answer(request(f"{KEY}/bytes/1/1")))
        seconds = time.monotonic() - began
        await asyncio.sleep(0.1)
        before = fakes.views
        await asyncio.sleep(0.1)
        return data, seconds, fakes.views - before

    data, seconds, looks = run(asked())
    assert [kind for kind, *_ in read(data)] == [STATE, FRAME] and seconds >= 0.5
    assert looks == 0, "nobody follows it any more, so nobody looks"


def test_a_job_that_is_trained_again_is_sent_from_the_beginning(fakes):
    fakes.put(4, State.CANCELLED, take="1")
    route = Recordings(lambda: fakes, encoded()[1])

    async def asked():
        await route.answer(request(f"{KEY}/bytes//0"))
        fakes.put(2, State.DONE, take="2")
        return await body(await route.answer(request(f"{KEY}/bytes/1/4")))

    data = run(asked())
    assert read(data)[0][3]["take"] == "2" and frames(data) == list(fakes.jobs[KEY].snapshots)


def test_a_job_that_the_server_does_not_know_is_waited_for(fakes):
    route = Recordings(lambda: fakes, encoded()[1])

    async def asked():
        following = asyncio.ensure_future(body(await route.answer(request(f"{KEY}/bytes/1/3"))))
        await asyncio.sleep(0.05)
        fakes.put(1, State.DONE, take="2")
        return await asyncio.wait_for(following, 5)

    states = [part for kind, _, _, part in read(run(asked())) if kind == STATE]
    assert [state["take"] for state in states] == ["", "2"]


def test_several_jobs_come_in_one_answer(fakes):
    other = "f" * 16
    fakes.put(1, State.DONE)
    fakes.put(2, State.DONE, key=other)
    route = Recordings(lambda: fakes, encoded()[1])
    data = run(route.answer(request(f"{KEY}/bytes//0", f"{other}///0"))).body
    assert [(kind, name) for kind, _, name, _ in read(data)] == [
        (STATE, f"{KEY}/bytes"),
        (FRAME, f"{KEY}/bytes"),
        (STATE, f"{other}/"),
    ]


@pytest.mark.parametrize("of", ["", "a", "a/b/c", f"{KEY}/secret//0", f"{KEY}/bytes//-1", f"{KEY}/bytes//1/2"])
def test_a_wrong_request_is_told_what_is_allowed(fakes, of):
    response = run(Recordings(lambda: fakes, encoded()[1]).answer(request(of)))
    assert (
        response.status_code == 400 and b"must be key/view/take/from, with a view of bytes or none" in response.body
    )


def test_a_view_that_fails_harms_no_other(fakes, caplog):
    fakes.put(1)
    other = "f" * 16
    fakes.put(2, State.DONE, key=other)
    encode = encoded()[1]()["bytes"]
    route = Recordings(lambda: fakes, lambda: {"bytes": encode, "broken": lambda snapshot: 1 / 0})
    data = run(route.answer(request(f"{KEY}/broken//0", f"{other}/bytes//0"))).body
    assert len(frames(data)) == 2 and "cannot be shown" in caplog.text


def test_many_frames_come_together_and_few_by_themselves(fakes):
    fakes.put(20, State.DONE)
    calls, views = encoded()
    route = Recordings(lambda: fakes, views)

    async def asked(have):
        return read((await route.answer(request(f"{KEY}/bytes/{'1' if have else ''}/{have}"))).body)

    (_, _, _, state), (kind, first, _, bodies) = run(asked(12))
    assert (kind, first, state["many"]) == (FRAMES, 12, 20)
    many, *sizes = struct.unpack_from("<9I", bodies)
    assert many == 8 and sizes == [1200] * 8 and len(bodies) == 36 + sum(sizes)
    assert [kind for kind, *_ in run(asked(13))] == [STATE] + [FRAME] * 7
    assert frames(run(route.answer(request(f"{KEY}/bytes//0"))).body) == list(fakes.jobs[KEY].snapshots)
    assert len(calls) == 20


def test_a_frame_of_another_size_is_whole():
    one, two = bytes(range(200)), bytes(300)
    assert zlib.decompress(recordings.deflate(two, one)) == two
    assert zlib.decompress(recordings.deflate(one, one)) == bytes(200)


def test_a_closed_tab_is_told_to_the_jobs_but_not_one_that_is_reloaded(fakes, monkeypatch):
    told = []
    fakes.closed = told.append
    route = Recordings(lambda: fakes, encoded()[1])

    def request(path, query, browser, page=""):
        headers = [(b"user-agent", browser), (b"referer", page), (b"host", b"a.b")]
        return Request({"type": "http", "method": "POST", "path": path, "query_string": query, "headers": headers})

    def close(browser, page):
        run(route.closed(request("/recordings/closed", b"of=a&of=b", browser, b"http://a.b/" + page)))
        return len(told)

    assert close(b"Firefox", b"gradients?depth=50") == 1
    assert told == [["a", "b"]]
    route.page_asked(request("/gradients", b"depth=50", b"Firefox"))
    assert close(b"Firefox", b"gradients?depth=50") == 1, "the page has just been asked for again"
    assert close(b"Firefox", b"below/gradients?depth=50") == 1, "a proxy takes off the path before the page"
    assert close(b"Firefox", b"gradients?depth=60") == 2, "another page"
    assert close(b"Chromium", b"gradients?depth=50") == 3, "another browser"
    monkeypatch.setattr(recordings, "RELOAD", 0.0)
    assert close(b"Firefox", b"gradients?depth=50") == 4
