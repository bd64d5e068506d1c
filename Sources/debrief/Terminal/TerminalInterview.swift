import Answers
import Core
import FoundationEssentials
import HTTPKit
import Interviews
import Model

/// An interview in a terminal: shows what is asked, reads what is answered, and makes the moves.
struct TerminalInterview {
    /// Longest answer that is read, in bytes.
    private static let maxAnswer = 256 << 10

    let service: InterviewService
    let answers: AnswerService
    let id: InterviewID
    /// Whether each answer is judged before the next question.
    let feedback: Bool

    /// What was read at a question.
    private enum Said: Sendable {
        case words(String)
        case file(String)
        case skip, back, end, nothing, tooLong
    }

    /// Holds it to its end, or to the end of the input.
    func hold() async throws {
        var reply = try await service.reply(as: .localOperator, id)
        Console.warn("debrief: interview \(id)")
        if reply.state == .ready {
            Console.print(TextWrap.fold(reply.greeting) + "\n")
            reply = try await move(.start(turn: nil))
        }
        while reply.state != .finished {
            try Task.checkCancellation()
            switch reply.state {
            case .reviewing where reply.reviewUntil != nil:
                try await Task.sleep(for: .milliseconds(200))
                let stored = try await service.find(as: .localOperator, id)
                if let next = try await service.advance(as: .localOperator, stored) {
                    reply = InterviewReply(next, at: Instant(Date()))
                }
            case .reviewing:
                let next: InterviewMove = reply.next.map { .start(turn: $0) } ?? .end
                reply = try await move(next)
            default: reply = try await ask(reply)
            }
        }
        if feedback { return }
        Console.print(TextWrap.fold(reply.closing) + "\n")
    }

    private func move(_ move: InterviewMove) async throws -> InterviewReply {
        InterviewReply(try await service.move(as: .localOperator, id, move), at: Instant(Date()))
    }

    /// Asks the open question until a move is made.
    private func ask(_ reply: InterviewReply) async throws -> InterviewReply {
        guard let number = reply.current, let turn = reply.turns.first(where: { $0.number == number }) else {
            return try await move(.end)
        }
        let of = reply.turns.count { $0.kind == .question }
        let place = turn.kind == .followUp ? "Follow-up" : "Question \(number) of \(of)"
        Console.print(TextWrap.fold(turn.text ?? "", indent: "  ", first: "\(place): ") + "\n")
        let said = try await read()
        if reply.mode == .coach, case .nothing = said { Console.print(InterviewText.example(turn)) }
        return try await made(said, number, reply)
    }

    private func made(_ said: Said, _ number: Int, _ reply: InterviewReply) async throws -> InterviewReply {
        do {
            switch said {
            case .end: return try await move(.end)
            case .skip: return try await move(.skip(turn: number))
            case .back: return try await move(.back(turn: number))
            case .nothing:
                if reply.mode == .coach { return try await move(.skip(turn: number)) }
                return reply
            case .tooLong:
                Console.warn(
                    "debrief: an answer may have \(ByteCount.text(Self.maxAnswer)); nothing was taken, say it again."
                )
                return reply
            case .words(let text):
                let body = Array(try JSONEncoder().encode(["answer": text]))
                let stored = try await service.answer(as: .localOperator, id, turn: number, body, through: answers)
                return try await answered(stored, number)
            case .file(let path):
                guard FileManager.default.fileExists(atPath: path) else { throw MissingFile(path: path) }
                let file = URL(filePath: path)
                let stored = try await service.answer(
                    as: .localOperator,
                    id,
                    turn: number,
                    file: file,
                    through: answers
                )
                return try await answered(stored, number)
            }
        } catch let error as any CodedError where ErrorTable.row(error.code).status < 500 {
            // Said wrongly, a line is said again: an interview does not end by a typing error.
            Console.warn("debrief: \(error.message) [\(error.code)]")
            return try await service.reply(as: .localOperator, id)
        }
    }

    private func answered(_ stored: StoredInterview, _ number: Int) async throws -> InterviewReply {
        if feedback, let answer = stored.interview.turn(number)?.counting?.answer {
            Console.warn("debrief: listening…")
            if let done = try await finished(answer, waitMs: 600_000) { Console.print(TerminalSummary(done).text) }
        }
        return InterviewReply(stored, at: Instant(Date()))
    }

    private func finished(_ answer: AnswerID, waitMs: Int) async throws -> Answer? {
        let end = ContinuousClock.now.advanced(by: .milliseconds(waitMs))
        while ContinuousClock.now < end {
            let now = try await answers.read(as: .localOperator, answer)
            if now.status == .done || now.status == .failed { return now }
            try await Task.sleep(for: .milliseconds(200))
        }
        return nil
    }

    /// What it came to, once every answer is judged or waiting has lasted long enough; nil for one that never began or had no answers to
    /// give.
    func debrief(waitMs: Int) async throws -> InterviewDebrief? {
        let stored = try await service.find(as: .localOperator, id)
        guard stored.interview.started != nil, stored.interview.plan.mode != .coach else { return nil }
        let end = ContinuousClock.now.advanced(by: .milliseconds(waitMs))
        while true {
            let debrief = try await service.debrief(as: .localOperator, id)
            if debrief.pending == 0 || ContinuousClock.now >= end { return debrief }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    /// The lines up to an empty one, or one that says something by itself. Reading blocks, so a thread of its own does it.
    private func read() async throws -> Said {
        try await BlockingThreads(count: 1).run {
            var lines: [String] = []
            var size = 0
            while let line = readLine() {
                let bare = line.trimmed
                if size > Self.maxAnswer {
                    if bare.isEmpty { return .tooLong }
                    continue
                }
                switch bare {
                case "/end": return .end
                case "/skip": return .skip
                case "/back": return .back
                case "" where lines.isEmpty: return .nothing
                case "": return .words(lines.joined(separator: "\n"))
                default: break
                }
                if lines.isEmpty, bare.hasPrefix("@") { return .file(String(bare.dropFirst())) }
                size += line.utf8.count + 1
                if size <= Self.maxAnswer { lines.append(line) }
            }
            if size > Self.maxAnswer { return .tooLong }
            return lines.isEmpty ? .end : .words(lines.joined(separator: "\n"))
        }
    }
}

/// What a terminal shows of an interview.
enum InterviewText {
    /// What a good answer to a question has in it.
    static func example(_ turn: InterviewReply.Turn) -> String {
        var lines = (turn.talkingPoints ?? []).map { TextWrap.fold($0, indent: "    ", first: "  - ") }
        if let example = turn.exampleAnswer { lines.append(TextWrap.fold(example, indent: "  ")) }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The debrief of an interview.
    static func debrief(_ debrief: InterviewDebrief) -> String {
        var parts = [debrief.summary.map { TextWrap.fold($0) }.joined(separator: "\n")]
        if let drill = debrief.nextDrill {
            let steps = drill.steps.enumerated().map { TextWrap.fold($1, indent: "     ", first: "  \($0 + 1). ") }
            parts.append(
                (["Practise next: \(drill.title)", TextWrap.fold(drill.reason, indent: "  ")] + steps)
                    .joined(separator: "\n")
            )
        }
        for (title, points) in [("Keep", debrief.strengths), ("Change", debrief.areas)] where !points.isEmpty {
            let lines = points.map { point in
                let quote = point.quote.map { " “\($0)”" } ?? ""
                return TextWrap.fold(point.text + quote, indent: "    ", first: "  - ")
            }
            parts.append(([title] + lines).joined(separator: "\n"))
        }
        let rows = debrief.rows.map { row in
            let score = row.score.map { " \(Int($0.rounded())) of 100" } ?? ""
            let note = row.note.map { " (\($0))" } ?? ""
            return TextWrap.fold(
                "\(row.question) –\(score.isEmpty ? " \(row.state)" : score)\(note)",
                indent: "     ",
                first: "  \(row.number). "
            )
        }
        parts.append((["Question by question"] + rows).joined(separator: "\n"))
        if !debrief.notes.isEmpty {
            let notes = debrief.notes.map { TextWrap.fold($0, indent: "    ", first: "  - ") }
            parts.append((["How reliable is this?"] + notes).joined(separator: "\n"))
        }
        return parts.joined(separator: "\n\n") + "\n"
    }
}
