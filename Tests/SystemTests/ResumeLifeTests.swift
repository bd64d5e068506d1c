import Documents
import Foundation
import Outbound
import Support
import Testing

@testable import HTTPKit
@testable import debrief

/// A résumé and a job description over HTTP, from the upload to the files, and a knowledge document from the upload to the search.
@Suite(.timeLimit(.minutes(5)), .serialized)
struct ResumeLifeTests {
    private static let json = ("Content-Type", "application/json")
    private static let resume = """
        Ada Example
        ada@example.org | +44 20 7946 0123

        Experience
        Software Engineer, Northwind, Jan 2019 – present
        - Built billing services in Go and PostgreSQL for 40 customers

        Skills
        Go, SQL, Docker

        Education
        BSc Computer Science
        """
    private static let job =
        #"{"job":"Backend Engineer\n\nRequirements\n- Go\n- PostgreSQL\n- Terraform\n\nNice to have\n- Docker"}"#

    private func field(_ name: String, in reply: HTTPReply) throws -> String {
        let match = try #require(reply.text.firstMatch(of: try Regex("\"\(name)\":\"?([^\",}]+)")), "\(reply.text)")
        return String(match.output[1].substring ?? "")
    }

    @Test func `a résumé is matched with quotes, shown as a page, and given back as three kinds of file`() async throws
    {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let word = WordWriter.bytes(
            title: "Ada Example",
            lines: Self.resume.split(separator: "\n").dropFirst().map { line in
                DocumentText.Line(
                    line.hasPrefix("- ") ? String(line.dropFirst(2)) : String(line),
                    isPoint: line.hasPrefix("- ")
                )
            }
        )
        let made = try await server.send(.post, "/v1/resumes?name=cv.docx", body: HTTPBody([.bytes(word)]))
        #expect(made.status == 201, "\(made.text)")
        let id = try field("id", in: made)
        let match = try await server.send(
            .post,
            "/v1/resumes/\(id)/matches",
            headers: [Self.json],
            body: .text(Self.job)
        )
        #expect(match.status == 201, "\(match.text)")
        // Musts: Go and PostgreSQL met, Terraform missing; Docker is a wish that is met: (3 + 3 + 0 + 1) of 10.
        #expect(try field("score", in: match) == "70")
        #expect(match.text.contains("PostgreSQL") && match.text.contains("\"state\":\"missing\""))
        let matchID = try #require(match.text.firstMatch(of: /mat_[0-9a-f-]{36}/)).output
        let base = "/v1/resumes/\(id)/matches/\(matchID)"
        let pdf = try await server.send(.get, "\(base)/resume.pdf")
        #expect(pdf.status == 200 && pdf.body.starts(with: Array("%PDF".utf8)))
        let docx = try await server.send(.get, "\(base)/resume.docx")
        #expect(docx.status == 200 && docx.body.starts(with: [0x50, 0x4B]))
        let text = try await server.send(.get, "\(base)/resume.txt")
        #expect(text.text.contains("- Built billing services in Go and PostgreSQL for 40 customers"))
        // What was drawn is read back by the same reader.
        if DocumentReader.readsPDF {
            let again = try await server.send(
                .post,
                "/v1/resumes?name=cv.pdf",
                body: HTTPBody([.bytes(Array(pdf.body))])
            )
            #expect(again.status == 201 && again.text.contains("Built billing services in Go"), "\(again.text)")
        }
        let page = try await server.send(.get, "/resumes/\(matchID)")
        #expect(page.status == 200 && page.text.contains("<mark class=\"met\"") && page.text.contains("70"))
        #expect(try await server.send(.get, "/resumes").text.contains("Backend Engineer"))
        let rewrite = try await server.send(.post, "\(base)/rewrite")
        #expect(rewrite.status == 409 && rewrite.text.contains("resume.no_model"))
        #expect(try await server.send(.delete, "/v1/resumes/\(id)").status == 204)
        #expect(try await server.send(.get, base).status == 404)
        let broken = try await server.send(.post, "/v1/resumes?name=x.pdf", body: .text("%PDF-1.4 nothing"))
        #expect(broken.status == 422, "\(broken.text)")
        _ = await server.stop()
    }

    @Test func `a knowledge document is placed in the background and found`() async throws {
        let folder = try TemporaryFolder()
        let server = try await ServerProcess(data: folder.url)
        let text =
            "# Releases\n\nWe roll back with one command. It takes a minute.\n\n# Lunch\n\nThere is soup on Tuesdays.\n"
        let made = try await server.send(.post, "/v1/knowledge/documents?name=handbook.md", body: .text(text))
        #expect(made.status == 202, "\(made.text)")
        let id = try field("id", in: made)
        var state = ""
        for _ in 0..<200 where state != "done" {
            state = try field("state", in: try await server.send(.get, "/v1/knowledge/documents/\(id)"))
            if state != "done" { try await Task.sleep(for: .milliseconds(100)) }
        }
        #expect(state == "done")
        let found = try await server.send(.get, "/v1/knowledge/search?q=how%20to%20roll%20back")
        #expect(found.status == 200 && found.text.contains("We roll back with one command."), "\(found.text)")
        #expect(
            try await server.send(.post, "/v1/knowledge/documents?name=handbook.md", body: .text(text)).status == 200
        )
        #expect(try await server.send(.delete, "/v1/knowledge/documents/\(id)").status == 204)
        #expect(try await !server.send(.get, "/v1/knowledge/search?q=roll").text.contains("one command"))
        _ = await server.stop()
    }
}
