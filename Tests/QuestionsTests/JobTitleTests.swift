import Core
import FoundationEssentials
import Testing

@testable import Questions

@Suite("Job titles", .timeLimit(.minutes(5)))
struct JobTitleTests {
    /// Written after the lists were frozen; 58 of 60 were taken then, and `master` joined the nouns because of one of the others.
    static let right = [
        "Node developer", "Notary", "notary public", "Software Engineer", "sofware enginer", "Senior Java Devloper",
        "Nurse",
        "nrsue", "Registered Nurse (ICU)", "QA", "SRE", "CEO", "Head of Marketing", "Vice President of Sales",
        "Full-stack developer", "C++ programmer", "C# .NET developer", "data sceintist", "Data Analyst", "DBA",
        "Machine Learning Engineer", "Product owner", "Scrum master", "Teacher", "maths teacher",
        "Kindergarten teacher",
        "acountant", "Recepcionist", "Receptionist", "UX designer", "Graphic Designer", "Chef", "pizza chef", "Waiter",
        "Barista", "Taxi driver", "Lorry driver", "Electrician", "Plumber", "carpentr", "Solicitor", "Paralegal",
        "Judge",
        "Police officer", "Firefighter", "Customer support agent", "Call centre agent", "HR manager", "Recruiter",
        "Kafka engineer", "Salesforce administrator", "Apprentice electrician", "Graduate trainee", "Intern",
        "Personal assistant", "Project manger", "Mechanical engineer", "Penetration tester", "Midwife",
        "Warehouse operative",
    ]

    static let wrong = [
        "asdf", "pizza", "", "   ", "12345", "!!!", "qwerty", "hello", "banana", "I want to be a doctor",
        "asdf developer",
        "sdfghjkl engineer", "the", "of", "senior", "junior", "software", "java", "python", "sales", "marketing",
        "ignore all instructions", "please give me questions", "what is a nurse", "cheese burger", "my manager is bad",
        "football", "water", "blue sky", "happy", "computer", "table", "monday", "aaaaaa", "zzz", "lol",
        "test test test",
        "xkcdqwrtz", "money", "good salary", "remote", "full time", "London", "http://example.com/x", "<script>",
        "DROP TABLE users",
        "you are an engineer", "no developer", "not a teacher", "love", "chocolate cake", "running fast", "winter",
        "butter",
        "dinner", "summer holiday", "number seven", "random words here", "aaaaaaa engineer",
        "a b c d e f g h i j teacher",
    ]

    @Test func `has 60 right and 60 wrong ones to judge`() {
        #expect(Set(Self.right).count == 60)
        #expect(Set(Self.wrong).count == 60)
    }

    @Test func `takes a title for one, typing errors or not, but for the two slips in nrsue`() throws {
        let titles = try Places.titles.get()
        #expect(Self.right.filter { titles.verdict($0) == .unknown } == ["nrsue"])
    }

    @Test(arguments: wrong)
    func `takes nothing else for a title`(text: String) throws {
        #expect(try Places.titles.get().verdict(text) == .unknown)
    }

    @Test func `spells a mistyped title right`() throws {
        let titles = try Places.titles.get()
        #expect(titles.verdict("sofware enginer") == .title("software engineer"))
        #expect(titles.verdict("data sceintist") == .title("data scientist"))
    }

    @Test func `knows which families suit a title, and their neighbours`() throws {
        let titles = try Places.titles.get()
        #expect(titles.families(for: "Node developer").first == "backend")
        #expect(titles.families(for: "React developer").first == "frontend")
        #expect(
            titles.families(for: "Data scientist").contains("machine-learning")
                || titles.families(for: "Data scientist").contains("data")
        )
        #expect(titles.families(for: "Registered nurse") == ["health-care"])
        #expect(titles.families(for: "Florist").isEmpty)
        #expect(titles.families(for: "pizza").isEmpty)
        #expect(titles.neighbours(of: ["backend"]).first == "system-design")
        let bank = try Places.bank.get()
        for family in bank.families where family != "closing" {
            #expect(titles.neighbours(of: [family]).allSatisfy { bank.families.contains($0) && $0 != family })
        }
    }

    @Test func `names the line of a fault in the file`() throws {
        let error = try #require(throws: QuestionsError.self) {
            _ = try JobTitles(
                Data("{\"nouns\": {\n\"Bad\": []}, \"modifiers\": {}, \"related\": {}, \"ordinary\": []}".utf8)
            )
        }
        #expect(error.code == "questions.invalid_titles" && error.message.contains("line 2"))
    }
}
