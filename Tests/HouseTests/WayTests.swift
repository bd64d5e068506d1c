import Foundation
import Testing

/// The way of an answer in Way.md: a reader who follows it finds every file, and not too many.
@Suite(.timeLimit(.minutes(1)))
struct WayTests {
    /// Half of what 0.1.0 took.
    private static let most = 70

    @Test func `an upload is followed from HTTP to PDF through at most 70 files, all of them there`() throws {
        let lines = try Checkout.text("Sources/debrief/debrief.docc/Way.md").split(separator: "\n")
        let legs = lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| leg") && $0.contains("`") }.compactMap {
            $0.split(separator: "|").last
        }
        let files = legs.flatMap { leg in
            leg.matches(of: /`([A-Z][\w+\/]*|debrief\/[\w+\/]+)`/).map { "Sources/\($0.output.1).swift" }
        }
        #expect(legs.count == 8)
        #expect((50...Self.most).contains(files.count), "\(files.count)")
        #expect(Set(files).count == files.count)
        for file in files {
            #expect(FileManager.default.fileExists(atPath: Checkout.root.appending(path: file).path), "\(file)")
        }
    }
}
