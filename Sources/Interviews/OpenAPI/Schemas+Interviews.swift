package import HTTPKit
import Model
import Questions

/// Interviews.
extension Schemas {
    static var interviewID: Schema { .id(InterviewKind.prefix) }

    /// Everything about interviews.
    package static var ofInterviews: KeyValuePairs<String, Schema> {
        [
            "GenerateRequest": generateRequest,
            "GeneratedQuestions": .object([
                "questions": .list(of: .named("BankQuestion")).said("Exactly as many as wanted."),
                "written": .count.said("How many a model wrote."),
                "model?": .text.said("The model; absent when it wrote none."),
                "notes": .list(of: .text).said("Sentences about how they were made."),
            ]),
            "InterviewRequest": interviewRequest,
            "InterviewMove": .object(["turn?": turnNumber, "version?": seenVersion], closed: true),
            "TurnMove": .object(["turn": turnNumber, "version?": seenVersion], closed: true),
            "TurnAnswer": .object(
                [
                    "answerId?": .id(AnswerKind.prefix).said("An answer that was sent before."),
                    "answer?": .text.from(1).to(262_144).said("The words."),
                    "uploadId?": .id(UploadKind.prefix).said("A complete upload."),
                    "emotionConsent?": .flag.said("Whether the speaker consents to the emotion endpoint."),
                ],
                closed: true
            ).said("One of the first three."),
            "InterviewTake": take,
            "InterviewTurn": turn,
            "Interview": interview,
            "InterviewSummary": summary,
            "InterviewList": .object([
                "interviews": .list(of: .named("InterviewSummary")).said("Newest first."),
                "nextCursor?": .text.said("What to send as `cursor` for the next page; absent on the last one."),
            ]),
            "Observation": observation,
            "ObservationsRequest": .object(
                [
                    "client": .text.from(1).to(64).with("pattern", .text("^[!-~]+$"))
                        .said("One page or one app, so that numbers of two devices do not mix."),
                    "observations": .list(of: .named("Observation")).from(1).to(ObservationsRequest.maxCount),
                ],
                closed: true
            ),
            "ObservationsReply": .object([
                "accepted": .count.said("How many are new."), "known": .count.said("How many had been sent before."),
                "gaps": .list(of: gap).said("Numbers of this client that are missing."),
            ]),
            "ObservationSummary": observationSummary,
            "InterviewDebrief": debrief,
            "TalkRequest": .object(
                [
                    "quote": .text.from(1).to(TalkRequest.maxQuote).said("Highlighted words of the transcript."),
                    "question?": .text.to(TalkRequest.maxQuestion).said("What you want to know about them."),
                ],
                closed: true
            ),
            "TalkReply": talkReply,
        ]
    }

    private static var turnNumber: Schema {
        .integer.from(1).to(10_000).said("The number of the question that is meant.")
    }
    private static var seenVersion: Schema {
        .integer.from(1).to(1_000_000_000).said("The version the client saw; another one is refused with 409.")
    }
    private static func text(_ most: Int, _ meaning: String) -> Schema { .text.to(most).said(meaning) }
    private static func milliseconds(_ meaning: String) -> Schema {
        .integer.from(0).to(InterviewPlan.maxMs).said(meaning)
    }
    private static var level: Schema { .choice(BankQuestion.Level.self).said("The level of the job.") }
    private static var skills: Schema { .list(of: .text.from(1).to(60)).to(20).said("Skills the job needs.") }
    private static var document: Schema { .text.to(InterviewRequest.maxDocument) }

    private static var generateRequest: Schema {
        .object(
            [
                "role?": text(80, "The job, as a title."), "level?": level, "industry?": text(80, "Its industry."),
                "skills?": skills,
                "kinds?": .list(of: .choice(BankQuestion.Kind.self)).with("uniqueItems", .flag(true))
                    .said("Kinds to choose from; all when absent."),
                "difficulties?": .map(of: .integer.from(0).to(1_000))
                    .said("Weights by difficulty, e.g. `{\"easy\":5,\"moderate\":3,\"hard\":2}`; kept exactly."),
                "knowledge?": .flag.said("Whether knowledge documents may be drawn on."),
                "count?": .integer.from(1).to(GenerateRequest.maxCount).otherwise(.integer(5)).said("How many."),
                "resume?": document.said("The résumé as text."),
                "jobDescription?": document.said("The job description as text."),
            ],
            closed: true
        )
    }

    private static var interviewRequest: Schema {
        let weights = Schema.map(of: .integer.from(0).to(1_000))
        return .object(
            [
                "mode": .choice(InterviewMode.self).said("How it is held."), "title?": text(200, "Its title."),
                "role?": text(80, "The job, as a title."), "level?": level, "industry?": text(80, "Its industry."),
                "skills?": skills,
                "questions?": .list(of: .text.from(1).to(100)).from(1).to(InterviewPlan.maxCount)
                    .with("uniqueItems", .flag(true)).said("Ids of the questions, in order."),
                "list?": .id(QuestionListKind.prefix).said("One of your lists, instead of `questions`."),
                "count?": .integer.from(1).to(InterviewPlan.maxCount)
                    .said("How many questions: 7 in a mock interview and 5 elsewhere when absent."),
                "mix?": .object(
                    ["difficulties?": weights, "kinds?": weights],
                    closed: true
                ).said(
                    "Weights by difficulty and kind, e.g. `{\"difficulties\":{\"easy\":5,\"moderate\":3,\"hard\":2}}`."
                ),
                "thinkMs?": milliseconds("Time to think before an answer; 0 for none."),
                "limitMs?": milliseconds("Time for an answer, from 5,000; 0 for no limit."),
                "retakes?": .integer.from(0).to(InterviewPlan.maxRetakes).said(
                    "How often a question may be answered again."
                ),
                "followUps?": .integer.from(0).to(2).said(
                    "Most follow-ups after one question; in a mock interview only."
                ),
                "deadline?": .moment.said("Until when answers are taken."),
                "candidate?": text(200, "Who answers."), "interviewer?": text(200, "Who asks."),
                "company?": text(200, "For which company."), "language?": text(35, "BCP 47 tag of the answers."),
                "rubric?": text(200, "Name of the rubric to judge by."),
                "resume?": document.said("The résumé as text."),
                "jobDescription?": document.said("The job description as text."),
                "resumeMatch?": .text.to(100).said(
                    "A match made at `/v1/resumes`, `mat_…`, instead of `resume` and `jobDescription`."
                ),
                "knowledge?": .flag.said(
                    "Whether questions, model answers and judgements draw on your knowledge documents and cite them."
                ),
                "generate?": .flag.said("Whether a model writes the questions."),
                "observations?": .flag.said("Whether the speaker consents to observations of the page and the camera."),
                "faceSamples?": .flag.said("Whether the speaker consents to samples of facial expression too."),
            ],
            closed: true
        )
    }

    private static var take: Schema {
        .object([
            "answerId": .id(AnswerKind.prefix).said("The answer."), "at": .moment.said("When it was bound."),
            "counts": .flag.said("Whether it counts in the debrief."),
            "isExtra": .flag.said("Whether it came when the question took no more answers."),
            "overMs?": .count.said("Milliseconds after the limit, for typed answers."),
        ])
    }

    private static var turn: Schema {
        .object([
            "number": .integer.from(1).said("Its number; never changed."),
            "kind": .choice(InterviewTurn.Kind.self).said("Prepared, or asked because of an answer."),
            "parent?": .integer.said("Which question a follow-up belongs to."),
            "state": .choice(InterviewTurn.State.self).said("Where it stands."),
            "questionId": .text.said("The question's id."),
            "source": .choice(StoredQuestion.Source.self).said("Where the question is from."),
            "text?": .text.said("The question; absent in a conversation until it is asked."),
            "questionKind": .choice(BankQuestion.Kind.self).said("What sort of question."),
            "competency": .text.said("What it asks about."),
            "difficulty": .choice(BankQuestion.Difficulty.self).said("How hard it is."),
            "seconds": .count.said("Seconds a good answer takes."),
            "talkingPoints?": .list(of: .text).said("What a good answer contains, where that may be shown."),
            "exampleAnswer?": .text.said("An example of an answer, where that may be shown."),
            "sources?": .list(of: .named("KnowledgePassage")).said(
                "Where its facts are from, where that may be shown."
            ),
            "askedAt?": .moment.said("When it was asked last."),
            "startedAt?": .moment.said("When the speaker began to answer."),
            "takesAnswers": .flag.said("Whether it may be answered now."),
            "takes": .list(of: .named("InterviewTake")).said("Oldest first."),
        ])
    }

    private static var interview: Schema {
        .object([
            "id": interviewID, "mode": .choice(InterviewMode.self), "title": .text,
            "state": .choice(Interview.Phase.self).said("Where it stands."),
            "version": .integer.from(1).said("Counts its changes."),
            "current?": .integer.said("The question that is open, or was answered last."),
            "next?": .integer.said("The question to open next; absent when all are done."),
            "moves": .list(of: .choice(["start", "answer", "skip", "back", "end"])).said("What can be done now."),
            "greeting": .text.said("What the interviewer says first; nothing of it is scored."),
            "closing": .text.said("What the interviewer says last."),
            "say?": .text.said("What the interviewer says now; fit for a voice."),
            "thinkUntil?": .moment.said("When think time ends; the answer begins by itself then."),
            "answerUntil?": .moment.said("When the time for the open answer ends."),
            "reviewUntil?": .moment.said("When the next question comes without a follow-up."),
            "deadline?": .moment.said("Until when answers are taken."), "role?": .text,
            "level": .choice(BankQuestion.Level.self), "industry?": .text, "skills": .list(of: .text),
            "focus?": .list(of: .text).said("What résumé and job description ask about, the weightiest first."),
            "knowledge?": .flag.said("Whether knowledge documents are used; absent when they are not."),
            "candidate?": .text, "interviewer?": .text, "company?": .text, "language": .text,
            "thinkMs": .milliseconds, "limitMs": .milliseconds, "retakes": .count, "followUps": .count,
            "skipLockMs": .milliseconds.said("How long a question must be open before it can be skipped."),
            "observations": .flag, "faceSamples": .flag,
            "turns": .list(of: .named("InterviewTurn")).said("The questions in the order they are asked."),
            "notes": .list(of: .text).said("Sentences about how it was made."), "createdAt": .moment,
            "startedAt?": .moment, "finishedAt?": .moment,
        ]).said("An interview, with everything needed to go on on any device.")
    }

    private static var summary: Schema {
        .object([
            "id": interviewID, "mode": .choice(InterviewMode.self), "title": .text, "role?": .text,
            "state": .choice(Interview.Phase.self), "version": .integer.from(1),
            "questions": .count.said("Follow-ups included."), "answered": .count, "createdAt": .moment,
            "finishedAt?": .moment,
        ])
    }

    private static var talkReply: Schema {
        .object([
            "quote": .text.said("The words it is about, as the transcript has them."), "startMs?": .milliseconds,
            "endMs?": .milliseconds, "text": .text.said("What is said about them."),
            "notes": .list(
                of: .object([
                    "kind": .choice(RuleNotes.Kind.self), "text": .text.said("What was found there."),
                    "rule": .text.said("The rule behind it."), "source": .text.said("Where the rule is from."),
                    "startMs?": .milliseconds,
                ])
            ),
            "quotes": .list(of: .object(["text": .text, "startMs?": .milliseconds]))
                .said("Words of the transcript that a model cites."),
            "engine": .text.said("Who says it: `rules`, or the service of the model."), "model?": .text,
            "notice?": .text.said("Why no model speaks although there is one."),
        ]).said("What is said about a stretch of an answer.")
    }

    private static var observation: Schema {
        .object(
            [
                "sequence": .integer.from(0).to(1_000_000_000).said("Counts up within a client, without gaps."),
                "type": .choice(Observation.Kind.self).said("What was observed."),
                "at": .moment.said("When, by the client's clock."), "turn?": .integer.said("During which question."),
                "durationMs?": .integer.from(0).to(86_400_000).said("How long it lasted."),
                "probabilities?": .list(of: .share).from(7).to(7)
                    .said("Only for `face`: \(Observation.emotions.joined(separator: ", "))."),
            ],
            closed: true
        )
    }

    private static var gap: Schema { .object(["client": .text, "from": .count, "to": .count]) }

    private static var observationSummary: Schema {
        let face = Schema.object(["at": .moment, "samples": .count, "means": .map(of: .share)])
        return .object([
            "consented": .flag,
            "counts": .list(
                of: .object(["type": .choice(Observation.Kind.self), "count": .count, "durationMs": .count])
            ),
            "total": .count, "threshold": .count.said("From how many on the debrief says so."),
            "byTurn": .map(of: .count), "gaps": .list(of: gap).said("Numbers that never came."),
            "silences": .list(of: .object(["client": .text, "from": .moment, "durationMs": .count]))
                .said("Stretches without any sign of a client."),
            "face?": face.said("The mean of all samples."), "faceTimeline": .list(of: face).said("Minute by minute."),
            "observations": .list(of: .named("Observation")).said("At most \(ObservationSummary.mostListed)."),
            "sentences": .list(of: .text).said("For people."),
        ])
    }

    private static var debrief: Schema {
        let point = Schema.object([
            "text": .text, "turns": .list(of: .integer), "quote?": .text, "turn?": .integer, "startMs?": .integer,
        ])
        return .object([
            "interview": interviewID, "title": .text,
            "isPartial": .flag.said("Whether it may grow."), "pending": .count.said("Answers without a result yet."),
            "summary": .list(of: .text),
            "rows": .list(
                of: .object([
                    "number": .integer.said("Its place, from 1."), "question": .text,
                    "kind": .choice(InterviewTurn.Kind.self), "state": .choice(InterviewTurn.State.self),
                    "answer?": .id(AnswerKind.prefix), "status?": .choice(AnswerStatus.self), "takes": .count,
                    "score?": .score, "note?": .text, "overMs?": .count,
                ])
            ),
            "measures": .list(
                of: .object([
                    "name": .text, "mean": .number, "decimals": .count, "count": .count,
                    "values": .list(of: Schema(node: .object(["type": .array([.text("number"), .text("null")])]))),
                    "trend": .text,
                ])
            ),
            "strengths": .list(of: point), "areas": .list(of: point),
            "coverage": .list(
                of: .object([
                    "turn": .integer, "topic": .text, "covered": .list(of: .text), "missing": .list(of: .text),
                ])
            ),
            "coverageNote?": .text.said("How coverage was found."),
            "nextDrill?": .object(["title": .text, "reason": .text, "steps": .list(of: .text)]),
            "hiring?": .named("HiringEstimate").said("Only where a model judged every scored answer."),
            "narrative?": .named("Narrative"), "observations": .list(of: .text).said("Never in a score."),
            "notes": .list(of: .text),
        ]).said("What an interview came to.")
    }
}
