import Model

/// The sentences that tell a reader which stages are missing or weak in an answer, and what to do about it.
struct AnswerNotes: Sendable {
    var words: Words?
    var analysis: Analysis?
    var verdict: Verdict?
    var emotion: Emotion?

    /// The sentences, in the order of the stages.
    var sentences: [String] { [transcript, fillers, judge, feeling].compactMap { $0 } }

    private var transcript: String? {
        if let problem = words?.problem {
            return """
                There is no transcript (\(problem.code)): \(problem.detail) Delivery was measured from the sound alone and \
                the content was not judged. Score the answer again later, or upload it with a transcript.
                """
        }
        guard let transcript = words?.transcript, transcript.accuracy == .low else { return nil }
        return """
            The words come from the offline recognizer (\(transcript.engine)): usable for careful speech, often wrong for \
            spontaneous speech. For words to rely on, send a transcript along, or use Debrief with a speech-to-text service.
            """
    }

    private var fillers: String? {
        guard let fillers = analysis?.delivery.fillers else { return nil }
        let why = fillers.reliabilityNote.isEmpty ? "" : " \(fillers.reliabilityNote)"
        return switch fillers.reliability {
        case .counted: nil
        case .lowerBound: "The filler count is approximate.\(why)"
        case .none: "Fillers could not be counted.\(why)"
        }
    }

    private var judge: String? {
        guard let verdict else { return nil }
        if let problem = verdict.problem {
            let judge = verdict.replaced ?? "judge"
            guard verdict.evaluation.abstained == nil else {
                return "The content was not judged: the configured judge (\(judge)) failed (\(problem.code))."
            }
            return """
                The configured judge (\(judge)) failed (\(problem.code)): \(problem.detail) \
                The content was judged by \(verdict.evaluation.engine) instead.
                """
        }
        // A judge says itself what it cannot know.
        return nil
    }

    private var feeling: String? {
        guard let emotion, emotion.primary == nil else { return nil }
        return "The emotion endpoint gave no reading. \(emotion.note)"
    }
}
