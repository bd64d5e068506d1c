import Testing

@testable import Documents

/// Words that name a degree or a section in some company only.
@Suite(.timeLimit(.minutes(1)))
struct DoubtfulWordTests {
    @Test(arguments: [
        ("C+E licence, valid driver card", 0), ("A clean driving licence is required", 0),
        ("Licence d'informatique ou équivalent", 2), ("Licence professionnelle", 2),
        ("Certified Scrum Master", 0), ("Master data management", 0), ("Master of Science in Physics", 3),
        ("Bachelor's or Master's degree", 2), ("A high degree of autonomy", 0), ("Degree in nursing", 2),
        ("Latency under 50 ms", 0), ("BS or MS in Computer Science", 2), ("Promotion to senior within a year", 0),
        ("Abgeschlossene Promotion in Chemie", 4), ("PhD in statistics", 4), ("Sales associate", 0),
    ])
    func `a requirement asks for the degree it names, and for none it only sounds like`(text: String, level: Int) {
        #expect(Degrees.least(text) == level, "\(text)")
    }

    @Test func `an education's words are read as degrees, licences to drive are none`() {
        #expect(Degrees.level("Master Informatik, TU Berlin") == 3)
        #expect(Degrees.level("Licence de mathématiques, Lyon") == 2)
        #expect(Degrees.level("Driving licence, category C") == 0)
    }

    @Test(arguments: ["Teaching Experience", "CLINICAL EXPERIENCE", "Kitchen experience:"])
    func `experience of any kind begins its section`(heading: String) {
        let text = "Ann Example\nann@example.org\n\n\(heading)\nTeacher, Hill School, 2018 to 2023\n- Taught maths\n"
        #expect(Sections.ofResume(Samples.text(text)).contains { $0.kind == .experience }, "\(heading)")
    }

    @Test(arguments: ["@ann | ann@example.org", "Team @ Host, write to ann@example.org.", "E-Mail:ann@example.org"])
    func `an address is found behind other at signs`(line: String) {
        let resume = ResumeProfile(Samples.text("Ann Example\n\(line)\n"), skills: Samples.skills, now: Samples.now)
        #expect(resume.email?.text == "ann@example.org", "\(line)")
    }

    @Test(arguments: ["10 years experience", "No experience", "teaching experience"])
    func `a line about experience is no heading`(line: String) {
        let text = "Ann Example\nann@example.org\n\n\(line)\nTeacher, Hill School, 2018 to 2023\n"
        #expect(!Sections.ofResume(Samples.text(text)).contains { $0.kind == .experience }, "\(line)")
    }
}
