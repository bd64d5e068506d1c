import Foundation
import Interview
import Testing

@testable import Report

@Suite(.timeLimit(.minutes(5)), .enabled(if: ProcessInfo.processInfo.environment["DEBRIEF_LOOK"] != nil))
struct LookTests {
    @Test func `writes sample reports to look at`() throws {
        let folder = URL(filePath: ProcessInfo.processInfo.environment["DEBRIEF_LOOK"] ?? "/tmp")
        let fonts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../config/fonts")
        let renderer = ReportRenderer(fontFolders: [fonts])
        for kind in SampleContent.Kind.allCases {
            let name = "\(kind)"
            let content = SampleContent.content(kind)
            let clock = ContinuousClock()
            let start = clock.now
            let bytes = try renderer.render(try #require(content))
            print(name, bytes.count, clock.now - start)
            try Data(bytes).write(to: folder.appending(path: "\(name).pdf"))
        }
    }
}
