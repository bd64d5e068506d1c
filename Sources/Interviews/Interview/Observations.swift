package import Core
import Database
package import FoundationEssentials
package import HTTPKit

/// What a client observed besides the answers. None of it is ever part of a score.
package struct Observation: Sendable, Hashable, Codable {
    /// What was observed.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// No face in the picture.
        case noFace
        /// More than one face.
        case severalFaces
        /// The page was hidden.
        case hidden
        /// The window lost the focus.
        case left
        /// Something was pasted into a typed answer.
        case paste
        /// Nothing: the client is still there.
        case heartbeat
        /// A sample of facial expression.
        case face

        /// Whether it counts towards the threshold of suspicion.
        package var isSuspicious: Bool { self != .heartbeat && self != .face }

        /// What people read.
        package var words: String {
            switch self {
            case .noFace: "no face in the picture"
            case .severalFaces: "several faces in the picture"
            case .hidden: "the page was hidden"
            case .left: "the window was left"
            case .paste: "text was pasted into an answer"
            case .heartbeat: "heartbeat"
            case .face: "facial expression"
            }
        }
    }

    /// The order of the probabilities of a sample.
    package static let emotions = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"]

    /// Counts up within a client, without gaps.
    package var sequence: Int
    /// What was observed.
    package var type: Kind
    /// When, by the client's clock.
    package var at: Date
    /// During which question.
    package var turn: Int?
    /// How long it lasted.
    package var durationMs: Int?
    /// Seven probabilities in the order of ``emotions``, only for a sample.
    package var probabilities: [Double]?
}

/// The body of `POST /v1/interviews/{id}/observations`.
package struct ObservationsRequest: Sendable, Hashable, Decodable {
    /// Most observations of one request.
    package static let maxCount = 500

    /// The client: one page or one app, so that numbers of two devices do not mix.
    var client: String
    /// What was observed.
    var observations: [Observation]

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> ObservationsRequest {
        let request = try StrictJSON.read(bytes, as: ObservationsRequest.self, known: ["client", "observations"])
        guard (1...64).contains(request.client.utf8.count),
            request.client.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw WebError(.invalid, "client wants 1 to 64 printable ASCII characters without blanks.") }
        guard (1...maxCount).contains(request.observations.count) else {
            throw WebError(.invalid, "observations wants 1 to \(maxCount) of them.")
        }
        for seen in request.observations {
            guard (0...1_000_000_000).contains(seen.sequence), (0...86_400_000).contains(seen.durationMs ?? 0) else {
                throw WebError(.invalid, "An observation has a sequence or a duration out of range.")
            }
            guard (seen.type == .face) == (seen.probabilities != nil) else {
                throw WebError(.invalid, "An observation has probabilities exactly when its type is face.")
            }
            if let values = seen.probabilities {
                let sum = values.reduce(0, +)
                guard values.count == 7, values.allSatisfy({ (0...1).contains($0) }), abs(sum - 1) <= 0.05 else {
                    throw WebError(.invalid, "probabilities wants seven numbers from 0 to 1 that add up to 1.")
                }
            }
        }
        return request
    }
}

/// What the observations of an interview come to.
package struct ObservationSummary: Sendable, Hashable, Encodable {
    /// One sort of observation.
    package struct Count: Sendable, Hashable, Encodable {
        /// What was observed.
        package var type: Observation.Kind
        /// How often.
        package var count: Int
        /// How long together, where durations were sent.
        package var durationMs: Int
    }

    /// Numbers that never came.
    package struct Gap: Sendable, Hashable, Encodable {
        /// Whose.
        package var client: String
        /// The first missing number.
        package var from: Int
        /// The last missing number.
        package var to: Int
    }

    /// A stretch without any sign of a client.
    package struct Silence: Sendable, Hashable, Encodable {
        /// Whose.
        package var client: String
        /// From when.
        package var from: Date
        /// How long.
        package var durationMs: Int
    }

    /// Facial expression over a stretch of time.
    package struct Face: Sendable, Hashable, Encodable {
        /// When it begins.
        package var at: Date
        /// How many samples.
        package var samples: Int
        /// Means of the probabilities by name.
        package var means: [String: Double]
    }

    /// Whether the speaker consented to observations.
    package var consented: Bool
    /// How often what was observed, frequent things first; heartbeats and samples are not among them.
    package var counts: [Count]
    /// How many together.
    package var total: Int
    /// From how many on the debrief says so.
    package var threshold: Int
    /// The same by question.
    package var byTurn: [String: Int]
    /// Numbers that never came.
    package var gaps: [Gap]
    /// Stretches without any sign, longer than three heartbeats.
    package var silences: [Silence]
    /// The true mean of all samples; nil without any.
    package var face: Face?
    /// Means minute by minute.
    package var faceTimeline: [Face]
    /// Everything but heartbeats and samples, oldest first, at most ``mostListed``.
    package var observations: [Observation]
    /// Sentences for people.
    package var sentences: [String]

    /// Most observations in the list.
    package static let mostListed = 500
    /// A client sends a heartbeat at least this often.
    package static let heartbeatMs = 10_000

    /// The summary of what was sent, in any order.
    package init(
        consented: Bool,
        threshold: Int,
        _ sent: [(client: String, observation: Observation)]
    ) {
        self.consented = consented
        self.threshold = threshold
        let suspicious = sent.map(\.observation).filter(\.type.isSuspicious).sorted { $0.at < $1.at }
        total = suspicious.count
        counts = Dictionary(grouping: suspicious, by: \.type).map { type, seen in
            Count(type: type, count: seen.count, durationMs: seen.reduce(0) { $0 + ($1.durationMs ?? 0) })
        }.sorted { ($1.count, $0.type.rawValue) < ($0.count, $1.type.rawValue) }
        byTurn = Dictionary(grouping: suspicious.compactMap(\.turn), by: { String($0) }).mapValues(\.count)
        observations = Array(suspicious.prefix(Self.mostListed))
        gaps = []
        silences = []
        for (client, seen) in Dictionary(grouping: sent, by: \.client).sorted(by: { $0.key < $1.key }) {
            let numbers = seen.map(\.observation.sequence).sorted()
            var next = 0
            for number in numbers {
                if number > next { gaps.append(Gap(client: client, from: next, to: number - 1)) }
                next = max(next, number + 1)
            }
            let times = seen.map(\.observation.at).sorted()
            for (before, after) in zip(times, times.dropFirst()) {
                let ms = Int(after.timeIntervalSince(before) * 1_000)
                if ms > 3 * Self.heartbeatMs { silences.append(Silence(client: client, from: before, durationMs: ms)) }
            }
        }
        let samples = sent.map(\.observation).filter { $0.probabilities != nil }.sorted { $0.at < $1.at }
        face = Self.mean(samples)
        let minutes = Dictionary(grouping: samples) { Int($0.at.timeIntervalSince1970) / 60 }
        faceTimeline = minutes.sorted { $0.key < $1.key }.prefix(600).compactMap { Self.mean($0.value) }
        sentences = []
        sentences = words()
    }

    private static func mean(_ samples: [Observation]) -> Face? {
        guard let first = samples.first else { return nil }
        var means: [String: Double] = [:]
        for (place, name) in Observation.emotions.enumerated() {
            let sum = samples.reduce(0) { $0 + ($1.probabilities?[place] ?? 0) }
            means[name] = (sum / Double(samples.count) * 10_000).rounded() / 10_000
        }
        return Face(at: first.at, samples: samples.count, means: means)
    }

    private func words() -> [String] {
        guard consented else { return [] }
        var lines = counts.map { "\($0.type.words): \($0.count) \($0.count == 1 ? "time" : "times")" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() + "." }
        if total > threshold {
            lines.append(
                "That is more than \(threshold) in one interview. Keep the camera on you and stay on the page; an employer may see this as help."
            )
        }
        if !gaps.isEmpty || !silences.isEmpty {
            lines.append("For some of the time nothing came from the page, so what happened then is not known.")
        }
        if let face {
            let most = face.means.max { ($0.value, $1.key) < ($1.value, $0.key) }
            if let most {
                let percent = Int((most.value * 100).rounded())
                lines.append(
                    "Facial expression, by the page's own guess over \(face.samples) samples: mostly \(most.key) (\(percent) %). It says little about how you felt, and is in no score."
                )
            }
        }
        return lines
    }
}

/// The observations of interviews.
package struct ObservationStore: Sendable {
    /// Most observations of one interview.
    package static let maxPerInterview = 20_000

    private let database: any SQLDatabase

    init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps what a client sent; a number it sent before is not kept again.
    ///
    /// - Returns: how many are new and how many were known; nil when the principal's owner has no such interview.
    func add(
        as principal: Principal,
        _ id: InterviewID,
        _ request: ObservationsRequest,
        at now: Instant
    ) async throws -> (new: Int, known: Int)? {
        let seal = try await database.sealingKey(
            of: try await database.owner(as: principal, in: "interviews", id.rawValue)
        )
        let rows = try request.observations.map { seen in
            let place = Self.place(id.rawValue, client: request.client, sequence: String(seen.sequence))
            return (seen, try SealedText.stored(try StoredJSON.text(seen), with: seal, for: place))
        }
        return try await database.write { connection -> (new: Int, known: Int)? in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let found = try connection.execute(
                "SELECT id FROM interviews WHERE id = $1\(owner.text) \(connection.dialect.lockRow)",
                [.text(id.rawValue)] + owner.values
            )
            guard !found.isEmpty else { return nil }
            let counted = try connection.execute(
                "SELECT COUNT(*) AS number FROM interview_observations WHERE interview = $1",
                [.text(id.rawValue)]
            )
            guard try (counted.first?.int("number") ?? 0) + rows.count <= Self.maxPerInterview else {
                throw WebError(.invalid, "An interview takes at most \(Self.maxPerInterview) observations.")
            }
            var new = 0
            for (seen, body) in rows {
                let added = try connection.execute(
                    """
                    INSERT INTO interview_observations (interview, client, sequence, kind, at, received_at, body)
                    VALUES ($1, $2, $3, $4, $5, $6, $7)
                    ON CONFLICT (interview, client, sequence) DO NOTHING RETURNING sequence
                    """,
                    [
                        .text(id.rawValue), .text(request.client), .int(seen.sequence), .text(seen.type.rawValue),
                        .time(Instant(seen.at)), .time(now), .text(body),
                    ]
                )
                if !added.isEmpty { new += 1 }
            }
            return (new, rows.count - new)
        }
    }

    /// Everything that was sent for an interview.
    func all(as principal: Principal, _ id: InterviewID) async throws -> [(client: String, observation: Observation)] {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                """
                SELECT client, sequence, body FROM interview_observations WHERE interview = $1 AND EXISTS
                    (SELECT 1 FROM interviews WHERE id = $1\(owner.text))
                ORDER BY client, sequence
                """,
                [.text(id.rawValue)] + owner.values
            ).map { row in
                let client = try row.text("client")
                let place = Self.place(id.rawValue, client: client, sequence: String(try row.int("sequence")))
                return (client, try StoredJSON.value(from: try connection.opened(try row.text("body"), from: place)))
            }
        }
    }

    /// Where an observation stands, for what seals it.
    static func place(_ interview: String, client: String, sequence: String) -> String {
        "interview_observations/\(interview)/\(client)/\(sequence)"
    }
}

extension InterviewService {
    /// What became of observations.
    package struct Observed: Sendable, Hashable, Encodable {
        /// How many are new.
        package var accepted: Int
        /// How many had been sent before.
        package var known: Int
        /// Numbers of this client that are missing.
        package var gaps: [ObservationSummary.Gap]
    }

    /// Keeps observations of an interview whose speaker consented to them.
    package func observe(as principal: Principal, _ id: InterviewID, _ body: [UInt8]) async throws -> Observed {
        let request = try ObservationsRequest.read(body)
        let plan = try await find(as: principal, id).interview.plan
        guard plan.observes else {
            throw InterviewsError(.consent, "This interview was made without consent to observations; none is kept.")
        }
        guard plan.samplesFaces || !request.observations.contains(where: { $0.type == .face }) else {
            throw InterviewsError(.consent, "This interview was made without consent to facial samples; none is kept.")
        }
        guard let added = try await observations.add(as: principal, id, request, at: instant) else {
            throw Self.missing
        }
        let gaps = try await observed(as: principal, id).gaps.filter { $0.client == request.client }
        return Observed(accepted: added.new, known: added.known, gaps: gaps)
    }

    /// What the observations of an interview come to.
    package func observed(as principal: Principal, _ id: InterviewID) async throws -> ObservationSummary {
        let plan = try await find(as: principal, id).interview.plan
        return ObservationSummary(
            consented: plan.observes,
            threshold: engines.suspicion,
            try await observations.all(as: principal, id)
        )
    }
}
