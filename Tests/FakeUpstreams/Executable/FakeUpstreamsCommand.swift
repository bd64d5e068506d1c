import ArgumentParser
import FakeUpstreams

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `fake-upstreams [MODE] [--scenario FILE] [--port PORT …]`: serves every fake until the process is told to end, and prints where.
@main
struct FakeUpstreamsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fake-upstreams",
        abstract: "Stands in for every service outside, on this machine: one port each, printed at the start.",
        discussion: """
            A mode is also set while it runs:  curl -X POST 'http://127.0.0.1:PORT/_control?mode=slow'
            or for one call:                   -H 'x-fake-mode: 429-day'
            Modes: \(FakeMode.allCases.map(\.rawValue).joined(separator: " "))
            """
    )

    @Argument(help: "How every service behaves at first.", transform: mode) var mode = FakeMode.ok
    @Option(help: "A JSON file with each service's mode, modes for its next calls, and slowness.")
    var scenario: String?
    @Option(help: "A port for the next service; without one, a free port. May be repeated.") var port: [Int] = []

    func run() async throws {
        let scenario = try scenario.map(FakeScenario.read)
        let fakes = try await FakeUpstreams.start(mode: mode, ports: port, endsOnSignals: true)
        if let scenario { try fakes.play(scenario) }
        for fake in fakes.all { print("\(fake.name) \(fake.baseURL)") }
        for fake in fakes.plain { print("\(fake.name) 127.0.0.1:\(fake.port)") }
        print("ready")
        // Whoever reads the ports through a pipe must not wait for a full buffer.
        fflush(nil)
        try await fakes.wait()
    }

    private static func mode(_ name: String) throws -> FakeMode {
        guard let mode = FakeMode(named: name) else { throw ValidationError("there is no mode \(name)") }
        return mode
    }
}
