"""Speech to text with Whisper (Radford et al. 2022) through faster-whisper: one stretch of sound of at most 30 s a call."""

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel

import models
from faults import Fault

RATE = 16_000
MAX_SECONDS = 30
TOKENS_PER_SECOND = 50
# Whisper writes in the style of the text before: without a hint it leaves fillers, repairs and repetitions out.
VERBATIM = "Um, so, uh, I, I was, um, thinking, like, you know, hmm, uh, yeah."
# Above it a text compresses as only a repeated one does (the threshold of Whisper's own decoder).
LOOP_RATIO = 2.4
BRACKETS = {"[": "]", "(": ")", "♪": "♪", "*": "*"}
WARMER = (0.0, 0.2, 0.4, 0.6, 0.8)


class Ears(WhisperModel):
    """Whisper whose words are timed without their punctuation. A comma is a token of its own with a time of its own, and the hesitation
    behind it is what it attends to: with commas, "so, um, we" puts the sound of "um" into "so,"."""

    def find_alignment(self, tokenizer, text_tokens, encoder_output, num_frames, median_filter_width=7):
        return [
            timed_words(self.model, tokenizer, tokens, encoder_output, num_frames, median_filter_width) for tokens in text_tokens
        ]


def timed_words(model, tokenizer, tokens, encoder_output, num_frames, median_filter_width):
    """The words of one window as faster-whisper wants them, each with the time in which the alignment of its letters stays on it (the
    cross-attention's dynamic time warping of openai/whisper, timing.py); punctuation lies at the end of the word in front of it."""
    pieces = [(word, part) for word, part in zip(*tokenizer.split_to_word_tokens(tokens)) if part]
    spoken = [(word, part) for word, part in pieces if any(letter.isalnum() for letter in word)]
    if not spoken:
        return []
    flat = [token for _, part in spoken for token in part]
    found = model.align(encoder_output, tokenizer.sot_sequence, [flat], num_frames, median_filter_width=median_filter_width)[0]
    at = np.array(found.alignments)
    jumps = at[np.diff(at[:, 0], prepend=-1) != 0, 1] / TOKENS_PER_SECOND
    ends = np.cumsum([0] + [len(part) for _, part in spoken])
    # The last jump is the end of the text, where the alignment reaches it.
    jumps = np.append(jumps, [at[-1, 1] / TOKENS_PER_SECOND] * max(0, ends[-1] + 1 - len(jumps)))
    words, number, end = [], 0, float(jumps[0])
    for word, part in pieces:
        start, probability = end, 1.0
        if any(letter.isalnum() for letter in word):
            first, last = ends[number], ends[number + 1]
            start, end = float(jumps[first]), float(jumps[last])
            probability, number = float(np.mean(found.text_token_probs[first:last])), number + 1
        words.append({"word": word, "tokens": part, "start": start, "end": end, "probability": probability})
    return words


class Transcriber:
    """A loaded model."""

    def __init__(self, folder, threads):
        path = models.checked(folder, ["model.bin", "config.json", "tokenizer.json"])
        try:
            self.model = Ears(str(path), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True)
        except (RuntimeError, ValueError, OSError) as error:
            raise Fault("model_damaged", f"{path.name} cannot be loaded: {type(error).__name__}") from None

    @property
    def is_multilingual(self):
        """Whether it knows more than English."""
        return self.model.model.is_multilingual

    def segments(self, pcm, language, verbatim, start_ms):
        """Yields a dictionary for each segment of the sound, then the language as (code, probability). `pcm` is 16 kHz mono 16-bit
        little-endian; `start_ms` is where it starts in the recording, and is added to all times."""
        if len(pcm) % 2 or not 0 < len(pcm) <= 2 * RATE * MAX_SECONDS:
            raise Fault("bad_request", f"transcribe wants up to {MAX_SECONDS} s of 16-bit samples")
        if not self.is_multilingual and language != "en":
            raise Fault("language", "the model knows only English")
        sound = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        found, info = self.heard(sound, language, verbatim, (0.0,))
        if any(segment.compression_ratio > LOOP_RATIO for segment in found):
            # The hint invites loops on short clips: what compresses too well is heard again without it, at rising temperatures.
            found, info = self.heard(sound, language, False, WARMER)
        for segment in found:
            yield described(segment, start_ms, len(sound) * 1000 // RATE)
        yield info.language, info.language_probability

    def heard(self, sound, language, verbatim, temperatures):
        # A fixed seed makes the same sound give the same words whatever was heard before.
        ctranslate2.set_random_seed(1)
        found, info = self.model.transcribe(
            sound,
            language=language,
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=temperatures,
            compression_ratio_threshold=LOOP_RATIO,
            initial_prompt=VERBATIM if verbatim else None,
            suppress_tokens=[] if verbatim else [-1],
        )
        return list(found), info


def described(segment, start_ms, length_ms):
    """A segment as the parent reads it: times in whole milliseconds of the recording, inside the stretch that was sent."""
    moment = lambda seconds: start_ms + min(max(0, round(1000 * seconds)), length_ms)
    return {
        "text": segment.text.strip(),
        "startMs": moment(segment.start),
        "endMs": moment(segment.end),
        "words": [
            {"text": word.word.strip(), "startMs": moment(word.start), "endMs": moment(word.end), "probability": share(word.probability)}
            for word in spoken(segment.words or [])
        ],
        "avgLogProb": round(float(segment.avg_logprob), 3),
        "noSpeechProb": share(segment.no_speech_prob),
        "compressionRatio": round(float(segment.compression_ratio), 3),
        "temperature": float(segment.temperature or 0),
    }


def spoken(words):
    """The words outside of brackets and notes: Whisper writes [BLANK_AUDIO], (laughs) or ♪ for what it takes for no speech."""
    within = ""
    for word in words:
        text = word.word.strip()
        if not within and text[:1] in BRACKETS:
            within = BRACKETS[text[0]]
            text = text[1:]
        if within:
            within = "" if within in text else within
        elif any(letter.isalnum() for letter in text):
            yield word


def share(value):
    """A probability with three digits; 0 where the model gives none."""
    value = float(value)
    return round(min(max(value, 0.0), 1.0), 3) if value == value else 0.0
