import Core
package import HTTPKit

/// What became of one answer.
extension Operations {
    private static let range = Operation.Parameter.header(
        "Range",
        .text.example("bytes=0-1023"),
        "One range of bytes; a header that is something else is passed over."
    )

    private static let conditions = [
        ifNoneMatch,
        Operation.Parameter.header("If-Range", .text, "Send the part only when this tag still holds, else everything."),
    ]

    private static var export: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/export.zip",
            name: "getExport",
            .results,
            "Everything there is of one answer: JSON, captions, report as page and PDF, recording",
            needs: .permission(.answersRead),
            costs: .reports,
            replies: [
                Operation.Reply(200, "The archive.", [.file("application/zip")], headers: ["Content-Disposition"])
            ]
        ).with(parameters: [answerID], errors: ["request.not_found"])
    }

    private static var exports: [Operation] {
        let forms = [
            ("csv", "text/csv", "A table of the answers that fit"),
            ("zip", "application/zip", "The answers that fit, in a folder each"),
        ]
        return forms.map { form, type, summary in
            Operation(
                .get,
                "/v1/exports/answers.\(form)",
                name: "exportAnswers\(form.uppercased())",
                .results,
                summary,
                needs: .permission(.answersRead),
                costs: .reports,
                replies: [Operation.Reply(200, "The file.", [.file(type)], headers: ["Content-Disposition"])]
            ).with(
                more:
                    "The filters are those of the list. The file is written while the answers are read, newest first.",
                parameters: filters,
                errors: ["request.invalid"]
            )
        }
    }

    /// The operations, in the document's order.
    package static var results: [Operation] {
        [versions, reportPDF, reportPage, captions, subRip, audio, clips, clip, export] + exports
    }

    private static var versions: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/versions",
            name: "listVersions",
            .results,
            "Every score an answer ever had, oldest first",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [Operation.Reply(200, "The versions.", [.json(.named("Versions"))], headers: ["ETag"]), unchanged]
        ).with(parameters: [answerID, ifNoneMatch], errors: ["request.not_found"])
    }

    /// The replies of a file that can be fetched in parts.
    private static func parts(_ types: [String]) -> [Operation.Reply] {
        let contents = types.map { Operation.Content.file($0) }
        return [
            Operation.Reply(200, "The whole file.", contents, headers: ["Accept-Ranges", "ETag"]),
            Operation.Reply(
                206,
                "The part that was asked for.",
                contents,
                headers: ["Accept-Ranges", "Content-Range", "ETag"]
            ),
            unchanged,
        ]
    }

    private static var reportPDF: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/report.pdf",
            name: "getReportPDF",
            .results,
            "The report",
            needs: .permission(.answersRead),
            costs: .reports,
            replies: parts(["application/pdf"])
        ).with(
            parameters: [answerID, range] + conditions,
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
            needs: .permission(.answersRead),
            costs: .reports,
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
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [Operation.Reply(200, "The captions.", [.file("text/vtt")], headers: ["ETag"]), unchanged]
        ).with(parameters: [answerID, ifNoneMatch], errors: ["request.not_found", "request.not_ready"])
    }

    private static var subRip: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/transcript.srt",
            name: "getSubRip",
            .results,
            "The same captions as SubRip",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(200, "The captions.", [.file("application/x-subrip")], headers: ["ETag"]), unchanged,
            ]
        ).with(parameters: [answerID, ifNoneMatch], errors: ["request.not_found", "request.not_ready"])
    }

    private static var audio: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/audio",
            name: "getRecording",
            .results,
            "The recording as it was uploaded",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: parts(["audio/*", "application/octet-stream"])
        ).with(parameters: [answerID, range] + conditions, errors: ["request.not_found", "request.range", "blob.*"])
    }

    private static var clips: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/clips",
            name: "listClips",
            .results,
            "What is worth hearing again: each filler and each pause of a second and more",
            needs: .permission(.answersRead),
            costs: .reads,
            replies: [
                Operation.Reply(
                    200,
                    "The clips.",
                    [.json(.named("Clips"), ["clips": Examples.clips])],
                    headers: ["ETag"]
                ), unchanged,
            ]
        ).with(parameters: [answerID, ifNoneMatch], errors: ["request.not_found", "request.not_ready"])
    }

    private static var clip: Operation {
        Operation(
            .get,
            "/v1/answers/{id}/clips/{name}",
            name: "getClip",
            .results,
            "One clip with 0.7 s around it: WAV, 16 kHz, mono",
            needs: .permission(.answersRead),
            costs: .reports,
            replies: [Operation.Reply(200, "The clip.", [.file("audio/wav")], headers: ["ETag"]), unchanged]
        ).with(
            parameters: [answerID, ifNoneMatch, .path("name", .text.from(1), "The name the list gave.")],
            errors: ["request.not_found", "request.not_ready", "decode.unreadable", "decode.not_kept", "blob.*"]
        )
    }
}
