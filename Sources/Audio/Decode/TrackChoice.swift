import Model

/// Chooses between the audio tracks of a file: the first, as players do, unless it is silent and another is not. Screen recorders write
/// the desktop's sound and the microphone's as two tracks.
struct TrackChoice {
    /// Whether there is anything on a track, as its samples come.
    struct Life {
        private var energy = 0.0
        private var count = 0
        private var loud = 0

        /// 100 ms.
        private static let step = Outlet.rate / 10
        /// Mean square of −55 dBFS: 20 dB under the quietest voice that can be used, and over what an open input without a source hisses.
        private static let level = 3.2e-6
        /// Steps over that level that make sound of it: half a second.
        private static let leastLoud = 5

        /// Hears samples.
        mutating func take(_ samples: Span<Int16>) {
            for i in samples.indices {
                let x = Double(samples[i]) / 32_768
                energy += x * x
                count += 1
                guard count == Self.step else { continue }
                if energy > Self.level * Double(count) { loud += 1 }
                (energy, count) = (0, 0)
            }
        }

        /// Whether there is sound.
        var isProven: Bool { loud >= Self.leastLoud }
    }

    /// Audio tracks that can be decoded.
    let count: Int
    private var alive: [Bool] = []

    /// More tracks than this are not listened to.
    private static let most = 8

    /// A choice between so many tracks.
    init(count: Int) { self.count = count }

    /// The track to listen to next, before any is decoded; nil when enough is known, which it is of a single one.
    var next: Int? { count > 1 && alive.count < min(count, Self.most) ? alive.count : nil }

    /// Takes what was heard on the track that was ``next``.
    mutating func take(_ life: Life) { alive.append(life.isProven) }

    /// The track to decode.
    var chosen: Int { alive.firstIndex(of: true) ?? 0 }

    /// What the speaker is to know of the choice.
    var issues: [Quality.Issue] {
        let others = alive.indices.filter { $0 != chosen && alive[$0] }
        return (chosen > 0 ? [.trackChosen(chosen + 1, of: count)] : [])
            + others.map { .otherTrack($0 + 1, of: count, heard: chosen + 1) }
    }
}
