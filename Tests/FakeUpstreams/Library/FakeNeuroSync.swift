/// A NeuroSync player: takes a text until the sender closes its half, and answers `ok` or nothing.
enum FakeNeuroSync {
    static func service(_ mode: FakeMode) -> FakeTCP {
        FakeTCP("neurosync", mode: mode) { connection, mode in
            switch mode {
            case .slow:
                // Takes the text and never answers.
                let text = connection.all()
                connection.linger()
                return text.map { [$0] }
            case .reset:
                let text = connection.all()
                connection.end(abruptly: true)
                return text.map { [$0] }
            case .empty: return connection.all().map { [$0] }
            case .failing:
                connection.end(abruptly: true)
                return nil
            default:
                let text = connection.all()
                connection.send(mode == .malformed ? "\u{0}\u{1}" : "ok")
                return text.map { [$0] }
            }
        }
    }
}
