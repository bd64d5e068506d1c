import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// Real processes that are stopped or whose clock is set: nothing is paid for twice, and no key lives on.
@Suite(.timeLimit(.minutes(5)), .serialized, .enabled(if: Program.find("cc") != nil))
struct SafetyClockTests {
    /// A process whose clock can be moved.
    fileprivate struct MovedClock {
        static let compiler = Program.find("cc")
        static let canBeSet = compiler != nil

        let folder: TemporaryFolder
        var library: String { folder.path("clock.so") }
        private var file: URL { folder.url.appending(path: "offset") }

        /// Builds what moves it.
        init() async throws {
            folder = try TemporaryFolder()
            let source = folder.url.appending(path: "clock.c")
            try Self.source.write(to: source, atomically: true, encoding: .utf8)
            let made = try await Program.run(
                Self.compiler ?? "cc",
                ["-shared", "-fPIC", "-O1", "-o", library, source.path, "-ldl"]
            )
            try #require(made.status == 0, "\(made.errors)")
            try step(by: 0)
        }

        var environment: [String: String] { ["LD_PRELOAD": library, "TEST_CLOCK_FILE": file.path] }

        /// Sets the clock so many seconds ahead of the machine's.
        func step(by seconds: Int) throws {
            try "\(seconds)".write(to: file, atomically: true, encoding: .utf8)
        }

        private static let source = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <sys/time.h>
            #include <time.h>
            static long offset(void) {
                long seconds = 0;
                const char *name = getenv("TEST_CLOCK_FILE");
                FILE *file = name ? fopen(name, "re") : 0;
                if (file) { if (fscanf(file, "%ld", &seconds) != 1) seconds = 0; fclose(file); }
                return seconds;
            }
            int clock_gettime(clockid_t id, struct timespec *time) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
                int result = real(id, time);
                if (result == 0 && id == CLOCK_REALTIME) time->tv_sec += offset();
                return result;
            }
            int gettimeofday(struct timeval *time, void *zone) {
                struct timespec now;
                (void)zone;
                if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
                time->tv_sec = now.tv_sec;
                time->tv_usec = now.tv_nsec / 1000;
                return 0;
            }
            """
    }

    private func server(_ fakes: FakeUpstreams, _ clock: MovedClock, _ folder: TemporaryFolder) async throws
        -> ServerProcess
    {
        try await ServerProcess(
            data: folder.url,
            environment: clock.environment.merging([
                "TRANSCRIBE_ENGINE": "whispercpp", "TRANSCRIBE_WHISPERCPP_URL": fakes.whisperCpp.baseURL,
                "WORKER_HEARTBEAT_MS": "1500", "WORKER_STALE_MS": "6000",
            ]) { $1 }
        )
    }

    private func finished(_ id: String, on server: ServerProcess, within seconds: Int) async throws -> String {
        var status = ""
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end {
            let text = try await server.send(.get, "/v1/answers/\(id)").text
            status = String(text.firstMatch(of: /"status":"(done|failed|queued|running)"/)?.output.1 ?? "")
            if status == "done" || status == "failed" { return status }
            try await Task.sleep(for: .milliseconds(200))
        }
        return status
    }

    @Test(arguments: [40, 3_600, -3_600])
    func `a step of the clock in the middle of a paid call pays for it once`(step: Int) async throws {
        try await FakeUpstreams.with { fakes in
            fakes.whisperCpp.mode = .slow
            fakes.whisperCpp.slowness = .seconds(9)
            let (clock, folder) = (try await MovedClock(), try TemporaryFolder())
            let server = try await server(fakes, clock, folder)
            let reply = try await server.post(Fixtures.file("audio/short.wav"), fields: [("question", "q")])
            try #require(reply.status == 202, "\(reply.text)")
            let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
            await fakes.whisperCpp.reached(calls: 1)
            try clock.step(by: step)
            #expect(try await finished(id, on: server, within: 30) == "done")
            #expect(fakes.whisperCpp.calls == 1)
            _ = await server.stop()
        }
    }

    @Test func `a process that stands still for longer than its jobs' lease pays once and ends them`() async throws {
        try await FakeUpstreams.with { fakes in
            fakes.whisperCpp.mode = .slow
            fakes.whisperCpp.slowness = .seconds(12)
            let (clock, folder) = (try await MovedClock(), try TemporaryFolder())
            let server = try await server(fakes, clock, folder)
            let reply = try await server.post(Fixtures.file("audio/short.wav"), fields: [("question", "q")])
            let id = String(try #require(reply.text.firstMatch(of: /"id":"(ans_[0-9a-f-]+)"/)).output.1)
            await fakes.whisperCpp.reached(calls: 1)
            for _ in 0..<2 {
                server.program.signal(SIGSTOP)
                try await Task.sleep(for: .seconds(4))
                // The wall went on meanwhile, as after a suspended machine.
                try clock.step(by: 60)
                server.program.signal(SIGCONT)
                try await Task.sleep(for: .milliseconds(300))
            }
            #expect(try await finished(id, on: server, within: 40) == "done")
            #expect(fakes.whisperCpp.calls == 1)
            _ = await server.stop()
        }
    }

    @Test(arguments: [-3_600, 3_600])
    func `a revoked key is refused within seconds though the clock was set`(step: Int) async throws {
        let (clock, folder) = (try await MovedClock(), try TemporaryFolder())
        let made = try await Program.run(
            ServerProcess.binary,
            ["keys", "create", "--data", folder.url.path, "--name", "only"],
            folder: Fixtures.root
        )
        let key = made.output.trimmingCharacters(in: .newlines)
        let server = try await ServerProcess(data: folder.url, environment: clock.environment)
        let headers: [(name: String, value: String)] = [("Authorization", "Bearer \(key)")]
        #expect(try await server.send(.get, "/v1/answers", headers: headers).status == 200)
        try clock.step(by: step)
        #expect(try await server.send(.get, "/v1/answers", headers: headers).status == 200)
        let revoked = try await Program.run(
            ServerProcess.binary,
            ["keys", "revoke", "--data", folder.url.path, String(key.prefix(12))],
            folder: Fixtures.root
        )
        try #require(revoked.status == 0, "\(revoked.errors)")
        try await Task.sleep(for: .seconds(6))
        #expect(try await server.send(.get, "/v1/answers", headers: headers).status == 401)
        _ = await server.stop()
    }
}
