import Core
import Foundation
import Model
import Testing

@testable import Companion

/// Frames, turns and the plan of what is heard: the parts that decide without a process.
@Suite(.timeLimit(.minutes(1)))
struct ProtocolTests {
    private func reader(_ bytes: [UInt8], by step: Int) throws -> [(CompanionReply, [UInt8])] {
        var reader = CompanionFrameReader()
        var found: [(CompanionReply, [UInt8])] = []
        for start in stride(from: 0, to: bytes.count, by: step) {
            let piece = Array(bytes[start..<min(start + step, bytes.count)])
            unsafe reader.add(piece.span.bytes)
            while let (reply, payload) = try reader.next() { found.append((reply, payload)) }
        }
        return found
    }

    private func reply(_ id: Int) -> CompanionReply {
        CompanionReply(id: id, fault: CompanionReply.Fault(code: "test", message: "ü"))
    }

    @Test func `frames are found whatever the pieces are that they come in`() throws {
        let payload = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
        let bytes = try (1...40).flatMap { number in
            let frame = try CompanionFrame.framed(reply(number), payload: payload)
            return try #require(frame)
        }
        for step in [1, 7, 64, 1_000, bytes.count] {
            let found = try reader(bytes, by: step)
            #expect(found.map(\.0.id) == Array(1...40))
            #expect(found.allSatisfy { $0.1 == payload && $0.0.fault?.message == "ü" })
        }
    }

    @Test func `lengths out of bounds and headers that are no reply are out of step`() throws {
        #expect(throws: CompanionFrameReader.Failure.outOfStep) { try reader(Array("Traceback (most".utf8), by: 4) }
        #expect(throws: CompanionFrameReader.Failure.outOfStep) {
            try reader([2, 0, 0, 0, 0, 0, 0, 0, 0x5B, 0x5D], by: 4)
        }
        #expect(try reader([2, 0, 0, 0, 0, 0, 0, 0, 0x7B], by: 4).isEmpty)
    }

    @Test func `what is too long is not sent`() throws {
        let long = [UInt8](repeating: 0, count: CompanionFrame.maxPayloadBytes + 1)
        let frame = try CompanionFrame.framed(reply(1), payload: long)
        #expect(frame == nil)
    }

    @Test func `callers take turns, each in its own order`() throws {
        var queue = TurnQueue<String>(capacity: 6)
        let added = [("a1", 1), ("a2", 1), ("a3", 1), ("b1", 2), ("c1", 3), ("c2", 3), ("one too many", 4)]
            .map { queue.add($0, caller: $1) }
        #expect(added == [true, true, true, true, true, true, false])
        let next = queue.next()
        let first = try #require(next)
        #expect(first.value == "a1")
        queue.putBack(first)
        let removed = queue.remove { $0 == "c1" }
        #expect(removed == "c1")
        var order: [String] = []
        while let entry = queue.next() { order.append(entry.value) }
        #expect(order == ["a1", "b1", "c2", "a2", "a3"])
        #expect(queue.isEmpty)
    }

    @Test func `a plan covers all speech in stretches of at most 28 s that do not overlap`() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            var speech: [TimeSpan] = []
            var at = 0
            for _ in 0..<Int.random(in: 1...40, using: &generator) {
                at += Int.random(in: 60...12_000, using: &generator)
                let length = Int.random(in: 100...(Bool.random(using: &generator) ? 90_000 : 6_000), using: &generator)
                speech.append(TimeSpan(startMs: at, endMs: at + length))
                at += length
            }
            let plan = HearingPlan(speech: speech, durationMs: at + 100) { ($0.startMs + $0.endMs) / 2 }
            for (one, next) in zip(plan.stretches, plan.stretches.dropFirst()) { #expect(one.endMs <= next.startMs) }
            #expect(
                plan.stretches.allSatisfy {
                    $0.durationMs <= HearingPlan.maxMs && $0.startMs >= 0 && $0.endMs <= at + 100
                }
            )
            let spoken = speech.reduce(0) { $0 + $1.durationMs }
            let covered = speech.reduce(0) { sum, span in
                sum + plan.stretches.reduce(0) { $0 + $1.overlapMs(with: span) }
            }
            #expect(covered == spoken)
        }
    }

    @Test func `no speech makes an empty plan, speech beyond the end is left out`() {
        #expect(HearingPlan(speech: [], durationMs: 9_000) { $0.endMs }.stretches.isEmpty)
        let plan = HearingPlan(speech: [TimeSpan(startMs: 1_000, endMs: 99_000)], durationMs: 2_000) { $0.endMs }
        #expect(plan.stretches == [TimeSpan(startMs: 750, endMs: 2_000)])
    }

    @Test func `every code that can be thrown has a row in the table of errors`() {
        for area in CompanionError.Area.allCases {
            for kind in CompanionError.Kind.allCases {
                let code = CompanionError.code(area, kind)
                #expect(ErrorTable.rows.contains { $0.code == code }, "\(code)")
            }
        }
        let faults = [
            "unsupported_container", "unsupported_codec", "unsupported_layout", "no_audio", "too_long", "empty",
            "unreadable", "x",
        ]
        for fault in faults {
            let code = CompanionError.undecodable(CompanionReply.Fault(code: fault, message: "")).code
            #expect(ErrorTable.rows.contains { $0.code == code }, "\(code)")
        }
    }
}
