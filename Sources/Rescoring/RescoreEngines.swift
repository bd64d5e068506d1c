package import Answers

/// What a re-scoring is done with.
package struct RescoreEngines: Sendable {
    /// The engines its plan asks for.
    package var engines: Engines
    /// How many calls of services outside the judge makes for one answer.
    package var judgeCalls: Int

    /// Engines and what they cost.
    package init(engines: Engines, judgeCalls: Int) {
        self.engines = engines
        self.judgeCalls = judgeCalls
    }

    /// Makes the engines of a plan. Throws when the plan names something that is not there.
    package typealias Maker = @Sendable (RescorePlan) throws -> RescoreEngines
}
