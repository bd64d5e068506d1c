import Core
package import HTTPKit
import Model

/// Interviews, and questions a model writes.
extension Operations {
    private static let interviewID = Operation.Parameter.path("id", Schemas.interviewID, "The interview.")
    private static let number = Operation.Parameter.path("number", .integer.from(1), "The question's number.")

    private static var interview: Operation.Content {
        .json(.named("Interview"), ["asking": Examples.interview])
    }

    /// The operations, in the document's order.
    package static var interviews: [Operation] {
        [
            Operation(
                .post,
                "/v1/questions/generate",
                name: "generateQuestions",
                .questions,
                "Have questions written",
                needs: .permission(.answersWrite),
                costs: .answers,
                replies: [
                    Operation.Reply(
                        200,
                        "Exactly as many as wanted. Those of the model are kept as your own.",
                        [.json(.named("GeneratedQuestions"))]
                    )
                ]
            ).with(
                more: """
                    Without a model, or where it fails, the bank fills in and `notes` say so. Résumé and job description are data for the \
                    model, never instructions.
                    """,
                body: [.json(.named("GenerateRequest"), ["nurse": #"{"role":"Nurse","level":"mid","count":5}"#])],
                errors: ["request.invalid", "questions.*"]
            ), create, list,
            one(.get, "", "getInterview", "One interview with everything to go on with it", [interview], errors: []),
            one(.delete, "", "deleteInterview", "Remove it with its observations; its answers stay", [], status: 204),
            move("start", "Begin it, open a question, or begin to answer the open one", needsTurn: false),
            move("skip", "Pass over the open question, or go on from an answered one", needsTurn: true),
            move("back", "Go back to the question before", needsTurn: true),
            move("end", "End it, with a debrief of what there is", needsTurn: false), answer, events,
            one(
                .get,
                "/say.wav",
                "sayInterview",
                "What the interviewer says now, as sound",
                [.file("audio/wav")],
                errors: ["interview.busy"],
                more:
                    "For clients without a voice of their own. Only where espeak-ng is installed and `interviews.voice` is on."
            ), ask,
            one(
                .post,
                "/observations",
                "addObservations",
                "Send what the page or the camera observed",
                [.json(.named("ObservationsReply"))],
                errors: ["request.invalid", "interview.consent"],
                body: [.json(.named("ObservationsRequest"), ["hidden": Examples.observations])],
                more: "Only with the consent given when the interview was made. Nothing of it is in any score."
            ),
            one(
                .get,
                "/observations",
                "getObservations",
                "What was observed, with gaps",
                [.json(.named("ObservationSummary"))]
            ),
            one(
                .get,
                "/debrief",
                "getInterviewDebrief",
                "What the interview came to",
                [.json(.named("InterviewDebrief"))],
                errors: ["request.not_ready"],
                more: "There from the first question on; `isPartial` says whether it will grow."
            ),
            one(
                .post,
                "/narrative",
                "tellInterview",
                "Have the debrief told in 500 to 700 words",
                [.json(.named("InterviewDebrief"))],
                errors: ["interview.state", "interview.busy", "request.not_ready"],
                more:
                    "With a model only, once the interview is over and its answers are judged. Every quotation and number is checked; asked again, it is the same text."
            ),
            one(
                .get,
                "/report.pdf",
                "getInterviewReport",
                "The debrief as a PDF",
                [.file("application/pdf")],
                errors: ["request.not_ready", "report.failed"]
            ),
            one(
                .get,
                "/report.html",
                "getInterviewPage",
                "The debrief as an accessible page",
                [.file("text/html")],
                errors: ["request.not_ready"]
            ),
        ]
    }

    private static var ask: Operation {
        Operation(
            .post,
            "/v1/answers/{id}/ask",
            name: "askAboutAnswer",
            .answers,
            "Ask about a highlighted stretch of an answer",
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: [Operation.Reply(200, "What is said about it.", [.json(.named("TalkReply"))])]
        ).with(
            more: """
                Rules explain what they found there, each with its source. A model, where there is one, says more; a reply that cites what \
                was not said is dropped, and the rules speak alone.
                """,
            parameters: [.path("id", .id(AnswerKind.prefix), "The answer.")],
            body: [
                .json(.named("TalkRequest"), ["why": #"{"quote":"I think maybe","question":"Why is this marked?"}"#])
            ],
            errors: ["request.not_found", "request.invalid", "request.not_ready"]
        )
    }

    private static var create: Operation {
        Operation(
            .post,
            "/v1/interviews",
            name: "createInterview",
            .interviews,
            "Make an interview",
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: [
                Operation.Reply(201, "It is ready.", [interview], headers: ["Location", "Idempotency-Replayed"])
            ]
        ).with(
            more: """
                Questions come from the bank for the role, level and skills, are named by `questions`, or are written by a model with \
                `generate`. Those of the last 20 interviews are not asked again as long as there are others.
                """,
            parameters: [idempotencyKey],
            body: [
                .json(.named("InterviewRequest"), ["mock": #"{"mode":"mock","role":"Node developer","level":"mid"}"#])
            ],
            errors: [
                "request.invalid", "request.not_found", "questions.*", "interview.too_many", "request.key_reused",
                "request.in_progress",
            ]
        )
    }

    private static var list: Operation {
        Operation(
            .get,
            "/v1/interviews",
            name: "listInterviews",
            .interviews,
            "Your interviews, newest first",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(200, "A page of them.", [.json(.named("InterviewList"))], headers: ["ETag"]), unchanged,
            ]
        ).with(
            parameters: [
                .query("mode", .choice(InterviewMode.self), "How they are held."),
                .query("state", .choice(["open", "finished"]), "Whether they are over."),
                .query("limit", .integer.from(1).to(200).otherwise(.integer(50)), "How many."),
                .query("cursor", .text.from(1), "`nextCursor` of the page before; opaque."), ifNoneMatch,
            ],
            errors: ["request.invalid"]
        )
    }

    private static func move(_ name: String, _ summary: String, needsTurn: Bool) -> Operation {
        one(
            .post,
            "/\(name)",
            "\(name)Interview",
            summary,
            [interview],
            errors: ["request.invalid", "interview.state", "interview.expired", "interview.busy"],
            body: [.json(.named(needsTurn ? "TurnMove" : "InterviewMove"), ["turn": #"{"turn":1}"#])],
            bodyOptional: !needsTurn,
            more: """
                Sent again it changes nothing. `turn` is the question the client means and `version` the change it saw: a move on \
                something else is refused with 409.
                """
        )
    }

    private static var answer: Operation {
        Operation(
            .post,
            "/v1/interviews/{id}/turns/{number}/answer",
            name: "answerTurn",
            .interviews,
            "Answer a question",
            needs: .permission(.answersWrite),
            costs: .answers,
            replies: [Operation.Reply(200, "The answer is bound; the interview as it is now.", [interview])]
        ).with(
            more: """
                Send the words, a complete upload, or an answer that exists. The answer is an ordinary one, at `/v1/answers/{id}`. The same \
                request sent again binds nothing new.
                """,
            parameters: [interviewID, number, idempotencyKey],
            body: [.json(.named("TurnAnswer"), ["typed": #"{"answer":"I led the migration and it took two weeks."}"#])],
            errors: [
                "request.not_found", "request.invalid", "interview.*", "upload.missing_audio", "upload.invalid_field",
                "upload.unfinished", "upload.expired", "upload.locked", "upload.storage_full", "decode.*",
                "request.key_reused",
            ]
        )
    }

    private static var events: Operation {
        one(
            .get,
            "/events",
            "followInterview",
            "Its changes as server-sent events",
            [.file("text/event-stream")],
            errors: [],
            more:
                "The event `interview` carries the interview; the stream ends with it. 204 tells an EventSource to stop.",
            parameters: [lastEvent]
        )
    }

    private static func one(
        _ method: Operation.Method,
        _ rest: String,
        _ name: String,
        _ summary: String,
        _ contents: [Operation.Content],
        status: Int = 200,
        errors: [String] = [],
        body: [Operation.Content] = [],
        bodyOptional: Bool = false,
        more: String = "",
        parameters: [Operation.Parameter] = []
    ) -> Operation {
        var replies = [Operation.Reply(status, status == 204 ? "It is gone." : "As it is now.", contents)]
        if rest == "/events" { replies.append(Operation.Reply(204, "It is over and known to be.", [])) }
        if ["/debrief", "/report.pdf", "/say.wav"].contains(rest) { replies.append(unchanged) }
        return Operation(
            method,
            "/v1/interviews/{id}\(rest)",
            name: name,
            .interviews,
            summary,
            needs: .permission(method == .get ? .answersRead : .answersWrite),
            costs: rest.hasPrefix("/report") || rest == "/say.wav" || rest == "/narrative"
                ? .reports : method == .get ? .reads : .writes,
            replies: replies
        ).with(
            more: more,
            parameters: [interviewID] + parameters,
            body: body,
            isBodyOptional: bodyOptional,
            errors: ["request.not_found"] + errors
        )
    }
}
