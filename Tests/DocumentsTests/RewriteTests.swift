import Testing

@testable import Documents

/// A rewritten line never says what the original does not.
@Suite(.timeLimit(.minutes(1)))
struct RewriteTests {
    private static let document = Samples.text(Samples.resume)
    private static let check = RewriteCheck(document, skills: Samples.skills)

    private func line(_ start: String) -> Int { Self.document.lines.firstIndex { $0.text.hasPrefix(start) } ?? -1 }

    @Test(arguments: [
        ("Responsible for the Python ETL", "Maintained the Python ETL pipelines on AWS"),
        ("Responsible for the Python ETL", "Ran the Python ETL pipelines on AWS"),
        ("Reduced latency", "Cut latency by 35% with Redis"),
        ("Built billing", "Developed billing services in Go and PostgreSQL for 40 customers"),
        ("Wrote unit tests", "Wrote unit tests using pytest"),
    ])
    func `other words for the same facts pass`(source: String, text: String) {
        #expect(Self.check.refusal(of: text, for: line(source)) == nil)
    }

    @Test func `more than a hundred lies are refused, whatever line they stand in`() {
        let invented = [
            "at Google", "with Kubernetes at Netflix", "by 60%", "for 4,000 customers", "since 2015", "in 2023",
            "saving $2 million",
            "using Terraform", "with Kafka and Spark", "as certified architect", "leading twelve engineers",
            "as team lead",
            "winning the national engineering award", "together with Microsoft Research", "across three continents",
            "in half the time",
            "doubling revenue", "for thousands of users", "with a PhD thesis about it",
            "published at an international conference",
            "while managing a department of analysts", "for the Ministry of Transport", "in Rust", "and MongoDB",
            "by tenfold",
            "earning a promotion to director", "with Angular",
        ]
        var (refused, all) = (0, 0)
        for source in ["Built billing", "Reduced latency", "Responsible for the Python ETL", "Wrote unit tests"] {
            let number = line(source)
            for lie in invented {
                let text = Self.document.lines[number].text + " " + lie
                all += 1
                if Self.check.refusal(of: text, for: number) != nil {
                    refused += 1
                } else {
                    Issue.record("passed: \(text)")
                }
            }
        }
        #expect(all >= 100 && refused == all, "\(refused) of \(all)")
        print("injected lies refused: \(refused) of \(all)")
    }

    @Test func `facts of one job do not move to another, and a line has a shape`() {
        #expect(
            Self.check.refusal(of: "Wrote unit tests with pytest for 40 customers", for: line("Wrote unit")) == .number
        )
        #expect(Self.check.refusal(of: "", for: line("Wrote unit")) == .shape)
        #expect(Self.check.refusal(of: "Wrote\nunit tests", for: line("Wrote unit")) == .shape)
        #expect(Self.check.refusal(of: "Wrote unit tests", for: 9_999) == .shape)
    }
}
