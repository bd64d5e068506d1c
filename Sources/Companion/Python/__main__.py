"""The companion of debrief: a process that hears, embeds and decodes for its parent over its standard streams.

It reads one order, then serves requests one at a time until its input ends or its parent dies. See Companion.md for the protocol."""

import os
import select
import sys
import threading
import time

import confine
import frames
from faults import Fault

PROTOCOL = 1


class Models:
    """Models as they are first asked for; at most one Whisper model at a time."""

    def __init__(self, order):
        self.order = order
        self.embedder = None
        self.transcriber = None
        self.folder = None

    def whisper(self, folder):
        """The Whisper model of a folder, which has to be one that the order names."""
        from transcribe import Transcriber

        if folder not in self.order.get("whisper", []):
            raise Fault("bad_request", "the order does not name this model folder")
        if folder != self.folder:
            self.transcriber = None
            self.transcriber, self.folder = Transcriber(folder, int(self.order.get("threads", 1))), folder
        return self.transcriber

    def sentences(self):
        """The embedding model."""
        from embed import Embedder

        if self.embedder is None:
            self.embedder = Embedder(self.order.get("embedding", ""))
        return self.embedder


def answer(models, request, payload, send):
    """Answers one request with any number of partial frames and one that says `done`."""
    duty = request.get("duty")
    if duty == "transcribe":
        model = models.whisper(request.get("model"))
        found = model.segments(payload, request.get("language"), bool(request.get("verbatim", True)), int(request.get("startMs", 0)))
        for part in found:
            if isinstance(part, dict):
                send({"segment": part})
            else:
                send({"done": {"language": part[0], "languageProbability": round(float(part[1]), 3), **usage()}})
    elif duty == "embed":
        vectors = models.sentences().embed(request.get("texts"))
        send({"done": {"count": len(vectors), "dimensions": vectors.shape[1], **usage()}}, vectors.tobytes())
    elif duty == "load":
        if request.get("model"):
            models.whisper(request["model"])
        if request.get("embedding"):
            models.sentences()
        send({"done": usage()})
    else:
        raise Fault("bad_request", "there is no such duty")


def usage():
    """Memory of this process, now and at its highest, in bytes, and the processor time it has taken, in milliseconds."""
    with open("/proc/self/status") as status:
        sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in status if line.startswith(("VmRSS", "VmHWM"))}
    return {"residentBytes": sizes.get("VmRSS", 0), "peakBytes": sizes.get("VmHWM", 0), "processorMs": round(1000 * time.process_time())}


def watch(descriptor):
    """Ends this process, whatever it computes, when the other end of its input is closed or its parent is another one."""
    parent = os.getppid()
    poll = select.poll()
    poll.register(descriptor, select.POLLHUP | select.POLLERR)
    while os.getppid() == parent:
        if any(events & (select.POLLHUP | select.POLLERR) for _, events in poll.poll(1000)):
            break
    os._exit(0)


def serve(order, read, send):
    """Answers requests until the input ends."""
    models = Models(order)
    while (frame := read()) is not None:
        request, payload = frame
        number = request.get("id")
        reply = lambda header, data=b"": send({"id": number, **header}, data)
        confine.limit_time(int(request.get("seconds", 60)))
        try:
            answer(models, request, payload, reply)
        except Fault as fault:
            reply({"fault": {"code": fault.code, "message": fault.message}})
        except MemoryError:
            reply({"fault": {"code": "out_of_memory", "message": "the memory limit was reached"}})
            return 71
        except Exception as error:
            # What is left may be in any state: the parent starts a fresh process.
            reply({"fault": {"code": "failed", "message": f"{type(error).__name__}: {str(error)[:200]}"}})
            return 70
    return 0


def convert(order, file, send):
    """Decodes the one file of the order."""
    from decode import decode

    confine.limit_time(int(order.get("seconds", 60)))
    try:
        for part in decode(file, int(order.get("maxMs", 0))):
            if isinstance(part, bytes):
                send({"id": 0, "samples": {}}, part)
            elif isinstance(part, dict):
                send({"id": 0, "sound": part})
            else:
                send({"id": 0, "done": {"durationMs": part, **usage()}})
    except Fault as fault:
        send({"id": 0, "fault": {"code": fault.code, "message": fault.message}})
    except MemoryError:
        send({"id": 0, "fault": {"code": "out_of_memory", "message": "the memory limit was reached"}})
    except Exception as error:
        send({"id": 0, "fault": {"code": "failed", "message": f"{type(error).__name__}: {str(error)[:200]}"}})
    return 0


def main():
    """Runs the process; its exit code is 0 after all work, 64 without an order, 74 when the stream breaks."""
    output = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if not confine.end_with_parent():
        return 74
    threading.Thread(target=watch, args=(0,), daemon=True).start()
    source = os.fdopen(os.dup(0), "rb")
    try:
        order, _ = frames.read(source) or (None, b"")
        if order is None or order.get("protocol") != PROTOCOL:
            frames.write(output, {"id": 0, "fault": {"code": "protocol", "message": f"this program speaks protocol {PROTOCOL}"}})
            return 64
        send = lambda header, payload=b"": frames.write(output, header, payload)
        confine.limit(int(order.get("memoryBytes", 0)))
        if "decode" in order:
            try:
                file = open(order["decode"], "rb")
            except OSError as error:
                send({"id": 0, "hello": {"protocol": PROTOCOL, "locks": []}})
                send({"id": 0, "fault": {"code": "unreadable", "message": f"the file cannot be opened: {type(error).__name__}"}})
                return 0
            import decode  # noqa: F401 (before the locks, because it maps libraries)

            send({"id": 0, "hello": {"protocol": PROTOCOL, "locks": confine.lock([])}})
            return convert(order, file, send)
        folders = [*order.get("whisper", []), *([order["embedding"]] if order.get("embedding") else [])]
        locks = confine.lock([os.path.dirname(os.path.abspath(__file__)), *folders])
        send({"id": 0, "hello": {"protocol": PROTOCOL, "locks": locks}})
        return serve(order, lambda: frames.read(source), send)
    except (frames.OutOfStep, BrokenPipeError, ValueError):
        return 74


if __name__ == "__main__":
    code = main()
    # Threads of the libraries may hold a lock at exit; nothing is left to save.
    os._exit(code)
