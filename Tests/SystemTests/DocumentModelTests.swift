import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

@testable import HTTPKit

/// Résumés and knowledge with a model, over HTTP: what it invents stays out, and what it takes from documents is cited.
@Suite(.timeLimit(.minutes(8)), .serialized)
struct DocumentModelTests {
    private static let json = ("Content-Type", "application/json")

    private func object(_ reply: HTTPReply) throws -> [String: Any] {
        try #require(
            try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any],
            "\(reply.status) \(reply.text)"
        )
    }

    /// A résumé of about four pages: every job has points that are easy to better and points that are not.
    private static let resume: [String] =
        ["Ada Example", "ada@example.org | +44 20 7946 0123", "Experience"]
        + (0..<12).flatMap { job -> [String] in
            ["Software Engineer, Employer \(job), Jan \(2002 + job) – Dec \(2002 + job)"]
                + (0..<9).map { "- Wrote the part \($0) of the billing service number \(job) with Python and Redis" }
                + ["- Responsible for the nightly reports of the warehouse"]
        } + ["Skills", "Python, Redis, SQL", "Education", "BSc Computer Science"]

    @Test func `of a hundred lies of a model none gets into a résumé, and nothing of four pages is lost`() async throws
    {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(data: folder.url, environment: Upstreams.environment(fakes))
            let text = Self.resume.joined(separator: "\n")
            let made = try object(try await server.send(.post, "/v1/resumes?name=cv.txt", body: .text(text)))
            let id = try #require(made["id"] as? String)
            let job = #"{"job":"Backend Engineer\n\nRequirements\n- Python\n- Redis"}"#
            let match = try object(
                try await server.send(.post, "/v1/resumes/\(id)/matches", headers: [Self.json], body: .text(job))
            )
            let base = "/v1/resumes/\(id)/matches/\(try #require(match["id"] as? String))"
            let reply = try await server.send(.post, "\(base)/rewrite")
            let rewrite = try #require(try object(reply)["rewrite"] as? [String: Any], "\(reply.text.prefix(400))")
            let changes = try #require(rewrite["changes"] as? [[String: Any]])
            let refused = changes.filter { $0["state"] as? String == "refused" }
            let open = changes.filter { $0["state"] as? String == "proposed" }
            #expect(refused.count >= 100 && rewrite["refused"] as? Int == refused.count)
            #expect(open.count == 12 && open.allSatisfy { ($0["after"] as? String)?.hasPrefix("Maintained") == true })
            print("injected lies end to end: \(refused.count) of \(changes.count - 12) refused")
            // A refused one cannot be accepted, whatever is sent.
            let number = try #require(refused.first?["number"] as? Int)
            let forced = try await server.send(
                .patch,
                "\(base)/rewrite",
                headers: [Self.json],
                body: .text(#"{"changes":[{"number":\#(number),"state":"accepted"}]}"#)
            )
            #expect(forced.status == 422 || forced.status == 400, "\(forced.status)")
            let verdicts = open.enumerated().map { index, change in
                #"{"number":\#(change["number"] as? Int ?? 0),"state":"\#(index == 0 ? "rejected" : "accepted")"}"#
            }
            let decided = try await server.send(
                .patch,
                "\(base)/rewrite",
                headers: [Self.json],
                body: .text(#"{"changes":[\#(verdicts.joined(separator: ","))]}"#)
            )
            #expect(decided.status == 200, "\(decided.text.prefix(300))")
            let plain = try await server.send(.get, "\(base)/resume.txt").text
            #expect(plain.components(separatedBy: "Maintained the nightly reports").count == 12)
            #expect(plain.components(separatedBy: "Responsible for the nightly reports").count == 2)
            for line in Self.resume where !line.hasPrefix("- Responsible") { #expect(plain.contains(line), "\(line)") }
            let docx = try await server.send(.get, "\(base)/resume.docx")
            let pdf = try await server.send(.get, "\(base)/resume.pdf")
            #expect(docx.status == 200 && pdf.status == 200)
            for lie in ["Google", "4,712", "Netflix", "COBOL", "Microsoft", "$2 million", "PhD"] {
                #expect(!plain.contains(lie) && !docx.text.contains(lie), "\(lie)")
            }
            if let pdftotext = Program.find("pdftotext") {
                let file = folder.path("cv.pdf")
                try Data(pdf.body).write(to: URL(filePath: file))
                let paper = try await Program.run(pdftotext, ["-layout", file, "-"]).output
                #expect(paper.contains("billing service number 11") && !paper.contains("Google"))
            }
            _ = await server.stop()
        }
    }

    @Test func `an interview draws on knowledge documents when it is asked to, and cites them`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(data: folder.url, environment: Upstreams.environment(fakes))
            func interview(_ more: String) async throws -> [String: Any] {
                try object(
                    try await server.send(
                        .post,
                        "/v1/interviews",
                        headers: [Self.json],
                        body: .text(
                            #"{"mode":"practice","role":"Backend engineer","count":1,"skills":["releases"]\#(more)}"#
                        )
                    )
                )
            }
            let none = try await interview(#","knowledge":true,"generate":true"#)
            #expect(
                (none["notes"] as? [String])?.contains("You have no knowledge documents.") == true,
                "\(none["notes"] ?? "")"
            )
            // What an earlier interview asked is not asked again.
            let first = try #require(none["id"] as? String)
            #expect(try await server.send(.delete, "/v1/interviews/\(first)").status == 204)
            let text =
                "# Releases\n\nA broken release is rolled back with one command. The backend ledger is checked first.\n"
            let made = try object(
                try await server.send(.post, "/v1/knowledge/documents?name=handbook.md", body: .text(text))
            )
            let document = try #require(made["id"] as? String)
            try await eventually {
                try object(try await server.send(.get, "/v1/knowledge/documents/\(document)"))["state"] as? String
                    == "done"
            }
            let used = try await interview(#","knowledge":true,"generate":true"#)
            #expect(used["knowledge"] as? Bool == true)
            #expect(
                (used["notes"] as? [String])?.contains { $0.contains("1 passages of handbook") } == true,
                "\(used["notes"] ?? "")"
            )
            let turns = try #require(used["turns"] as? [[String: Any]])
            #expect(turns.first?["text"] as? String == "How would you roll back a release that broke the ledger?")
            let id = try #require(used["id"] as? String)
            let answer =
                #"{"answer":"I would look at what changed in the release, tell support, and then go back to the version of before with a script that we tried every month. Last year I did this twice, and both times we were back in nine minutes because the way was known and short."}"#
            func judged(_ interview: String) async throws -> [String: Any]? {
                _ = try await server.send(.post, "/v1/interviews/\(interview)/start")
                let bound = try await server.send(
                    .post,
                    "/v1/interviews/\(interview)/turns/1/answer",
                    headers: [Self.json],
                    body: .text(answer)
                )
                let answered = try #require(bound.text.firstMatch(of: /ans_[0-9a-f-]{36}/), "\(bound.text)").output
                var found: [String: Any] = [:]
                try await eventually {
                    found = try object(try await server.send(.get, "/v1/answers/\(answered)"))
                    return found["status"] as? String == "done"
                }
                return found["evaluation"] as? [String: Any]
            }
            let evaluation = try await judged(id)
            let sources = try #require(evaluation?["sources"] as? [String: Any], "\(evaluation ?? [:])")
            let passages = try #require(sources["passages"] as? [[String: Any]])
            #expect(passages.first?["title"] as? String == "handbook" && passages.first?["page"] as? Int == 1)
            #expect(passages.first?["isCited"] as? Bool == true)
            let improvements = (evaluation?["improvements"] as? [[String: Any]] ?? []).compactMap {
                $0["text"] as? String
            }
            #expect(improvements.contains("Your handbook names one command for this [A]."))
            #expect(!improvements.contains { $0.contains("[Q]") }, "a source that is not there was cited")
            let after = try object(try await server.send(.get, "/v1/interviews/\(id)"))
            let shown = (after["turns"] as? [[String: Any]])?.first?["sources"] as? [[String: Any]]
            #expect(shown?.first?["letter"] as? String == "A")
            let off = try await interview("")
            #expect(off["knowledge"] == nil)
            #expect(try await judged(try #require(off["id"] as? String))?["sources"] == nil)
            _ = await server.stop()
        }
    }

    @Test func `résumé and job description decide what an interview asks, without a model`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let resume =
            #"Ada Example\n\nExperience\nEngineer, Northwind, Jan 2019 – present\n- Built billing services in Go and PostgreSQL for 40 customers\n\nProjects\nBirdsong finder\n- Classified recordings with PyTorch\n\nSkills\nGo, SQL"#
        let job = #"Backend Engineer\n\nRequirements\n- Go\n- PostgreSQL\n- Terraform\n\nNice to have\n- Docker"#
        let body =
            #"{"mode":"practice","role":"Backend engineer","count":7,"resume":"\#(resume)","jobDescription":"\#(job)"}"#
        let made = try object(try await server.send(.post, "/v1/interviews", headers: [Self.json], body: .text(body)))
        #expect((made["focus"] as? [String])?.prefix(3) == ["Go", "PostgreSQL", "Terraform"], "\(made["focus"] ?? "")")
        let turns = try #require(made["turns"] as? [[String: Any]])
        #expect(turns.count == 7 && turns.count { $0["source"] as? String == "documents" } == 2)
        // The same through a match that was made before.
        let added = try object(
            try await server.send(.post, "/v1/resumes?name=cv.txt", body: .text(resume.replacing("\\n", with: "\n")))
        )
        let id = try #require(added["id"] as? String)
        let match = try object(
            try await server.send(
                .post,
                "/v1/resumes/\(id)/matches",
                headers: [Self.json],
                body: .text(#"{"job":"\#(job)"}"#)
            )
        )
        let name = try #require(match["id"] as? String)
        let other = try object(
            try await server.send(
                .post,
                "/v1/interviews",
                headers: [Self.json],
                body: .text(#"{"mode":"practice","count":6,"resumeMatch":"\#(name)"}"#)
            )
        )
        #expect(other["focus"] as? [String] == made["focus"] as? [String])
        // The project was asked about in the first interview, so that the second asks about what comes next.
        let texts = (turns + (other["turns"] as? [[String: Any]] ?? [])).compactMap { $0["text"] as? String }
        #expect(texts.count { $0.contains("Birdsong finder") } == 1, "\(texts)")
        #expect(texts.count { $0.contains("Terraform") } == 1, "\(texts)")
        _ = await server.stop()
    }

    private func eventually(_ holds: () async throws -> Bool) async throws {
        for _ in 0..<600 {
            if try await holds() { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("it did not come about in a minute")
    }
}
