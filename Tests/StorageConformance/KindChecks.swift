import Core
import Database
import Jobs
import Model
import Testing

extension StorageCheck {
    private static func store(_ database: any SQLDatabase, _ kinds: JobKind...) -> JobStore {
        JobStore(database, kinds: kinds)
    }

    static let kinds = [
        StorageCheck(migrated: "each kind has its own limit, order and turns") { (database) async throws in
            let (mail, index) = (JobKind("mail"), JobKind("index"))
            let jobs = store(database, mail, index)
            for second in 0..<5 {
                #expect(try await jobs.add(Job(kind: mail, subject: "m\(second)", owner: "a", at: .second(second))))
            }
            #expect(try await jobs.add(Job(kind: mail, subject: "late", owner: "b", at: .second(9))))
            #expect(try await jobs.add(Job(kind: index, subject: "i", owner: "a", at: .second(9))))
            let claimed = try await jobs.claim(
                [JobRoom(mail, 2), JobRoom(index, 1)],
                by: "w",
                deadlineMs: 1_000,
                at: .second(10)
            )
            #expect(claimed.map(\.job.subject) == ["m0", "late", "i"])
            #expect(try await jobs.claim([JobRoom(index, 5)], by: "w", deadlineMs: 1_000, at: .second(10)).isEmpty)
            #expect(try await store(database, mail).backlog().waiting == 4)
            #expect(try await store(database, index).backlog().running == 1)
        },
        StorageCheck(migrated: "what comes behind takes its part of the room and no more") { (database) async throws in
            let kind = JobKind("k")
            let jobs = store(database, kind)
            for number in 0..<6 {
                for priority in 0...1 {
                    let job = Job(kind: kind, subject: "\(priority)", priority: priority, at: .second(number))
                    #expect(try await jobs.add(job))
                }
            }
            func claim(_ free: Int, later: Int?) async throws -> [String] {
                try await jobs.claim([JobRoom(kind, free, later: later)], by: "w", deadlineMs: 1, at: .second(9))
                    .map(\.job.subject)
            }
            #expect(try await claim(1, later: 1) == ["1"], "its part is its own when there is no more room than that")
            #expect(try await claim(4, later: 2) == ["1", "1", "0", "0"])
            #expect(try await claim(2, later: 0) == ["0", "0"])
            #expect(try await claim(3, later: nil) == ["0", "0", "1"])
            #expect(try await claim(9, later: 2) == ["1", "1"], "more than its part waits")
        },
        StorageCheck(migrated: "a job that is due again comes after the others of its owner, and not before its time") {
            (database) async throws in
            let kind = JobKind("k", policy: JobPolicy(maxDelayMs: 60_000))
            let jobs = store(database, kind)
            for subject in ["a", "b", "c"] {
                #expect(try await jobs.add(Job(kind: kind, subject: subject, uniqueKey: subject, at: .second(0))))
            }
            let claim: (Int) async throws -> Job? = { second in
                let claimed = try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: .second(second))
                return claimed.first?.job
            }
            let first = try #require(try await claim(1))
            _ = try await jobs.end(first, .again(afterMs: 0), jitter: 0, at: .second(1))
            #expect(first.subject == "a")
            #expect(try await claim(1)?.subject == "b")
            #expect(try await claim(1)?.subject == "c")
            let again = try #require(try await claim(1))
            #expect(again.id == first.id)
            _ = try await jobs.end(again, .again(afterMs: 60_000), jitter: 0, at: .second(1))
            // Asked for, it is brought forward; nothing asks for a second one.
            func ask(_ subject: String, _ second: Int) async throws {
                let job = Job(kind: kind, subject: subject, uniqueKey: subject, at: .second(second))
                try await database.write { try JobRows.ask(job, in: $0) }
            }
            #expect(try await claim(30) == nil)
            try await ask("a", 30)
            try await ask("a", 50)
            try await ask("d", 30)
            #expect(try await claim(29) == nil)
            #expect(Set([try await claim(30)?.subject, try await claim(30)?.subject]) == ["a", "d"])
            #expect(try await claim(99) == nil)
        },
        StorageCheck(migrated: "a job comes back as it went in") { (database) async throws in
            let kind = JobKind("k", policy: JobPolicy(maxDelayMs: 60_000), keepMs: 5)
            let jobs = store(database, kind)
            let job = Job(
                kind: kind,
                subject: "s",
                payload: #"{"to":"ada"}"#,
                uniqueKey: "u",
                owner: "o",
                priority: 3,
                delayMs: 4_000,
                at: .second(1)
            )
            #expect(try await jobs.add(job))
            #expect(try await jobs.find(job.id) == job)
            #expect(job.runAfter == .second(5) && job.keepMs == 5)
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: .second(4)).isEmpty)
            #expect(try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: .second(5)).count == 1)
        },
        StorageCheck(migrated: "a unique key is taken as long as its job is not finished, by one kind alone") {
            (database) async throws in
            let (one, two) = (JobKind("one"), JobKind("two"))
            let jobs = store(database, one, two)
            func add(_ kind: JobKind, _ key: String?) async throws -> Bool {
                try await jobs.add(Job(kind: kind, uniqueKey: key, at: .second(1)))
            }
            #expect(try await add(one, "k"))
            #expect(try await !add(one, "k"))
            #expect(try await add(two, "k"))
            for _ in 0..<2 { #expect(try await add(one, nil)) }
            let claimed = try await jobs.claim([JobRoom(one, 1)], by: "w", deadlineMs: 1_000, at: .second(1)).map(\.job)
            #expect(try await !add(one, "k"))
            let first = try #require(claimed.first)
            #expect(first.uniqueKey == "k")
            _ = try await jobs.end(first, .completed, jitter: 0, at: .second(2))
            #expect(try await add(one, "k"))
        },
        StorageCheck(migrated: "of many that add one unique job at once, one does") { (database) async throws in
            let jobs = store(database, JobKind("k"))
            let added = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await jobs.add(Job(kind: JobKind("k"), uniqueKey: "u", at: .second(1))) }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(added == 1)
            #expect(try await jobs.backlog().waiting == 1)
        },
        StorageCheck(migrated: "what follows from a change of jobs is written with it or not at all") {
            (database) async throws in
            try await database.write {
                try $0.execute("CREATE TABLE seen (state TEXT NOT NULL CHECK (state <> 'retryable'))")
            }
            let kind = JobKind("k") { jobs, _, connection in
                for job in jobs {
                    try connection.execute("INSERT INTO seen (state) VALUES ($1)", [.text(job.state.rawValue)])
                }
                return [jobs[0].id: Event(topic: jobs[0].subject, sequence: 1, payload: "{}", isLast: false)]
            }
            let jobs = store(database, kind)
            #expect(try await jobs.add(Job(kind: kind, subject: "s", at: .second(1))))
            let claimed = try #require(try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: .second(1)).first)
            #expect(claimed.event?.topic == "s")
            await #expect(throws: StorageError.self) {
                try await jobs.end(claimed.job, .failed(.sample("job.deadline")), jitter: 0, at: .second(2))
            }
            #expect(try await jobs.find(claimed.job.id)?.state == .running)
            #expect(try await jobs.complete([claimed.job], at: .second(3))[claimed.job.id]?.event?.topic == "s")
            let seen = try await database.read { try $0.execute("SELECT state FROM seen").map { try $0.text("state") } }
            #expect(seen == ["running", "completed"])
        },
        StorageCheck(migrated: "a schedule has one job, whichever process asks, and a shorter one brings it forward") {
            (database) async throws in
            let hourly = JobHandler(JobKind("clean"), schedule: .every(ms: 3_600_000)) { _, _ in .completed }
            let jobs = store(database, hourly.kind)
            for _ in 0..<3 { try await jobs.ensure(hourly.kind, .every(ms: 3_600_000), at: .second(1)) }
            let first = try #require(try await jobs.claim(9, by: "w", deadlineMs: 1_000, at: .second(1)).first?.job)
            try await jobs.ensure(hourly.kind, .every(ms: 3_600_000), at: .second(2))
            let rested = try await jobs.end(first, .again(afterMs: 3_600_000), jitter: 0, at: .second(2)).job
            #expect(rested.state == .available && rested.runAfter == .second(3_602))
            #expect(try await jobs.claim(9, by: "w", deadlineMs: 1_000, at: .second(3_601)).isEmpty)
            try await jobs.ensure(hourly.kind, .every(ms: 60_000), at: .second(10))
            #expect(try await jobs.find(first.id)?.runAfter == .second(70))
            #expect(try await jobs.claim(9, by: "w", deadlineMs: 1_000, at: .second(70)).map(\.job.runs) == [2])
            let backlog = try await jobs.backlog()
            #expect(backlog.running == 1 && backlog.waiting == 0)
        },
        StorageCheck(migrated: "finished jobs go when their time is over, those of a subject stay") {
            (database) async throws in
            let (short, long, kept) = (
                JobKind("s", keepMs: 1_000), JobKind("l", keepMs: 9_000), JobKind("k", keepMs: nil)
            )
            let jobs = store(database, short, long, kept)
            for kind in [short, long, kept] {
                #expect(try await jobs.add(Job(kind: kind, subject: "x", at: .second(1))))
            }
            #expect(try await jobs.add(Job(kind: short, subject: "waits", at: .second(100))))
            for change in try await jobs.claim(1, by: "w", deadlineMs: 1_000, at: .second(1)) {
                _ = try await jobs.end(change.job, .completed, jitter: 0, at: .second(2))
            }
            #expect(try await JobStore.purge(database, at: .second(3)) == 0)
            #expect(try await JobStore.purge(database, at: .second(4)) == 1)
            #expect(Set(try await jobs.jobs(ofSubject: "x").map(\.kind)) == ["l", "k"])
            #expect(try await JobStore.purge(database, at: .second(999)) == 1)
            #expect(try await jobs.jobs(ofSubject: "x").map(\.kind) == ["k"])
            #expect(try await jobs.jobs(ofSubject: "waits").count == 1)
        },
        StorageCheck(migrated: "jobs of a kind this version does not know are left alone") { (database) async throws in
            let (known, strange) = (JobKind("known"), JobKind("strange"))
            let all = store(database, known, strange)
            #expect(try await all.add(Job(kind: strange, subject: "s", at: .second(1))))
            #expect(try await all.claim(1, by: "dead", deadlineMs: 1_000, at: .second(1)).count == 1)
            let jobs = store(database, known)
            #expect(try await jobs.running(except: "me").isEmpty)
            #expect(try await jobs.rescue(deadWorkers: ["dead"], jitter: 0, at: .second(2)).isEmpty)
            #expect(try await jobs.cancel(as: .system, "s", at: .second(3)).isEmpty)
            #expect(try await all.rescue(deadWorkers: ["dead"], jitter: 0, at: .second(4)).count == 1)
        },
        StorageCheck(migrated: "jobs are cancelled by their owner alone") { (database) async throws in
            let jobs = store(database, JobKind("k"))
            #expect(try await jobs.add(Job(kind: JobKind("k"), subject: "s", owner: "ada", at: .second(1))))
            #expect(try await jobs.cancel(as: .owner("bob"), "s", at: .second(2)).isEmpty)
            #expect(try await jobs.cancel(as: .owner("ada"), "s", at: .second(2)).map(\.job.state) == [.cancelled])
        },
    ]
}
