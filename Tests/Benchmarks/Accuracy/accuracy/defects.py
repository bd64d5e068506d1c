"""Recordings with one defect each, and what Debrief calls them."""

import collections
import pathlib

import numpy as np
from scipy.signal import butter, sosfilt

from . import degrade, places, sound, tool


def noisy(samples, chance):
    return samples + degrade.noise("pink", len(samples), chance) * sound.SPEECH_RMS * 10 ** (-7 / 20)


def music(samples, chance):
    """Chords of four held voices."""
    time = np.arange(len(samples)) / sound.RATE
    made = np.zeros(len(samples))
    for bar in range(int(time[-1] / 2) + 1):
        inside = (time >= bar * 2) & (time < bar * 2 + 2)
        for step in (0, 4, 7, 12):
            hertz = 262 * 2 ** ((step + [0, 5, 7, 0][bar % 4]) / 12)
            for k in range(1, 7):
                made[inside] += np.sin(2 * np.pi * hertz * k * time[inside] + k) / k
    return sound.levelled(made)


def hum(samples, chance):
    time = np.arange(len(samples)) / sound.RATE
    mains = chance.choice([50, 60])
    line = sum(np.sin(2 * np.pi * mains * k * time) / k for k in (1, 2, 3, 5))
    return samples + sound.SPEECH_RMS * 10 ** (-20 / 20) * line


def cut(samples, chance):
    """Ends in the middle of a loud stretch."""
    loud = np.flatnonzero(sound.levels(samples) > np.percentile(sound.levels(samples), 90))
    middle = [frame for frame in loud if frame > len(samples) / 320]
    return samples[: (middle[0] + 1) * 160]


def little(samples, chance):
    heard = sound.stretches(sound.audible(samples))[0][0] * 160
    return np.concatenate([np.zeros(8000), samples[heard : heard + 28_000], np.zeros(48_000)]) + 3e-4 * chance.standard_normal(84_000)


def telephone(samples, chance):
    return sosfilt(butter(10, 3400, "low", fs=sound.RATE, output="sos"), samples)


SOUNDS = {
    "too_short": lambda samples, chance: samples[16_000:26_000],
    "silence": lambda samples, chance: 1e-5 * chance.standard_normal(len(samples)),
    "no_speech": lambda samples, chance: 0.01 * degrade.noise("fan", len(samples), chance),
    "too_little_speech": little,
    "noisy": noisy,
    "echo": lambda samples, chance: degrade.exponential_room(samples, 0.9, chance),
    "too_quiet": lambda samples, chance: samples * 10 ** (-28 / 20),
    "clipping": lambda samples, chance: np.clip(samples * 12, -1, 1),
    "music": music,
    "mains_hum": hum,
    "dc_offset": lambda samples, chance: samples + 0.04,
    "truncated": cut,
    "narrowband": telephone,
    "dead_channel": lambda samples, chance: np.stack([samples, np.zeros(len(samples))], 1),
    "channels_cancel": lambda samples, chance: np.stack([samples, -samples], 1),
}
FILES = ["truncated (file)", "gap_filled", "damaged"]


def made(answer, defect):
    """The path of an answer with a defect; made once."""
    source = pathlib.Path(answer.file)
    end = ".webm" if defect in FILES else ".wav"
    target = source.with_name(f"{source.stem}.defect-{defect.replace(' ', '_')}{end}")
    if not target.exists():
        chance = sound.random(answer.name, defect)
        if defect in SOUNDS:
            sound.write(target, SOUNDS[defect](sound.read(source), chance))
        else:
            whole = target.with_suffix(".whole.webm")
            sound.run(["ffmpeg", "-v", "error", "-y", "-i", source, "-c:a", "libopus", "-b:a", "24k", "-cluster_time_limit", 1000, "-live", 1, whole])
            target.write_bytes(broken(whole.read_bytes(), defect, chance))
            whole.unlink()
    return str(target)


def broken(data, defect, chance):
    """A WebM file cut in the middle of a block, without some clusters, or with flipped bits."""
    mark = bytes.fromhex("1f43b675")
    clusters = [index for index in range(len(data)) if data.startswith(mark, index)]
    if defect == "truncated (file)":
        return data[: clusters[len(clusters) // 2] + 1234]
    if defect == "gap_filled":
        third = len(clusters) // 3
        return data[: clusters[third]] + data[clusters[third + 2] :]
    whole = bytearray(data)
    start = clusters[len(clusters) // 2]
    # 300 bytes of other content, as from a bad disk or a broken upload.
    whole[start + 400 : start + 700] = chance.bytes(300)
    return bytes(whole)


def confusion(clean):
    """Rows (defect, files, given its code, verdicts, other codes) over one answer of each voice."""
    rows = []
    for defect in [*SOUNDS, *FILES]:
        orders = [{"file": made(answer, defect), "transcripts": {}} for answer in clean]
        results = tool.heard(orders)
        wanted = defect.split()[0]
        hits, others, verdicts = 0, collections.Counter(), collections.Counter()
        for result in results:
            if not result.get("hearing"):
                others[result.get("error", "?")] += 1
                hits += wanted == "too_short" and "short" in result.get("error", "")
                continue
            quality = result["hearing"]["quality"]
            codes = {issue["code"] for issue in quality["issues"]}
            hits += wanted in codes
            verdicts[quality["verdict"]] += 1
            others.update(codes - {wanted})
        rows.append((defect, len(results), hits, verdicts, others))
    return rows
