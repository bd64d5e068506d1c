import Model
import Outbound

/// Asks the models of one service in order: an answer that was cut off is asked for once more with a doubled cap, and a model
/// that is gone, overloaded or cut off again hands over to the next, as long as the answer's ``CallBudget`` lasts.
struct ModelLadder: Sendable {
    /// One model with its own breaker.
    struct Rung: Sendable {
        /// The model's name.
        let model: String
        /// The service.
        let upstream: Upstream
    }

    /// The service's name.
    let engine: String
    /// The models in order.
    let rungs: [Rung]
    /// One call.
    let ask: @Sendable (Rung, LanguageModel.Request) async throws(OutboundError) -> LanguageModel.Reply

    /// The first answer; throws ``ProvidersError`` or `CancellationError`.
    func reply(_ request: LanguageModel.Request) async throws -> LanguageModel.Reply {
        var last = OutboundError(.rejected, "no model is configured.")
        let budget = CallBudget.current
        if budget?.isSpent == true { last = Self.spent }
        for rung in rungs where budget?.isSpent != true {
            do throws(OutboundError) {
                return try await askTwice(rung, request)
            } catch {
                last = error
                guard error.anotherModelMayAnswer else { break }
            }
        }
        if let budget, budget.made > 1 { last.message += " \(budget.sentence)" }
        throw ProvidersError.evaluate(last, engine: engine)
    }

    /// The failure of a call that the answer's budget does not allow. It is never tried again.
    static let spent = OutboundError(.rejected, "it was asked as often as one answer allows.")

    /// Takes one call from the answer's budget, for each attempt a call makes.
    static func take() throws(OutboundError) {
        if let budget = CallBudget.current, !budget.take() { throw spent }
    }

    /// Makes one harmless call per model.
    func probe(
        _ make: (String) -> HTTPRequest,
        reading read: (HTTPReply, String) throws(OutboundError) -> Void
    ) async -> [(model: String, problem: ProvidersError?)] {
        var found: [(model: String, problem: ProvidersError?)] = []
        for rung in rungs {
            do throws(OutboundError) {
                try await rung.upstream.call { () throws(OutboundError) in
                    make(rung.model)
                } reading: { reply throws(OutboundError) in
                    try read(reply, rung.model)
                }
                found.append((rung.model, nil))
            } catch {
                found.append((rung.model, ProvidersError.evaluate(error, engine: engine) as? ProvidersError))
            }
        }
        return found
    }

    private func askTwice(
        _ rung: Rung,
        _ request: LanguageModel.Request
    ) async throws(OutboundError) -> LanguageModel.Reply {
        do throws(OutboundError) {
            return try await ask(rung, request)
        } catch {
            guard error.kind == .truncated, CallBudget.current?.isSpent != true else { throw error }
            var larger = request
            let doubled = request.maxOutputTokens.multipliedReportingOverflow(by: 2)
            larger.maxOutputTokens = doubled.overflow ? .max : doubled.partialValue
            return try await ask(rung, larger)
        }
    }
}
