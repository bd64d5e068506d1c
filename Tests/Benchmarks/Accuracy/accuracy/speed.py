"""How fast: decoding alone, decoding and measuring, and librosa on the same minute in the same run. CPU time of whole processes."""

import os
import statistics
import subprocess
import sys

from . import places, sound

LIBROSA = """
import sys, resource
import librosa
y, sr = librosa.load(sys.argv[1], sr=16000)
def used():
    u = resource.getrusage(resource.RUSAGE_SELF); return u.ru_utime + u.ru_stime
librosa.feature.mfcc(y=y[:16000], sr=sr); librosa.pyin(y[:16000], fmin=60, fmax=500, sr=sr)
start = used()
y, sr = librosa.load(sys.argv[1], sr=16000)
librosa.feature.mfcc(y=y, sr=sr, n_mfcc=13, hop_length=160)
librosa.effects.split(y, top_db=36, frame_length=400, hop_length=160)
librosa.pyin(y, fmin=60, fmax=500, sr=sr, hop_length=160)
print(used() - start)
"""


def cpu(command):
    """User and system seconds of a process."""
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, command
    return usage.ru_utime + usage.ru_stime


def minute(answer):
    """60 s of WebM with Opus, as Chromium records, and the same as WAV for librosa, which reads no WebM."""
    webm, wav = places.WORK / "minute.webm", places.WORK / "minute.wav"
    if not webm.exists():
        loop = ["ffmpeg", "-v", "error", "-y", "-stream_loop", "-1", "-i", answer.file, "-t", "60"]
        sound.run([*loop, wav])
        sound.run(["ffmpeg", "-v", "error", "-y", "-i", wav, "-c:a", "libopus", "-b:a", "32k", "-frame_duration", 60, webm])
    return webm, wav


def measured(answer, runs=9):
    """Median CPU seconds: (start of the process, decode, decode and acoustics, librosa)."""
    webm, wav = minute(answer)
    short = places.WORK / "second.webm"
    sound.run(["ffmpeg", "-v", "error", "-y", "-i", webm, "-t", "1.1", "-c", "copy", short])
    start, decode, hear = [], [], []
    for _ in range(runs):
        start.append(cpu([places.TOOL, "--decode", short]))
        decode.append(cpu([places.TOOL, "--decode", webm]))
        hear.append(cpu([places.TOOL, "--hear", webm]))
    librosa = None
    try:
        done = subprocess.run([sys.executable, "-c", LIBROSA, wav], capture_output=True, text=True, check=True)
        librosa = float(done.stdout)
    except subprocess.CalledProcessError:
        pass
    # One second is decoded with the start; its share is below the clock's error.
    begun = statistics.median(start)
    return begun, statistics.median(decode) - begun, statistics.median(hear) - begun, librosa
