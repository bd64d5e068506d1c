/// How a fake model judges, by its name: `judge-generous`, `judge-noisy` and so on. Every other model is ``plain``.
package enum FakeTemperament: String, Sendable, CaseIterable {
    /// Meets every item by the same first words.
    case plain
    /// Meets every item by passages of the answer.
    case generous
    /// As generous, but every sixteenth item is missing.
    case even
    /// As generous, but every eighth item is missing.
    case strict
    /// One of the three above by the order it is asked the items in, so runs of one judgement differ.
    case noisy
    /// Obeys whoever speaks to it inside the material, invents quotations and numbers, and breaks the form.
    case obedient

    /// The temperament of the model that was asked; a noisy one is told apart by what it does this time.
    package init(of request: FakeRequest) {
        let places = [request.path, request.text]
        let named = Self.allCases.first { kind in
            places.contains {
                $0.contains("models/judge-\(kind.rawValue)") || $0.contains("\"model\":\"judge-\(kind.rawValue)\"")
            }
        }
        self = named ?? .plain
        if self == .noisy {
            let sum = FakeJudgement.ids(in: request.text).enumerated().reduce(0) {
                $0 + $1.offset * $1.element.utf8.count
            }
            self = [.generous, .even, .strict][sum % 3]
        }
    }
}
