import Foundation
import Outbound
import Support
import Testing

/// Whether an address has an account shows neither in a reply nor in the time it takes.
@Suite(.serialized, .timeLimit(.minutes(60)))
struct EnumerationTests {
    /// Tries of each kind: few in the usual run, `DEBRIEF_TEST_TRIES` for a long one.
    private static let tries = ProcessInfo.processInfo.environment["DEBRIEF_TEST_TRIES"].flatMap { Int($0) } ?? 60

    /// The two-sided p-value of the Mann–Whitney test with the normal approximation and continuity correction
    /// (Mann and Whitney, 1947); ties share their ranks.
    private static func p(_ a: [Double], _ b: [Double]) -> Double {
        let all = (a.map { ($0, true) } + b.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var (ranks, place) = (0.0, 0)
        while place < all.count {
            var end = place
            while end < all.count, all[end].0 == all[place].0 { end += 1 }
            let rank = Double(place + 1 + end) / 2
            ranks += rank * Double(all[place..<end].count { $0.1 })
            place = end
        }
        let (n, m) = (Double(a.count), Double(b.count))
        let u = ranks - n * (n + 1) / 2
        let z = max(0, abs(u - n * m / 2) - 0.5) / (n * m * (n + m + 1) / 12).squareRoot()
        return erfc(z / 2.0.squareRoot())
    }

    private func times(
        _ house: PeopleHouse,
        _ path: String,
        known: (Int) -> String,
        unknown: (Int) -> String
    ) async throws -> (known: [Double], unknown: [Double], texts: Set<String>) {
        var (first, second): ([Double], [Double]) = ([], [])
        var texts: Set<String> = []
        for number in 0..<Self.tries {
            // Alternating, the first of each pair by turns: what the machine does meanwhile meets both kinds.
            for isKnown in number.isMultiple(of: 2) ? [true, false] : [false, true] {
                let reply = try await house.server.send(
                    .post,
                    path,
                    headers: [
                        PeopleHouse.json, ("X-Forwarded-For", "10.\(number / 200).\(number % 200).\(isKnown ? 1 : 2)"),
                    ],
                    body: .text(isKnown ? known(number) : unknown(number))
                )
                let ms = reply.duration / .milliseconds(1)
                if isKnown { first.append(ms) } else { second.append(ms) }
                texts.insert("\(reply.status) " + reply.text.replacing(/"requestId":"[^"]*"/, with: ""))
            }
        }
        return (first, second, texts)
    }

    @Test func `signing in takes as long and says the same for an address without an account`() async throws {
        let house = try await PeopleHouse(environment: [
            "HTTP_PROXIES": "1", "HTTP_PUBLIC_URL": "https://debrief.example.org",
        ])
        // One account for each few tries: a pause would answer at once.
        for number in 0..<(Self.tries / 40 + 1) { _ = try await add(house, "known\(number)") }
        let (known, unknown, texts) = try await times(
            house,
            "/v1/sessions",
            known: { #"{"login":"known\#($0 / 40)@example.org","password":"wrong words here"}"# },
            unknown: { #"{"login":"other\#($0 / 40)@example.org","password":"wrong words here"}"# }
        )
        #expect(texts.count == 1, "\(texts)")
        let p = Self.p(known, unknown)
        print("signing in, \(Self.tries) tries of each: p = \(p), medians \(median(known)) and \(median(unknown)) ms")
        #expect(p > 0.05 / 3, "p = \(p): known \(median(known)) ms, unknown \(median(unknown)) ms")
        _ = await house.server.stop()
    }

    @Test func `asking for a new password takes as long and says the same for an address without an account`()
        async throws
    {
        let house = try await PeopleHouse(environment: [
            "HTTP_PROXIES": "1", "HTTP_PUBLIC_URL": "https://debrief.example.org",
        ])
        for number in 0..<(Self.tries / 4 + 1) { _ = try await add(house, "known\(number)") }
        let (known, unknown, texts) = try await times(
            house,
            "/v1/password-resets",
            known: { #"{"email":"known\#($0 / 4)@example.org"}"# },
            unknown: { #"{"email":"other\#($0 / 4)@example.org"}"# }
        )
        #expect(texts.count == 1, "\(texts)")
        let p = Self.p(known, unknown)
        print(
            "asking for a password, \(Self.tries) tries of each: p = \(p), medians \(median(known)) and \(median(unknown)) ms"
        )
        #expect(p > 0.05 / 3, "p = \(p): known \(median(known)) ms, unknown \(median(unknown)) ms")
        _ = await house.server.stop()
    }

    private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private func add(_ house: PeopleHouse, _ name: String) async throws -> Browser {
        let link = try await house.run(["accounts", "invite", "--email", "\(name)@example.org"])
        let token = try #require(link.split(separator: "=").last.map(String.init))
        let body = #"{"username":"\#(name)","password":"\#(PeopleHouse.password)","invitation":"\#(token)"}"#
        let reply = try await house.server.send(.post, "/v1/accounts", headers: [PeopleHouse.json], body: .text(body))
        #expect(reply.status == 201, "\(reply.text)")
        return Browser(server: house.server)
    }
}
