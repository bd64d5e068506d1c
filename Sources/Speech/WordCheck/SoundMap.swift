import Model

/// Answers questions about stretches of the sound: how much speech and how many syllables they hold.
struct SoundMap {
    /// Length of the recording in milliseconds.
    let durationMs: Int
    /// The stretches of speech, in order.
    let speech: [TimeSpan]
    private let nuclei: [Int]
    /// Speech before each span, in milliseconds.
    private let before: [Int]

    /// Syllables per second of articulation where none were looked for.
    private static let usualRate = 4.5

    /// A map of one recording.
    init(_ acoustics: Acoustics) {
        durationMs = acoustics.durationMs
        speech = acoustics.speech
        nuclei = acoustics.syllableNucleiMs.sorted()
        var sum = 0
        before = acoustics.speech.map { span in
            defer { sum += span.durationMs }
            return sum
        }
    }

    /// Milliseconds of speech.
    var speechMs: Int { speech.reduce(0) { $0 + $1.durationMs } }

    /// Milliseconds of a stretch with speech.
    func speechMs(in span: TimeSpan) -> Int { spoken(until: span.endMs) - spoken(until: span.startMs) }

    /// Syllables heard in a stretch.
    func syllables(in span: TimeSpan) -> Double {
        guard !nuclei.isEmpty else { return Double(speechMs(in: span)) / 1_000 * Self.usualRate }
        return Double(Self.first(nuclei, from: span.endMs) - Self.first(nuclei, from: span.startMs))
    }

    /// The time at which speech adds up to some milliseconds.
    func time(afterSpeech ms: Int) -> Int {
        var (low, high) = (0, speech.count)
        while low < high {
            let middle = (low + high) / 2
            if before[middle] <= ms { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return speech.first?.startMs ?? 0 }
        let span = speech[low - 1]
        return min(span.endMs, span.startMs + ms - before[low - 1])
    }

    private func spoken(until ms: Int) -> Int {
        var (low, high) = (0, speech.count)
        while low < high {
            let middle = (low + high) / 2
            if speech[middle].startMs < ms { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return 0 }
        return before[low - 1] + min(ms, speech[low - 1].endMs) - speech[low - 1].startMs
    }

    private static func first(_ times: [Int], from ms: Int) -> Int {
        var (low, high) = (0, times.count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < ms { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// How many syllables a written word has, roughly: groups of vowels in alphabets, consonant signs in Indic scripts, one for each sign of
/// scripts without spaces.
enum WrittenSyllables {
    private static let vowels: Set<Character> = Set(
        "aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýāēīōūąęıаеёиоуыэюяієїαεηιουωάέήίόύώ"
    )

    /// The syllables of some words.
    static func count(_ words: some Sequence<String>) -> Double { words.reduce(0) { $0 + count($1) } }

    /// The syllables of a word, at least one.
    static func count(_ word: String) -> Double {
        var groups = 0.0
        var signs = 0.0
        var wasVowel = false
        let letters = Array(word.lowercased())
        for letter in letters {
            let isVowel = vowels.contains(letter)
            if isVowel, !wasVowel { groups += 1 }
            wasVowel = isVowel
            if letter.isNumber {
                signs += 1.5
            } else if let scalar = letter.unicodeScalars.first?.value, scalar >= 0x900, letter.isLetter {
                signs += 1
            }
        }
        if groups > 1, letters.last == "e", letters.dropLast().last.map({ !vowels.contains($0) && $0 != "l" }) == true {
            groups -= 1
        }
        return max(1, groups + signs)
    }
}
