/// How likely an interviewer would be to go on after this answer, as arithmetic over the rubric's criteria. A practice estimate: nobody
/// may decide about a person by it.
package struct HiringEstimate: Sendable, Hashable, Codable {
    /// One summand: `weight` × `value`.
    package struct Part: Sendable, Hashable, Codable {
        /// What it is: a criterion's title, or "Weakest criterion".
        package var name: String
        /// Its share of the estimate, 0–1; the shares add up to 1.
        package var weight: Double
        /// Its value, 0–100.
        package var value: Double

        /// A summand.
        package init(name: String, weight: Double, value: Double) {
            self.name = name
            self.weight = weight
            self.value = value
        }
    }

    /// What a model thinks of it, in its own words; never part of ``HiringEstimate/percent``.
    package struct Opinion: Sendable, Hashable, Codable {
        /// The model that gave it.
        package var model: String
        /// Its percentage, 0–100.
        package var percent: Int

        /// An opinion.
        package init(model: String, percent: Int) {
            self.model = model
            self.percent = percent
        }
    }

    /// What to write beside the number.
    package static let label = "Practice estimate, computed from the criteria; not a hiring decision."

    /// The estimate, 0–100, in whole percent.
    package var percent: Int
    /// The formula in words and numbers, so that a reader can add it up.
    package var formula: String
    /// Its summands.
    package var parts: [Part]
    /// What kind of number it is, for the reader.
    package var label: String
    /// The model's own opinion, apart; nil when it gave none.
    package var opinion: Opinion?

    /// An estimate.
    package init(percent: Int, formula: String, parts: [Part], label: String = Self.label, opinion: Opinion? = nil) {
        self.percent = percent
        self.formula = formula
        self.parts = parts
        self.label = label
        self.opinion = opinion
    }
}
