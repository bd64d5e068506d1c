/// What became of one answer.
extension Operations {
    private static let range = Operation.Parameter.header(
        "Range",
        .text.example("bytes=0-1023"),
        "One range of bytes; a header that is something else is passed over."
    )

    static var results: [Operation] {
        [versions, reportPDF, reportPage, captions, audio, clips, clip]
    }

    private static var versions: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/versions",
            name: "listVersions",
            .results,
            "Every score an answer ever had, oldest first",
            replies: [Operation.Reply(200, "The versions.", [.json(.named("Versions"))])]
        ).with(parameters: [answerID], errors: ["request.not_found"])
    }

    /// The replies of a file that can be fetched in parts.
    private static func parts(_ types: [String]) -> [Operation.Reply] {
        let contents = types.map { Operation.Content.file($0) }
        return [
            Operation.Reply(200, "The whole file.", contents, headers: ["Accept-Ranges"]),
            Operation.Reply(
                206,
                "The part that was asked for.",
                contents,
                headers: ["Accept-Ranges", "Content-Range"]
            ),
        ]
    }

    private static var reportPDF: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/report.pdf",
            name: "getReportPDF",
            .results,
            "The report",
            replies: parts(["application/pdf"])
        ).with(
            parameters: [answerID, range],
            errors: ["request.not_found", "request.not_ready", "request.range", "blob.*"]
        )
    }

    private static var reportPage: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/report.html",
            name: "getReportPage",
            .results,
            "The report as an accessible page",
            replies: [Operation.Reply(200, "The page.", [.file("text/html")])]
        ).with(parameters: [answerID], errors: ["request.not_found", "request.not_ready"])
    }

    private static var captions: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/transcript.vtt",
            name: "getCaptions",
            .results,
            "WebVTT captions, when the transcript has times",
            replies: [Operation.Reply(200, "The captions.", [.file("text/vtt")])]
        ).with(parameters: [answerID], errors: ["request.not_found", "request.not_ready"])
    }

    private static var audio: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/audio",
            name: "getRecording",
            .results,
            "The recording as it was uploaded",
            replies: parts(["audio/*", "application/octet-stream"])
        ).with(parameters: [answerID, range], errors: ["request.not_found", "request.range", "blob.*"])
    }

    private static var clips: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/clips",
            name: "listClips",
            .results,
            "What is worth hearing again: each filler and each pause of a second and more",
            replies: [Operation.Reply(200, "The clips.", [.json(.named("Clips"), ["clips": Examples.clips])])]
        ).with(parameters: [answerID], errors: ["request.not_found", "request.not_ready"])
    }

    private static var clip: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/clips/{name}",
            name: "getClip",
            .results,
            "One clip with 0.7 s around it: WAV, 16 kHz, mono",
            replies: [Operation.Reply(200, "The clip.", [.file("audio/wav")])]
        ).with(
            parameters: [answerID, .path("name", .text.from(1), "The name the list gave.")],
            errors: ["request.not_found", "request.not_ready", "decode.unreadable", "decode.not_kept", "blob.*"]
        )
    }
}
