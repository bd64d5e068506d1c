/// What a file may cost, the same for every container: a bound of damage, and a bound of work by the bytes that were read and the
/// sound they gave. A file that is all structure and no sound, or that is damaged everywhere, ends where it is spent.
///
/// A step is an element, a page, a packet or a false start, and 10 ms of decoded sound. The allowance is ``free`` steps, one more for
/// every ``bytesPerStep`` bytes (a screen recording has many blocks of video and none of sound while the microphone is off), and
/// ``stepsPerSecond`` for every second of sound that came out: packets of 2.5 ms take 500 of them, video at 60 frames as many again.
struct WorkBound: Sendable, Hashable {
    /// Damaged parts beyond this end the file: each costs a search.
    static let mostDamage = 2000
    /// Steps that cost nothing, about half a second of work.
    static let free = 50_000
    /// Bytes that allow one more step.
    static let bytesPerStep = 256
    /// Steps that a second of sound allows.
    static let stepsPerSecond = 2000

    /// Damaged parts so far.
    private(set) var damaged = 0
    /// Steps so far.
    private(set) var steps = 0
    private var bytes = 0
    private var heard = 0

    /// Counts steps.
    mutating func step(_ count: Int = 1) { steps += count }

    /// Counts a damaged part.
    mutating func damage(_ parts: Int = 1) {
        damaged += parts
        steps += parts
    }

    /// Counts bytes that were read, each once.
    mutating func pass(bytes count: Int) { bytes += max(0, count) }

    /// Tells how far the file was read, for a reader that moves about in it.
    mutating func reach(byte place: Int) { bytes = max(bytes, place) }

    /// Tells how many 16 kHz samples came out so far.
    mutating func hear(_ samples: Int) { heard = max(heard, samples) }

    /// Counts the decoding of so many 48 kHz samples.
    mutating func decode(_ samples: Int) { steps += 1 + samples / 480 }

    /// Whether the file is to end here.
    var isSpent: Bool {
        damaged > Self.mostDamage
            || steps > Self.free + bytes / Self.bytesPerStep + heard / Outlet.rate * Self.stepsPerSecond
    }
}
