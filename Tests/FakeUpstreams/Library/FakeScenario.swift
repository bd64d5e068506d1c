import Foundation

/// How the fakes behave, from a file: for each service by its name a mode, modes for its next calls, and how long `slow` is.
///
///     {"gemini": {"script": ["429-minute", "ok"]}, "deepgram": {"mode": "slow", "slowMs": 500}}
package struct FakeScenario: Sendable, Decodable {
    /// One service's part.
    package struct Part: Sendable, Decodable {
        /// How it behaves when nothing more special applies.
        package var mode: FakeMode?
        /// Modes for its next calls, one each.
        package var script: [FakeMode]?
        /// How long ``FakeMode/slow`` holds an answer back, in milliseconds.
        package var slowMs: Int?

        /// A part.
        package init(mode: FakeMode? = nil, script: [FakeMode]? = nil, slowMs: Int? = nil) {
            self.mode = mode
            self.script = script
            self.slowMs = slowMs
        }
    }

    /// The services' parts by their names.
    package var parts: [String: Part]

    package init(from decoder: any Decoder) throws {
        parts = try decoder.singleValueContainer().decode([String: Part].self)
    }

    /// Reads a file.
    package static func read(_ path: String) throws -> FakeScenario {
        try JSONDecoder().decode(FakeScenario.self, from: Data(contentsOf: URL(filePath: path)))
    }
}

extension FakeUpstreams {
    /// A scenario names a service that there is none of.
    package struct UnknownService: Error, CustomStringConvertible {
        package var description: String
    }

    /// Has every service behave as a scenario says; one that it does not name goes on as it did.
    package func play(_ scenario: FakeScenario) throws {
        for (name, part) in scenario.parts {
            if let fake = all.first(where: { $0.name == name }) {
                fake.play(part)
            } else if let fake = plain.first(where: { $0.name == name }) {
                fake.play(part)
            } else {
                throw UnknownService(description: "the scenario names \(name), which is no fake")
            }
        }
    }
}
