import FakeUpstreams

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `fake-upstreams [MODE] [--scenario FILE] [PORT…]`: serves every fake until the process is told to end, and prints where.
@main
struct FakeUpstreamsCommand {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let file = arguments.firstIndex(of: "--scenario").flatMap { arguments[($0 + 1)...].first }
        let scenario = try file.map(FakeScenario.read)
        let mode = arguments.filter { Int($0) == nil }.compactMap { FakeMode(named: $0) }.first ?? .ok
        let fakes = try await FakeUpstreams.start(
            mode: mode,
            ports: arguments.compactMap { Int($0) },
            endsOnSignals: true
        )
        if let scenario { try fakes.play(scenario) }
        for fake in fakes.all { print("\(fake.name) \(fake.baseURL)") }
        for fake in fakes.plain { print("\(fake.name) 127.0.0.1:\(fake.port)") }
        print("modes: \(FakeMode.allCases.map(\.rawValue).joined(separator: " "))")
        print("set one with: curl -X POST 'http://127.0.0.1:PORT/_control?mode=slow'")
        // Whoever reads the ports through a pipe must not wait for a full buffer.
        fflush(nil)
        try await fakes.wait()
    }
}
