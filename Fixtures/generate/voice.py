"""espeak-ng through its library, because only the library tells when each word starts."""

import ctypes

SYNCHRONOUS = 2
POSITION_CHARACTER = 1
CHARACTERS_UTF8 = 1
PHONEMES = 0x100
RATE, PITCH = 1, 3
EVENT_END, EVENT_WORD = 0, 1
# Samples no louder than this are silence.
QUIET = 60


class Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    ]


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(Event))


class Voice:
    """Speaks text as 16-bit samples at `rate` Hz."""

    def __init__(self, name=b"en-us"):
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
        self.library.espeak_SetVoiceByName(name)
        self.samples, self.starts = [], []
        self.callback = CALLBACK(self._receive)
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples, count, events):
        self.samples.extend(samples[i] for i in range(count))
        index = 0
        while events[index].type != EVENT_END:
            if events[index].type == EVENT_WORD:
                self.starts.append((events[index].text_position - 1, events[index].sample))
            index += 1
        return 0

    def speak(self, text, words_per_minute=165, pitch=45):
        """Returns the samples, silence around them removed, and the first sample of each blank-separated word."""
        self.samples, self.starts = [], []
        self.library.espeak_SetParameter(RATE, words_per_minute, 0)
        self.library.espeak_SetParameter(PITCH, pitch, 0)
        data = text.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, POSITION_CHARACTER, 0, CHARACTERS_UTF8 | PHONEMES, None, None)
        self.library.espeak_Synchronize()
        loud = [index for index, sample in enumerate(self.samples) if abs(sample) > QUIET]
        first, last = loud[0], loud[-1] + 1
        starts = {}
        for position, sample in self.starts:
            # espeak tells a word's start again after a clause break: the first time counts.
            starts.setdefault(len(text[:position].split()), max(0, sample - first))
        starts.setdefault(0, 0)
        count = len(text.split())
        for index in range(1, count):
            if index not in starts:
                # Two words spoken as one ("than a") have one start: the second begins half-way to the next.
                later = min((starts[other] for other in starts if other > index), default=last - first)
                starts[index] = (starts[index - 1] + later) // 2
        return self.samples[first:last], [starts[index] for index in range(count)]
