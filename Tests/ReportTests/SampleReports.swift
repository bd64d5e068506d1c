import Model

extension SampleContent {
    /// An evaluation with everything in it.
    static func evaluation(_ transcript: Transcript) -> Evaluation {
        let quote = { (text: String) -> Evaluation.Evidence in
            let first = text.split(separator: " ").first.map(String.init) ?? ""
            let word = transcript.words.first { $0.text == first }
            return Evaluation.Evidence(quote: text, startMs: word?.startMs, endMs: word?.endMs)
        }
        return Evaluation(
            engine: "gemini",
            model: "gemini-2.5-pro",
            score: 72,
            range: ScoreRange(low: 68, high: 76),
            criteria: criteria(quote),
            strengths: [
                Evaluation.Remark(
                    text: "You name your own part: what you added, what you changed, what you put behind a flag.",
                    evidence: [quote("I added tracing to the three calls we make")]
                ),
                Evaluation.Remark(
                    text: "The result has numbers and a date, so it can be believed.",
                    evidence: [quote("four percent to well under one percent the same evening")]
                ),
                Evaluation.Remark(text: "You say what you would do differently without being asked."),
            ],
            improvements: [
                Evaluation.Remark(
                    text: "Say the outcome in the first sentence; a listener waits 50 seconds to learn that it worked.",
                    evidence: [quote("last spring our checkout started timing out")]
                ),
                Evaluation.Remark(
                    text: "Explain why waiting longer after each failure is the right cure, in one sentence."
                ),
            ],
            missedKeywords: ["exponential backoff", "idempotency key", "circuit breaker"],
            exampleAnswer:
                "Last spring I cut our payment errors from four percent to under one in a week. Checkout timed out every Friday evening; I was on call. "
                + "Tracing showed that one retry loop hit the provider five times at once, so I added exponential backoff with a limit of three "
                + "attempts, behind a flag, to ten percent of traffic first. Payment tickets fell by a third, and I now review every retry we write.",
            nextDrill: Evaluation.Drill(
                title: "Result first",
                reason: "Your best number comes after 50 seconds. Interviewers decide early whether to listen closely.",
                steps: [
                    "Write the result as one sentence with one number.",
                    "Say it first, then “here is how”, and tell the story in 60 seconds.",
                    "Record it again and compare the time to your first number.",
                ]
            ),
            droppedRemarks: 2,
            rubric: "behavioural-en 1.2",
            notes: ["evaluate: three runs of one model; the range is their spread."],
            economy: economy(transcript),
            hiring: HiringEstimate(
                percent: 74,
                formula: "0.45 × Structure 67 + 0.45 × Ownership and impact 83 + 0.10 × weakest criterion 67",
                parts: [
                    .init(name: "Structure", weight: 0.45, value: 67),
                    .init(name: "Ownership and impact", weight: 0.45, value: 83),
                    .init(name: "Weakest criterion", weight: 0.1, value: 67),
                ],
                opinion: .init(model: "gemini-2.5-pro", percent: 80)
            ),
            ideal: IdealComparison(
                points: [
                    .init(text: "Names the outage and its effect", met: .yes, evidence: [quote("four percent")]),
                    .init(text: "Says why retries need a growing delay", met: .no),
                ],
                note: "Compared by shared words; another good answer may say other things."
            ),
            votes: [
                PanelVote(engine: "gemini", model: "gemini-2.5-pro", score: 72, range: ScoreRange(low: 68, high: 76)),
                PanelVote(engine: "openai", model: "gpt-x", reason: "It took too long."),
            ],
            pins: ["rubric": "0123456789abcdef0123", "prompt": "fedcba9876543210"]
        )
    }

    /// Where the time of the sample answer goes; nobody says what the task was.
    static func economy(_ transcript: Transcript) -> AnswerEconomy {
        let words = transcript.words
        let at = { (share: Int) in words[min(words.count * share / 100, words.count - 1)].startMs ?? 0 }
        guard !words.isEmpty else { return AnswerEconomy() }
        return AnswerEconomy(
            parts: [
                .init(name: .situation, words: words.count * 12 / 100, durationMs: at(12), startMs: at(0)),
                .init(name: .action, words: words.count * 60 / 100, durationMs: at(72) - at(12), startMs: at(12)),
                .init(name: .result, words: words.count * 28 / 100, durationMs: at(100) - at(72), startMs: at(72)),
            ],
            timeToFirstPointMs: at(8),
            wordsToFirstPoint: words.count * 8 / 100,
            cuts: [
                .init(text: "so I guess", reason: "It takes back what you say.", startMs: at(20), endMs: at(20) + 900),
                .init(text: "um, that waits", reason: "It is said twice.", startMs: at(50), endMs: at(50) + 1300),
            ],
            savedMs: 2200
        )
    }

    private static func criteria(_ quote: (String) -> Evaluation.Evidence) -> [Evaluation.Criterion] {
        [
            Evaluation.Criterion(
                id: "structure",
                title: "Structure",
                score: 67,
                items: [
                    Evaluation.Item(
                        id: "s1",
                        text: "Gives the situation in at most two sentences",
                        met: .yes,
                        evidence: [quote("last spring our checkout started timing out every Friday evening")]
                    ),
                    Evaluation.Item(
                        id: "s2",
                        text: "States the result early",
                        met: .no,
                        comment: "The first result comes after most of the answer."
                    ),
                    Evaluation.Item(
                        id: "s3",
                        text: "Moves through situation, task, action and result in order",
                        met: .yes,
                        evidence: [quote("We rolled it out to ten percent of the traffic first")]
                    ),
                ]
            ),
            Evaluation.Criterion(
                id: "ownership",
                title: "Ownership and impact",
                score: 83,
                items: [
                    Evaluation.Item(
                        id: "o1",
                        text: "Says what the speaker did, apart from the team",
                        met: .yes,
                        evidence: [
                            quote("I added tracing to the three calls we make"), quote("I wrote a small change"),
                        ],
                        comment: "Clear throughout."
                    ),
                    Evaluation.Item(
                        id: "o2",
                        text: "Gives a result that can be checked",
                        met: .yes,
                        evidence: [quote("dropped by about a third in the next two weeks")]
                    ),
                    Evaluation.Item(
                        id: "o3",
                        text: "Explains why this solution and not another",
                        met: .partly,
                        evidence: [quote("without any waiting")],
                        comment: "The cause is named, the alternatives are not."
                    ),
                ]
            ),
        ]
    }

    /// The history of a report.
    static let provenance = [
        Provenance(stage: .upload, fingerprint: "a3f0c2d4e5b60718", durationMs: 14, reused: false),
        Provenance(stage: .decode, fingerprint: "0c11d1e2f3a4b5c6", engine: "opus", durationMs: 96, reused: true),
        Provenance(
            stage: .transcribe,
            fingerprint: "77e8d9c0b1a29384",
            engine: "openai",
            model: "whisper-1",
            durationMs: 5210,
            reused: true
        ),
        Provenance(stage: .analyze, fingerprint: "5b6c7d8e9f001122", durationMs: 11, reused: false),
        Provenance(
            stage: .evaluate,
            fingerprint: "d4c3b2a190807060",
            engine: "gemini",
            model: "gemini-2.5-pro",
            durationMs: 8400,
            reused: false
        ),
    ]

    /// A report with every part.
    static func full(candidate: String? = "Ada Lindqvist", text: String = speech, question: String? = nil)
        -> ReportContent?
    {
        guard let id else { return nil }
        let transcript = transcript(text)
        let acoustics = acoustics(transcript)
        let answer = Answer(
            id: id,
            status: .done,
            stage: .report,
            question: Question(
                text: question
                    ?? "Tell me about a production problem you found and fixed. How did you know it was fixed?",
                role: "Backend engineer",
                level: "Senior"
            ),
            candidate: candidate,
            createdAt: date,
            recording: Recording(
                container: .webm,
                codec: "opus",
                sampleRate: 48_000,
                channels: 1,
                durationMs: acoustics.durationMs,
                bytes: 412_330,
                sha256: String(repeating: "9f", count: 32)
            ),
            quality: Quality(
                verdict: .fair,
                issues: [
                    Quality.Issue(
                        code: "low_level",
                        detail: "The voice is quiet. Move closer to the microphone or raise its level by about 6 dB.",
                        startMs: 31_000,
                        endMs: 42_000
                    )
                ],
                snrDb: 31,
                loudnessLufs: -21.4,
                speechMs: acoustics.speechMs
            ),
            transcript: transcript,
            delivery: delivery(transcript),
            evaluation: evaluation(transcript),
            provenance: provenance
        )
        return ReportContent(
            answer: answer,
            acoustics: acoustics,
            date: date,
            interviewer: "R. Osei",
            company: "Northwind",
            version: "1.0.0"
        )
    }

    /// The kinds of content a report must be able to show.
    enum Kind: CaseIterable, Sendable {
        case full, abstained, silence, failed, wordless, unicode
    }

    /// The content of a kind.
    static func content(_ kind: Kind) -> ReportContent? {
        switch kind {
        case .full: full()
        case .abstained: abstained()
        case .silence: silence()
        case .failed: failed()
        case .wordless: wordless()
        case .unicode:
            full(
                candidate: "Łukasz Żółć",
                text: "Ναι, um, это был простой случай, 我 said ~🚀 and मैंने it worked. " + speech
            )
        }
    }

    /// Sound was measured, but there is no transcript.
    static func wordless() -> ReportContent? {
        guard var content = full() else { return nil }
        content.answer.transcript = nil
        content.answer.evaluation = nil
        content.answer.delivery?.wordsPerMinute = nil
        content.answer.delivery?.fillers.reliability = .none
        content.answer.delivery?.fillers.items = []
        content.answer.delivery?.fillers.byWord = [:]
        content.answer.notes = ["transcribe: the speech-to-text service cannot be reached."]
        return content
    }

    /// A report about words alone.
    static func plain(_ text: String) -> ReportContent? {
        guard var content = failed() else { return nil }
        content.answer.problem = nil
        content.answer.status = .done
        content.answer.transcript = transcript(text)
        return content
    }

    /// The offline path: low accuracy, fillers from the sound alone, no score.
    static func abstained() -> ReportContent? {
        guard var content = full() else { return nil }
        content.answer.transcript = transcript(accuracy: .low)
        content.answer.delivery?.fillers.reliability = .lowerBound
        content.answer.delivery?.fillers.reliabilityNote =
            "The offline recognizer drops “um” and “uh”; these come from the sound, so there may be more."
        content.answer.evaluation = Evaluation(
            engine: "rules",
            abstained:
                "Only 38 % of the words are certain, too few to judge what was said. Add a transcript or a speech-to-text service.",
            rubric: "behavioural-en 1.2",
            notes: ["evaluate: rules look for words and structure; they do not understand the answer."]
        )
        content.answer.notes = ["emotion: switched off."]
        return content
    }

    /// A recording nobody spoke into.
    static func silence() -> ReportContent? {
        guard var content = full(candidate: nil, text: "") else { return nil }
        content.acoustics = Acoustics(
            durationMs: 20_000,
            silences: [TimeSpan(startMs: 0, endMs: 20_000)],
            levelsDb: Array(repeating: -100, count: 200),
            waveform: Array(repeating: 0, count: 1000)
        )
        content.answer.recording?.durationMs = 20_000
        content.answer.quality = Quality(
            verdict: .unusable,
            issues: [
                Quality.Issue(
                    code: "silence",
                    detail: "Nobody speaks in this recording. Check that the right microphone is chosen and not muted."
                )
            ]
        )
        content.answer.delivery = Delivery(
            wordCount: 0,
            fillers: Fillers(total: 0, reliability: .none, reliabilityNote: "There is no speech to count in."),
            pauses: Pauses(count: 0, totalMs: 0),
            notes: ["analyze: there is too little speech to measure."]
        )
        content.answer.evaluation = nil
        return content
    }

    /// An answer that failed while decoding.
    static func failed() -> ReportContent? {
        guard let id else { return nil }
        let answer = Answer(
            id: id,
            status: .failed,
            stage: .decode,
            question: Question(text: ""),
            createdAt: date,
            problem: Answer.Problem(
                code: "decode.unsupported_container",
                detail: "This is an MP4 file. Send WAV, WebM, Ogg, FLAC or MP3."
            )
        )
        return ReportContent(answer: answer, date: date, version: "1.0.0")
    }
}
