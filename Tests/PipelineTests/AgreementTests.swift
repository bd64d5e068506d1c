import Model
import Rescoring
import Testing

/// The statistics of the drift report against published examples and values computed independently.
@Suite(.timeLimit(.minutes(1)))
struct AgreementTests {
    private func near(_ value: Double?, _ wanted: Double, within: Double = 1e-6) -> Bool {
        value.map { abs($0 - wanted) < within } ?? false
    }

    @Test func `Spearman's correlation is that of the textbook's ten pairs, with its interval`() throws {
        // IQ and hours of television: ρ = −29/165.
        let pairs = zip(
            [106.0, 100, 86, 101, 99, 103, 97, 113, 112, 110],
            [7.0, 27, 2, 50, 28, 29, 20, 12, 6, 17]
        ).map { ($0, $1) }
        let found = try #require(Agreement.spearman(pairs))
        #expect(near(found.value, -29.0 / 165) && found.count == 10)
        #expect(near(found.low, -0.727_830_03, within: 1e-5) && near(found.high, 0.514_546_67, within: 1e-5))
    }

    @Test func `equal orders correlate wholly, and what cannot be told is nil`() throws {
        let same = try #require(Agreement.spearman((1...50).map { (Double($0), Double($0 * $0)) }))
        #expect(near(same.value, 1) && same.low > 0.99 && same.high >= same.value)
        #expect(Agreement.spearman([(1, 2), (2, 3), (3, 4)]) == nil)
        #expect(Agreement.spearman((1...9).map { (5, Double($0)) }) == nil)
        #expect(Agreement.kappa([]) == nil && Agreement.icc([(1, 2)]) == nil && Agreement.icc([(5, 5), (5, 5)]) == nil)
    }

    @Test func `ICC(2,1) of the first two judges of Shrout and Fleiss, and of judges who agree`() {
        let judges = [(9.0, 2.0), (6, 1), (8, 4), (7, 1), (10, 5), (6, 2)]
        #expect(near(Agreement.icc(judges), 0.125_654_450_261_780_26))
        #expect(near(Agreement.icc([(10, 10), (50, 50), (90, 90)]), 1))
    }

    @Test func `kappa weighs a band's distance by its square`() {
        let pairs = [(10.0, 10.0), (30, 50), (50, 50), (70, 90), (90, 70), (30, 30), (10, 30)]
        #expect(near(Agreement.kappa(pairs), 0.840_909_090_909_090_9))
        #expect(near(Agreement.kappa([(10, 10), (90, 90)]), 1))
        #expect(Agreement.kappa([(50, 50), (55, 50)]) == nil)
    }

    @Test func `a mean over strata counts each as much as it has answers, and what was seen whole has no error`() throws
    {
        let whole = try #require(Agreement.mean([([1, 3], 2), ([5], 1)]))
        #expect(near(whole.value, 3) && near(whole.low, 3) && near(whole.high, 3) && whole.count == 3)
        let part = try #require(Agreement.mean([([0, 2], 90), ([10, 10], 10)]))
        // 0.9 · 1 + 0.1 · 10; the variance is 0.9² · (1 − 2/90) · 2 / 2.
        #expect(near(part.value, 1.9))
        #expect(near(part.high - part.value, 1.959_964 * (0.81 * (1 - 2.0 / 90)).squareRoot()))
        #expect(Agreement.mean([([1], 10)]) == nil)
    }
}
