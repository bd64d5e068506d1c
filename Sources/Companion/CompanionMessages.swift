package import Model

/// What a fresh process is sent first, as JSON in a frame.
struct CompanionOrder: Sendable, Hashable, Codable {
    /// The version of the protocol that both sides must speak.
    static let currentProtocol = 1

    /// The version of the protocol.
    var `protocol` = CompanionOrder.currentProtocol
    /// Address space it may take, in bytes; 0 for no limit.
    var memoryBytes: Int
    /// Threads of the recogniser.
    var threads = 1
    /// The model folders that requests may name.
    var whisper: [String] = []
    /// The folder of the embedding model.
    var embedding: String?
    /// The one file to decode; nil for a process that serves requests.
    var decode: String?
    /// The longest sound it may decode, in milliseconds.
    var maxMs: Int?
    /// Processor time that decoding may take, in seconds.
    var seconds: Int?
}

/// One request to a serving process.
package struct CompanionRequest: Sendable, Hashable, Codable {
    /// What to do.
    enum Duty: String, Sendable, Codable {
        case transcribe, embed, load
    }

    /// Its number; replies carry it.
    var id = 0
    /// What to do.
    var duty: Duty
    /// Processor time it may take, in seconds.
    var seconds: Int
    /// Transcribe, load: the folder of the model.
    var model: String?
    /// Transcribe: the language as Whisper names it; nil has it detected by a multilingual model.
    var language: String?
    /// Transcribe: where the sound starts in the recording.
    var startMs: Int?
    /// Transcribe: whether to write fillers and repairs down.
    var verbatim: Bool?
    /// Embed: the texts.
    var texts: [String]?
    /// Load: whether to load the embedding model.
    var embedding: Bool?
}

/// One frame of a process.
struct CompanionReply: Sendable, Hashable, Codable {
    /// The first frame of a process.
    struct Hello: Sendable, Hashable, Codable {
        /// The version of the protocol it speaks.
        var `protocol`: Int
        /// What the kernel took away from it besides memory and time: `seccomp`, `landlock`.
        var locks: [String]
    }

    /// Why a request is not answered.
    struct Fault: Sendable, Hashable, Codable {
        /// A word for the program.
        var code: String
        /// A sentence for the log.
        var message: String
    }

    /// The last frame of a request.
    struct Done: Sendable, Hashable, Codable {
        /// Resident memory after it, in bytes.
        var residentBytes: Int
        /// The most that was ever resident, in bytes.
        var peakBytes: Int
        /// Processor time of the process so far, in milliseconds.
        var processorMs: Int?
        /// Transcribe: the language that was heard or asked for.
        var language: String?
        /// Transcribe: how sure the model is of it, 0–1.
        var languageProbability: Double?
        /// Embed: how many vectors the payload holds.
        var count: Int?
        /// Embed: numbers in a vector.
        var dimensions: Int?
        /// Decode: the length of all samples.
        var durationMs: Int?
    }

    /// Decode: what the file holds.
    struct Sound: Sendable, Hashable, Codable {
        /// Names of the container, as the demuxer has them.
        var container: String
        /// The codec.
        var codec: String
        /// Samples a second of the original.
        var sampleRate: Int
        /// Channels of the original.
        var channels: Int
    }

    /// The number of the request.
    var id: Int
    /// See ``Hello``.
    var hello: Hello?
    /// See ``Fault``.
    var fault: Fault?
    /// Transcribe: a part of what was heard.
    var segment: HeardSegment?
    /// See ``Sound``.
    var sound: Sound?
    /// See ``Done``.
    var done: Done?
}

/// A stretch of speech as Whisper heard it: a sentence or a part of one. The figures say how far to believe it.
package struct HeardSegment: Sendable, Hashable, Codable {
    /// One word.
    package struct Word: Sendable, Hashable, Codable {
        /// The word with its punctuation.
        package var text: String
        /// When it starts, in milliseconds of the recording.
        package var startMs: Int
        /// When it ends.
        package var endMs: Int
        /// The model's certainty, 0–1.
        package var probability: Double
    }

    /// The text, marks of silence and noise such as `[BLANK_AUDIO]` included; those are no words.
    package var text: String
    /// When it starts, in milliseconds of the recording.
    package var startMs: Int
    /// When it ends.
    package var endMs: Int
    /// Its words in order.
    package var words: [Word]
    /// Mean logarithm of the probability of its tokens; below -1 it is doubtful.
    package var avgLogProb: Double
    /// The model's certainty that nothing is said, 0–1.
    package var noSpeechProb: Double
    /// Length of the text over its compressed length; above 2.4 it is a loop or a speaker who repeats himself.
    package var compressionRatio: Double
    /// The temperature it was decoded at; above 0 the first try was not believed.
    package var temperature: Double

    /// Its time.
    package var span: TimeSpan { TimeSpan(startMs: startMs, endMs: endMs) }
}

/// What was heard in one stretch of a recording.
package struct HeardStretch: Sendable, Hashable, Codable {
    /// The stretch that was listened to.
    package var span: TimeSpan
    /// What was heard in it, in order.
    package var segments: [HeardSegment]
    /// The language as Whisper names it, e.g. `en`.
    package var language: String
    /// How sure the model is of the language, 0–1; 1 when it was given.
    package var languageProbability: Double
}
