import Foundation
import Testing

@testable import Documents

/// What is found in a résumé and in a job description, and where.
@Suite(.timeLimit(.minutes(2)))
struct ProfileTests {
    private func names(_ text: String, listed: Bool = false) -> [String] {
        Samples.skills.find(in: Samples.text(text)) { _ in listed }.map { Samples.skills.skills[$0.skill].name }
    }

    @Test func `there are at least 300 skills and no spelling stands for two`() {
        #expect(Samples.skills.skills.count >= 300)
    }

    @Test(arguments: [
        ("I go to the market in a swift car", [] as [String]),
        ("Go to market strategy", ["Go-to-Market"]),
        ("Services in Go and PostgreSQL", ["Go", "PostgreSQL"]),
        ("Go, Python, C++ and C#", ["Go", "Python", "C++", "C#"]),
        ("golang developer", ["Go"]),
        ("R&D budget, Vitamin C, plan C", []),
        ("Experience with R, SAS and SQL", ["R", "SAS", "SQL"]),
        ("the rest of the team", []),
        ("REST and gRPC", ["REST APIs", "gRPC"]),
        (".NET and ASP.NET", [".NET", "ASP.NET"]),
        ("net revenue", []),
        ("Node.js, React Native and CI/CD", ["Node.js", "React Native", "CI/CD"]),
        ("We excel at lean thinking", []),
        ("Reports in Excel", ["Excel"]),
        ("a spark of joy", []),
        ("Java and JavaScript", ["Java", "JavaScript"]),
        ("C-level executives", []),
        ("embedded C firmware", ["C", "Firmware"]),
    ])
    func `ambiguous words need company`(text: String, wanted: [String]) {
        #expect(names(text) == wanted, "\(text)")
    }

    @Test func `a résumé's items point at their places`() {
        let document = Samples.text(Samples.resume)
        let profile = ResumeProfile(document, skills: Samples.skills, now: Samples.now)
        let units = Array(document.text.utf16)
        func holds(_ quote: Quote) -> Bool {
            String(decoding: units[quote.start..<quote.end], as: UTF16.self) == quote.text
        }
        #expect(profile.name == "Ada Example")
        #expect(profile.email?.text == "ada@example.org")
        #expect(profile.phone?.text == "+44 20 7946 0123")
        #expect(profile.links.map(\.text) == ["github.com/ada-example"])
        #expect(
            profile.roles.map(\.title) == ["Senior Software Engineer", "Software Engineer, Contoso"]
                || profile.roles.map(\.title) == ["Senior Software Engineer", "Software Engineer"]
        )
        #expect(profile.roles.first?.start == YearMonth(year: 2021, month: 3) && profile.roles.first?.end == nil)
        #expect(profile.degree == 2)
        #expect(profile.months == 63 + 37, "\(profile.months)")
        #expect(
            profile.achievements.map(\.text) == [
                "Built billing services in Go and PostgreSQL for 40 customers", "Reduced latency by 35% with Redis",
            ]
        )
        #expect(profile.projects.map(\.name) == ["Birdsong finder"])
        #expect(profile.projects.first?.skills == ["PyTorch"])
        let go = profile.skills.first { $0.name == "Go" }
        #expect(go?.months == 63 && go?.isOnlyListed == false)
        #expect(profile.skills.first { $0.name == "Docker" }?.isOnlyListed == true)
        let quotes =
            profile.skills.flatMap(\.quotes) + profile.achievements + profile.degrees + profile.roles.map(\.quote)
            + profile.links
        #expect(quotes.count > 12 && quotes.allSatisfy(holds))
    }

    @Test func `a skill of a list gets its years from the jobs whose lines name it`() {
        let document = Samples.text(
            """
            Ada Example

            Skills
            Python, Terraform, Kafka

            Experience

            Platform Engineer, Northwind, Jan 2020 – Dec 2022
            - Wrote the billing service in Python
            Technologies: Kafka, Go

            Developer, Contoso, Jan 2017 – Dec 2018
            - Built reports in Python and PostgreSQL

            Tech stack: PostgreSQL, Redis

            Tester, Fabrikam, Jan 2015 – Dec 2015
            - Tested by hand

            Education
            BSc Computer Science
            """
        )
        let profile = ResumeProfile(document, skills: Samples.skills, now: Samples.now)
        let months = Dictionary(profile.skills.map { ($0.name, $0.months) }, uniquingKeysWith: { first, _ in first })
        #expect(profile.roles.count == 3, "\(profile.roles.map(\.title))")
        #expect(months["Python"] == 35 + 23)
        #expect(months["Apache Kafka"] == 35 && months["Go"] == 35, "a row of the job counts: \(months)")
        #expect(months["PostgreSQL"] == 23 && months["Redis"] == 23, "also behind a gap: \(months)")
        #expect(months["Terraform"] == 0)
        #expect(profile.skills.first { $0.name == "Terraform" }?.isOnlyListed == true)
        let kinds = profile.sections.map(\.kind)
        #expect(kinds == [.contact, .skills, .experience, .education], "\(kinds)")
        let last = ResumeProfile(
            Samples.text(
                "Sam Example\n\nExperience\n\nDeveloper, Contoso, Jan 2017 – Dec 2018\n- Built reports\n\nSkills: Go, Redis\n"
            ),
            skills: Samples.skills,
            now: Samples.now
        )
        #expect(last.skills.map(\.months) == [0, 0] && last.skills.allSatisfy(\.isOnlyListed), "\(last.skills)")
    }

    @Test(arguments: [
        ("HGV Class 1 with ADR and Driver CPC", ["HGV Class 1", "ADR Licence", "Driver CPC"]),
        ("Wrote an ADR for each choice of database", []),
        ("Occupancy up 6 points and ADR up £11 across 90 rooms", ["Revenue Management"]),
        ("Settled disputes by ADR before they came to court", ["Alternative Dispute Resolution"]),
        ("We adapt Sage advice", []),
        ("Ledgers in Sage and Xero", ["Sage", "Xero"]),
        ("send the minutes at a slow pace", []),
        ("SEND provision and phonics", ["SEND", "Phonics"]),
        ("the queue is FIFO, the cache is not", []),
        ("Redundancy of two zones", []),
        ("CDL-A driver", ["HGV Class 1"]),
    ])
    func `spellings with several meanings need their own words near them`(text: String, wanted: [String]) {
        #expect(names(text) == wanted, "\(text)")
    }

    @Test func `a job's musts and wishes are told apart`() {
        let job = JobProfile(
            Samples.text(
                """
                Backend Engineer
                About us
                We love Haskell and good coffee.
                Requirements
                - 3+ years of experience with Go or Rust
                - PostgreSQL and Redis
                - Bachelor's degree in computer science or equivalent experience
                - No PHP required, PHP is not required
                Nice to have
                - Kubernetes
                Benefits
                - Free Python courses
                """
            ),
            skills: Samples.skills
        )
        #expect(job.title == "Backend Engineer")
        #expect(
            job.requirements.filter { $0.need == .must }.map(\.name) == [
                "Go or Rust", "PostgreSQL", "Redis", "a bachelor’s degree",
            ]
        )
        #expect(job.requirements.filter { $0.need == .nice }.map(\.name) == ["Kubernetes"])
        #expect(job.requirements.first?.years == 3)
    }

    @Test func `two names that are words as well vouch for each other, letters do not`() {
        func names(_ line: String) -> [String] {
            JobProfile(Samples.text("Requirements\n- \(line)\n"), skills: Samples.skills).requirements.flatMap(\.skills)
        }
        #expect(names("Go or Rust") == ["Go", "Rust"])
        #expect(names("A budget for R and D work") == [])
        #expect(names("Ready to go and to express opinions") == [])
    }

    @Test func `the score is the arithmetic that is documented`() {
        let profile = ResumeProfile(Samples.text(Samples.resume), skills: Samples.skills, now: Samples.now)
        let job = JobProfile(
            Samples.text(
                "Requirements\n- Go\n- 10 years of Python\n- MySQL\n- Terraform\nNice to have\n- Redis\n- Scala\n"
            ),
            skills: Samples.skills
        )
        let match = Matching.match(profile, job, skills: Samples.skills)
        #expect(
            match.findings.map(\.state) == [.met, .partly, .partly, .missing, .met, .partly]
                || match.findings.map(\.state) == [.met, .partly, .partly, .missing, .met, .missing]
        )
        // 3·1 + 3·½ + 3·½ + 3·0 + 1·1 (+ 1·½) of 14.
        let sum = match.findings.last?.state == .partly ? 7.5 : 7
        #expect(match.score == Int((sum / 14 * 100).rounded()))
        #expect(match.findings.allSatisfy { ($0.state == .missing) == $0.quotes.isEmpty })
        let again = Matching.match(profile, job, skills: Samples.skills)
        #expect(again == match && Matching.topics(match) == Matching.topics(again))
        #expect(Matching.topics(match).first?.name == "Go")
    }

    @Test func `advice names weak words and missing numbers by their line`() {
        let document = Samples.text(Samples.resume)
        let profile = ResumeProfile(document, skills: Samples.skills, now: Samples.now)
        let advice = Advice.of(document, profile, match: nil)
        #expect(advice.contains { $0.kind == .weakVerb && $0.quote?.text.hasPrefix("Responsible for") == true })
        #expect(
            advice.contains { $0.kind == .noNumber && $0.quote?.text.hasPrefix("Classified") == false }
                || advice.contains { $0.kind == .noNumber }
        )
        #expect(!advice.contains { $0.kind == .noContact })
    }

    /// Pairs with known answers: skills drawn at random into sentences of many forms.
    @Test func `of 200 pairs nearly every requirement is found and nearly none invented`() {
        var seed: UInt64 = 42
        func next(_ bound: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % UInt64(max(1, bound)))
        }
        let pool = Samples.skills.skills.filter { $0.kind != "human language" && $0.kind != "soft" }.map(\.name)
        let mustForms = [
            "- Strong experience with X", "- You know X well", "- X in production", "- 3+ years of X",
            "- Proficient in X and its ecosystem", "- Hands-on work with X",
        ]
        let niceForms = ["- X is a plus", "- Ideally some X", "- Knowledge of X"]
        var (right, found, wanted, rightStates) = (0, 0, 0, 0)
        for _ in 0..<200 {
            var drawn: [String] = []
            while drawn.count < 9 { let name = pool[next(pool.count)]; if !drawn.contains(name) { drawn.append(name) } }
            let (musts, nices, owned) = (drawn[0..<4], drawn[4..<6], [drawn[0], drawn[1], drawn[4], drawn[7]])
            let job =
                "Engineer for things\n\nAbout us\nWe are a friendly company of forty people by the sea.\n\nRequirements\n"
                + musts.map { mustForms[next(mustForms.count)].replacing("X", with: $0) }.joined(separator: "\n")
                + "\n\nNice to have\n"
                + nices.map { niceForms[next(niceForms.count)].replacing("X", with: $0) }.joined(separator: "\n")
                + "\n\nBenefits\n- Lunch and a bicycle\n"
            let resume =
                "Ada Example\nExperience\nEngineer, Northwind, Jan 2016 – present\n- Used \(owned[0]) and \(owned[1]) every day\nSkills\n\(owned.joined(separator: ", "))\nEducation\nBSc\n"
            let profile = JobProfile(Samples.text(job), skills: Samples.skills)
            let names = profile.requirements.filter { $0.kind == .skill }.flatMap(\.skills)
            let truth = Set(musts).union(nices)
            right += names.count { truth.contains($0) }
            found += names.count
            wanted += truth.count
            let match = Matching.match(
                ResumeProfile(Samples.text(resume), skills: Samples.skills, now: Samples.now),
                profile,
                skills: Samples.skills
            )
            rightStates += match.findings.count { finding in
                finding.requirement.skills.contains { truth.contains($0) }
                    && (finding.state == .met) == finding.requirement.skills.contains { owned.contains($0) }
            }
        }
        let (recall, precision) = (Double(right) / Double(wanted), Double(right) / Double(max(1, found)))
        print(
            "requirements: recall \(recall), precision \(precision), states right \(Double(rightStates) / Double(wanted))"
        )
        #expect(recall >= 0.9 && precision >= 0.95)
        #expect(Double(rightStates) / Double(wanted) >= 0.9)
    }
}
