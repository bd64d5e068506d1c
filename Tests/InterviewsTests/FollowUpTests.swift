import Coaching
import Model
import Questions
import Testing

@testable import Interviews

/// A follow-up never asks for what was said. Forty answers, written for this test and labelled by reading: what each of them says of
/// the parts of a story and of its question's talking points.
@Suite(.timeLimit(.minutes(1)))
struct FollowUpTests {
    private struct Case {
        var question: BankQuestion
        var answer: String
        /// What the answer says, as probes.
        var says: [String]
    }

    private static func question(_ text: String, points: [String], followUps: [(String, String)]) -> BankQuestion {
        BankQuestion(
            id: "q",
            family: "behavioural",
            kind: .behavioural,
            competency: "c",
            difficulty: .easy,
            text: text,
            talkingPoints: points,
            exampleAnswer: "",
            followUps: followUps.compactMap { probe, text in
                BankQuestion.Probe(probe).map { .init(probe: $0, text: text) }
            },
            seconds: 120
        )
    }

    private static let newcomer = question(
        "Tell me about a time you helped a new colleague find their feet.",
        points: [
            "What the new person could not yet do", "Concrete help such as pairing or notes",
            "A sign that they became productive sooner",
        ],
        followUps: [
            ("result", "How did you know your help had worked?"), ("action", "What did you personally do?"),
            ("reflection", "What would you do differently?"), ("point:1", "What could they not do yet?"),
        ]
    )
    private static let outage = question(
        "Describe a production outage you dealt with.",
        points: [
            "How the outage was noticed", "What was done first to limit the damage", "The root cause",
            "What keeps it from happening again",
        ],
        followUps: [
            ("point:3", "What was the root cause?"), ("point:4", "What did you change so that it cannot happen again?"),
            ("point:1", "How did you notice it?"), ("result", "How long did it last in the end?"),
        ]
    )
    private static let conflict = question(
        "Tell me about a disagreement with a colleague.",
        points: ["What each side wanted", "How you listened to the other view", "The agreement you reached"],
        followUps: [
            ("point:1", "What did the other side want?"), ("point:3", "What did you agree on?"),
            ("reflection", "What did you learn from it?"), ("result", "How do you work together now?"),
        ]
    )
    private static let deadline = question(
        "Tell me about a time you had too much to do before a deadline.",
        points: ["What was at stake", "How you decided what to drop", "How you told the people affected"],
        followUps: [
            ("point:2", "How did you decide what to drop?"), ("point:3", "How did the people affected hear of it?"),
            ("result", "Did you make the deadline?"), ("task", "What exactly were you responsible for?"),
        ]
    )
    private static let patient = question(
        "Tell me about a worried relative you had to calm.",
        points: [
            "What the relative was afraid of", "How you explained the treatment in plain words",
            "How the relative reacted",
        ],
        followUps: [
            ("point:1", "What were they afraid of?"), ("action", "What did you say to them?"),
            ("result", "How did it end?"), ("reflection", "What do you do differently since?"),
        ]
    )

    private static let cases: [Case] = [
        Case(
            question: newcomer,
            answer:
                "Last spring a technician joined us who could not yet read our schematics. I sat beside her for two mornings and wrote a one page guide. Within three weeks she covered a shift alone.",
            says: ["situation", "action", "result", "point:1"]
        ),
        Case(
            question: newcomer,
            answer:
                "When I was at the bank a graduate joined. I paired with him every day and I shared my notes. As a result he shipped his first change in a week.",
            says: ["situation", "action", "result", "point:2"]
        ),
        Case(
            question: newcomer,
            answer:
                "I made a checklist and I introduced her to everyone. Looking back, I would start with the people and not with the tools.",
            says: ["action", "reflection"]
        ),
        Case(
            question: newcomer,
            answer:
                "In my last team a colleague was new. I helped her with the build and I answered questions. In the end she was productive after ten days instead of thirty.",
            says: ["situation", "action", "result", "point:3"]
        ),
        Case(
            question: newcomer,
            answer: "He could not deploy on his own yet. I recorded a short video and I walked him through it twice.",
            says: ["action"]
        ),
        Case(
            question: newcomer,
            answer:
                "Two years ago we hired three people at once. I wrote notes for the first week, and by the end of the month all of them were on call. I learned to write things down early.",
            says: ["situation", "action", "result", "reflection", "point:2"]
        ),
        Case(
            question: newcomer,
            answer:
                "I was asked to look after an apprentice. I showed him one task a day, and his error rate dropped from ten percent to two percent.",
            says: ["task", "action", "result"]
        ),
        Case(
            question: newcomer,
            answer:
                "There was a nurse who came back after five years. I explained the new pumps to her. Next time I would also plan a second week.",
            says: ["situation", "action", "reflection"]
        ),
        Case(
            question: outage,
            answer:
                "Our alerts went off at two in the morning, so we noticed within a minute. I rolled the release back first. The root cause was a missing index, and since then every migration is tested on a copy.",
            says: ["point:1", "point:3", "action", "result"]
        ),
        Case(
            question: outage,
            answer:
                "A customer called us and that is how the outage was noticed. I switched the traffic to the other region to limit the damage.",
            says: ["point:1", "point:2", "action"]
        ),
        Case(
            question: outage,
            answer:
                "Last year our checkout was down. I restarted the queue and I watched it drain. It took forty minutes and we lost no orders.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: outage,
            answer:
                "The root cause turned out to be an expired certificate. I renewed it, and now a job warns us thirty days before, so it cannot happen again.",
            says: ["point:3", "point:4", "action"]
        ),
        Case(
            question: outage,
            answer: "I found that the disk was full. I deleted old logs and I set a limit. It has not happened since.",
            says: ["action", "result"]
        ),
        Case(
            question: outage,
            answer:
                "We were on holiday when the database failed over. I called the vendor and I kept people informed. In the end it lasted six hours. I learned to rehearse it.",
            says: ["situation", "action", "result", "reflection"]
        ),
        Case(
            question: outage,
            answer:
                "A dashboard showed a jump of errors, which is how it was noticed. The cause was our own retry loop. I added a breaker to keep it from happening again.",
            says: ["point:1", "action"]
        ),
        Case(
            question: outage,
            answer:
                "My job was to lead the call. I gave out tasks, I wrote the timeline, and the service was back within twenty minutes.",
            says: ["task", "action", "result"]
        ),
        Case(
            question: conflict,
            answer:
                "She wanted a rewrite and I wanted small steps. I asked her to show me the worst part and I listened. We reached an agreement to rewrite only that part.",
            says: ["point:1", "point:2", "point:3", "action"]
        ),
        Case(
            question: conflict,
            answer:
                "At my first job a designer and I argued over a form. I proposed a test with five users. In the end his version won and we used it.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: conflict,
            answer: "My manager wanted it on Friday and I wanted another week. I learned to say earlier what I need.",
            says: ["point:1", "reflection"]
        ),
        Case(
            question: conflict,
            answer:
                "I listened to his view for an hour without answering. After that I wrote both sides down, and we agreed on the shorter one.",
            says: ["point:2", "action"]
        ),
        Case(
            question: conflict,
            answer:
                "There was a colleague who reviewed very harshly. I asked him for a talk, I told him how it felt, and since then his reviews are kind.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: conflict,
            answer:
                "We disagreed about the database. I measured both. As a result we kept the old one and saved three weeks.",
            says: ["action", "result"]
        ),
        Case(
            question: conflict,
            answer:
                "In my last project a tester and I wanted different things: she wanted every case automated and I wanted to ship. The agreement we reached was to automate the ten worst.",
            says: ["situation", "point:1", "point:3"]
        ),
        Case(
            question: conflict,
            answer:
                "I apologised first. Looking back I should have done it the same day. We work together every week now.",
            says: ["action", "reflection"]
        ),
        Case(
            question: deadline,
            answer:
                "The contract was at stake. I decided to drop the reports because nobody read them, and I told the people affected by phone. We delivered on time.",
            says: ["point:1", "point:2", "point:3", "action", "result"]
        ),
        Case(
            question: deadline,
            answer:
                "I was responsible for the budget of a whole school. I sorted everything by its effect and I asked for help. It was finished two days early.",
            says: ["task", "action", "result"]
        ),
        Case(
            question: deadline,
            answer:
                "Last December we had four launches in one week. I called each team and I moved two of them. In the end all customers were served.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: deadline,
            answer:
                "I wrote to the affected people at once and told them what would be late. I learned to say no sooner.",
            says: ["point:3", "action", "reflection"]
        ),
        Case(
            question: deadline,
            answer:
                "My task was to translate a manual of ninety pages in five days. I translated the safety chapters first. It went out on time.",
            says: ["task", "action", "result"]
        ),
        Case(
            question: deadline,
            answer:
                "We had until Monday. I decided which features to drop by asking sales what they had promised. As a result the demo worked.",
            says: ["task", "point:2", "result"]
        ),
        Case(
            question: deadline,
            answer: "I worked two nights. Next time I would ask for more time on the first day.",
            says: ["reflection"]
        ),
        Case(
            question: deadline,
            answer: "When I was a student I had three exams and a job. I planned each hour, and I passed all of them.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: patient,
            answer:
                "The daughter was afraid that her father would not wake up. I explained the treatment in plain words and I drew a picture. She calmed down and thanked me.",
            says: ["point:1", "point:2", "action", "result"]
        ),
        Case(
            question: patient,
            answer:
                "On my ward a husband shouted at us. I took him aside and I asked what worried him. In the end he stayed the night beside her.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: patient,
            answer: "His mother was afraid of the needle. I showed her a small one and I let her hold it.",
            says: ["point:1", "action"]
        ),
        Case(
            question: patient,
            answer:
                "I explained to the son what the machine does, and he reacted with tears and then he smiled. Since then I always ask relatives first what they know.",
            says: ["action", "point:3", "reflection"]
        ),
        Case(
            question: patient,
            answer: "Last winter a wife came every hour. I gave her fixed times for news. As a result she slept again.",
            says: ["situation", "action", "result"]
        ),
        Case(
            question: patient,
            answer:
                "I was asked to speak with the family because the doctor was away. I told them what we knew and what we did not know. They were grateful.",
            says: ["task", "action"]
        ),
        Case(
            question: patient,
            answer:
                "The relative reacted badly at first. I stayed calm, I repeated it, and by the end of the day she trusted us.",
            says: ["point:3", "action", "result"]
        ),
        Case(
            question: patient,
            answer: "I sat down, which I learned from an older nurse, and I explained the plan in plain words twice.",
            says: ["action", "reflection", "point:2"]
        ),
    ]

    private static func covered(_ entry: Case) -> Set<BankQuestion.Probe> {
        let transcript = Transcript(
            text: entry.answer,
            language: "en-US",
            engine: "typed",
            keepsFillers: false,
            wordTimes: .none,
            accuracy: .supplied,
            words: entry.answer.split(separator: " ").map { .init(text: String($0)) }
        )
        let found = AnswerCoverage(of: transcript, to: entry.question.text, points: entry.question.talkingPoints)
        let parts = found.parts.compactMap { BankQuestion.Probe.Part(rawValue: $0.rawValue) }
        return Set(parts.map(BankQuestion.Probe.part)).union(found.points.map(BankQuestion.Probe.point))
    }

    @Test func `no follow-up asks for what one of forty answers says already`() {
        #expect(Self.cases.count == 40)
        var asked = 0
        for entry in Self.cases {
            let covered = Self.covered(entry)
            var texts: [String] = []
            while let next = FollowUpRule(most: 2).next(after: entry.question, covered: covered, asked: texts) {
                #expect(!entry.says.contains(next.probe.text), "asks \(next.probe.text) after: \(entry.answer)")
                texts.append(next.text)
                asked += 1
            }
        }
        print("follow-ups asked: \(asked)")
        // Asking nothing at all would never be wrong.
        #expect(asked >= 30, "\(asked)")
    }
}
