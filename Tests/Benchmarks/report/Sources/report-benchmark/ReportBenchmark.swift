import Foundation
import Model
import Report

/// Renders one stored content many times and prints the CPU time of each as JSON; or a series of it, to see the memory.
@main
struct ReportBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 5, let count = Int(arguments[3]), count > 0 else {
            print("usage: report-benchmark CONTENT.json FONTS COUNT OUT.pdf [ANSWERS]")
            exit(2)
        }
        let data = try Data(contentsOf: URL(filePath: arguments[1]))
        let content = try JSONDecoder().decode(ReportContent.self, from: data)
        let renderer = ReportRenderer(fontFolders: [URL(filePath: arguments[2])])
        let answers = arguments.count > 5 ? Int(arguments[5]) ?? 0 : 0
        var pdf: [UInt8] = []
        var html = 0
        var times: [Double] = []
        for _ in 0..<count {
            let start = cpuMs()
            if answers > 0 {
                let all = Array(repeating: content, count: answers)
                let series = SeriesContent(title: "Series", answers: all, date: content.date, version: content.version)
                pdf = try renderer.render(series)
            } else {
                pdf = try renderer.render(content)
            }
            times.append(cpuMs() - start)
        }
        let start = cpuMs()
        html = HTMLReport.text(for: content).utf8.count
        let page = cpuMs() - start
        try Data(pdf).write(to: URL(filePath: arguments[4]))
        let list = times.map { "\($0)" }.joined(separator: ",")
        print(
            "{\"cpuMs\":[\(list)],\"bytes\":\(pdf.count),\"htmlMs\":\(page),\"htmlBytes\":\(html),\"peakKB\":\(peakKB())}"
        )
    }

    private static func cpuMs() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
    }

    private static func peakKB() -> Int {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss
    }
}
