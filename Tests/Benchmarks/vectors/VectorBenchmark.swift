import Foundation
import Glibc

/// Prints what the exact search of knowledge documents takes.
@main
struct VectorBenchmark {
    private static let (count, dimensions, tries) = (100_000, 384, 30)

    static func main() {
        var state: UInt64 = 1
        func drawn() -> [Float] {
            (0..<dimensions).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Float(Int64(bitPattern: state) >> 40) / 8_388_608
            }
        }
        var block = VectorBlock(dimensions: dimensions)
        for _ in 0..<count { block.append(VectorBlock.packed(drawn())) }
        var times: [Double] = []
        for _ in 0..<tries {
            let query = VectorBlock.packed(drawn())
            let start = processorMs()
            let found = block.nearest(to: query, count: 50, threshold: -1)
            times.append(processorMs() - start)
            precondition(found.count == 50)
        }
        times.sort()
        print(
            "\(count) × \(dimensions): median \(times[tries / 2]) ms, \(times[0]) to \(times[tries - 1]); \(block.bytes >> 20) MB"
        )
    }

    private static func processorMs() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) * 1_000 + Double(time.tv_nsec) / 1e6
    }
}
