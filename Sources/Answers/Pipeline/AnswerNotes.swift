import Model

/// The sentences that tell a reader which stages are missing or weak in an answer, and what to do about it.
///
/// Three causes are kept apart. What is wrong with the sound stands in the quality's issues, what was found in the delivery is the
/// speaker's, and what a service did or failed to do stands here: it is never held against the recording or the speaker.
struct AnswerNotes: Sendable {
    var words: Words?
    var analysis: Analysis?
    var verdict: Verdict?
    var emotion: Emotion?

    /// The sentences, in the order of the stages.
    var sentences: [String] { [transcript].compactMap { $0 } + findings + [fillers, judge, feeling].compactMap { $0 } }

    private var transcript: String? {
        if let problem = words?.problem {
            return """
                There is no transcript (\(problem.code)), which is no fault of the recording or the speaker: \(problem.detail) \
                Delivery was measured from the sound alone and the content was not judged. \(Self.cure(problem.code)) Score the answer \
                again then, or upload it with a transcript.
                """
        }
        guard let transcript = words?.transcript, transcript.accuracy == .low else { return nil }
        return """
            The words are rough: they come from the offline recognizer (\(transcript.engine)), usable for careful speech, often wrong for \
            spontaneous speech. For words to rely on, install the companion (scripts/companion), send a transcript along, or use Debrief \
            with a speech-to-text service.
            """
    }

    /// What helps when a speech-to-text engine failed with a code.
    private static func cure(_ code: String) -> String {
        switch code {
        case "transcribe.auth": "The operator can correct the service's key; debrief doctor tries it."
        case "transcribe.quota": "The service's quota has to be raised, or its period to end."
        case "transcribe.rejected":
            "The operator can change the model or the settings of transcribe.engine; debrief doctor tries them."
        case "transcribe.engine_missing":
            "scripts/setup and scripts/companion install what hears without a service; debrief doctor says what is missing."
        default: "That may pass: work on the answer again later. The operator can try the service with debrief doctor."
        }
    }

    /// What was found in the words of an answer that was typed: no delivery says it.
    private var findings: [String] {
        analysis == nil ? (words?.transcript?.findings ?? []).map(\.detail) : []
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
