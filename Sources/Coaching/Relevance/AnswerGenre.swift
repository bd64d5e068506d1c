import FoundationEssentials

/// A linear reading of sentence vectors: one row of weights for each class, kept as signed bytes, and an offset.
struct LinearReading: Sendable {
    /// The offsets of the classes.
    let offsets: [Double]
    private let rows: [[Float]]

    /// A reading from its offsets, the value of one step, and the base64 text of its bytes, class by class.
    init(offsets: [Double], scale: Float, dimensions: Int = PartMeaning.dimensions, coded: String) {
        self.offsets = offsets
        let bytes = Data(base64Encoded: coded) ?? Data()
        guard bytes.count == offsets.count * dimensions else {
            rows = []
            return
        }
        rows = offsets.indices.map { row in
            bytes[row * dimensions..<(row + 1) * dimensions].map { Float(Int8(bitPattern: $0)) * scale }
        }
    }

    /// The score of each class for a vector; empty when the weights are damaged.
    func scores(_ vector: [Float]) -> [Double] {
        zip(rows, offsets).map { RelevanceMeter.dot($0, vector) + $1 }
    }
}

/// What kind of talk an answer is by the vectors of its sentences, whatever was asked: a told experience, talk that belongs to no interview,
/// sentences that no one would mean. `Tests/Benchmarks/judge/relevance.py` fits it on `relevance.json` beside it, which shares nothing with
/// the labelled answers, and prints the numbers below. It knows all-MiniLM-L6-v2 only.
struct AnswerGenre: Sendable, Hashable {
    /// How far a told experience is ahead of every other genre, −4…4.
    let told: Double
    /// How far leisure, small talk, manuals and rules are ahead of every genre of an interview, −4…4.
    let aside: Double
    /// How odd the sentences are on average: above zero when they are more like nonsense than like speech.
    let oddness: Double

    /// The genre of an answer by the vectors of its sentences and of the whole; nil when there are none.
    init?(sentences: [[Float]], whole: [Float]) {
        let read = sentences.map(Self.genres.scores)
        let all = Self.genres.scores(whole)
        guard !sentences.isEmpty, all.count == Self.genres.offsets.count else { return nil }
        let scores = all.indices.map { index in
            (read.reduce(0) { $0 + $1[index] } / Double(read.count) + all[index]) / 2
        }
        told = Self.lead(scores[..<1], over: scores[1...])
        aside = Self.lead(scores[6...], over: scores[..<6])
        oddness = sentences.reduce(0) { $0 + (Self.odd.scores($1).first ?? 0) } / Double(sentences.count)
    }

    /// How far the best of some scores is ahead of the best of others, within ±4.
    private static func lead(_ own: ArraySlice<Double>, over others: ArraySlice<Double>) -> Double {
        min(4, max(-4, (own.max() ?? 0) - (others.max() ?? 0)))
    }

    /// Told experience, about oneself, motivation, a trait, a view, subject matter, leisure and small talk, manuals.
    private static let genres = LinearReading(
        offsets: [-0.128, -0.661, -0.2992, -0.939, -0.0283, 0.6717, 0.1201, 1.2637],
        scale: 0.019729,
        coded: """
            E0jvE+j3zSngCw42SfvU29jqFCfpOBJFc//lAv71u+sbHvvFM/MVyAzCFhsT+gDiE/vq9vjX1xUtNu8H2QX+EOwJ3r0XQijgAwjnES1ECrfKGBEyJe37Hy\
            HYGv/vMvne2CsjAtgj7dLM8DS/7OoVMhnv7gv4/eX12e/U3c7+UgAc5f4nTgX/GvjLMN8fzBz+AvUe7fkrBwDeVeDr5xzA+TAWEP8iALYZ8AlU0fQKoxIT\
            FvkuJQ8DFPIIDx4lIPP33rLh3fwHFfa/9y3g5gjyn/P8z+zaFx445PERJBbOEgDpCtQEA9zmFzkCXuoM+CkI/Ogj4V3y6Og3FC886ADzIAJNLSa3L+DCHe\
            npYQTx0NItJQsVwwTy2x/xK/rcHdHBDykqCgQNqj5KGCrsuDDhDhb0/xYpChDn6xhF8Eod8gDNYQo9ExX0EOoxugQaHvq9GPvc2fMQ8db6FNrrBcbwJ8QU\
            mtrfNir12AEB/WAWrQoj1NoHEgAQ1wPY7PjR1bkaBPEC7PP94wj8/vz9GQkuIg48HtvOAAHgwusMB9Xl7gTjMxg47f4TRxwQAuQC7fkyBgLp6z0lIfXcF/\
            /kOCfqHM/wJlTuvhXg3AQfFBP0J/AS/sDm8QEIHhMS9hLi0icGIO4cHfPsNNfxGN8s8h36D9D8IhYR/vUGDS3SETcm6wDT4Agd/hUY7+AMCy8IBPAdGevX\
            L/Qc/gbW1D/u9voF/RgE8OH52B4GDeso+e8DEd3i+On0BRQQ9/j5+w3aKwACCbXjAzMSGRAGNyEKAP3n+v4tAD0YEPzGEPPo8+MTEwD7JkH8AuAz/e8f7+\
            /4EwIZ8BXm1fgCBRHo8NkE3Prx+Rvm5QT5+RPyD9gQ6+zaFeoqrs8zDPox8h7f0AT1GiAJDM3Sytrf+SjmD8nyEgIEO+/JBfkDNMkuOdPpHRPK+QDp7g8M\
            xiHc+f3l7fAL5Un6KykZAvj/0xfz8AMMvwLRCu7wCfDv+vkC6gk29P7nMxAJG83l7r35G+zm+AMB9yAf4AEa/Rv2Mfj/vjXv7tro7Tr06tjdNt/801bZ8i\
            4VQbwR0wbh9uevFOEu/BI5BCjEIPkK6Ofw+Bfm++/07eYdJPH58vcX6wPqMSsI9/D8CyMb3wHV1fIqriHxRjIW4eHSwkDH+uARIkrkAwIZJwXu5r70VBEg\
            9g7f1g3iAL/K6gAbTeYGL/chBwQkEQ8EHus3EeTuFggU9PwIDwgRKvf1NdraC9zN0+frEP7hEiroNPYRv/HSnMkR3gFIJtnUwPA37vcE6xbaA/rr6AL0p+\
            b1HCD24fY09x3UQSgGRfUO8AAMIPqtE/DX5kABCw0I0rEm6eDN28BlCQ/c6eszHxAIAeQfAB3KNd8UAsoIABMZEe0nBfbwE/j79zj4Dd1bC/wrD+MbEcAL\
            /Q4tEMnIQBTuJwcaEeYr5B4aBx4gDcv34gDrJtzjKNvE+xsZwTrY+QoF6fEmGQoIAPD3DxX5AAEd5kHkMeQIAgf5//gYIQBPzOsMXfjs8QX7++AGygAOEg\
            cEH9z+DRgDQyAR894REfIO5CHt5RTAGiP+HQXOv9T/AyfI8AEGIhce4ubgOAH639D93+AH+Pgd/NkPOhEFGQH7Awc4Lszs6+kF+RwU+wT3ExZCCfcDJOjs\
            Cs0J5h4R+wv8B/vMHhUR/gwcJ+j059fF+vAf1cQBFyY8HCs5HSgQAAD5MuXt+cjlD/zyBAzTKTMH3TnhBfkABx4k6yQlLQgz+0Xjy/QlFxvU5T7oAR5HL+\
            7iAfgbASMCpkDnE+gcKu++CAHN/gANCPzc1xvrHtzxAQby8B0n6+UW3gsh1B8KrwDs+91NrQTqDu7N6w32IRLGBvf+BvcE/hzuA+2b9N4QDOb6H9flCOvx\
            DhHzze3cBvDoTvQF9/r8AfMB7AjvBeryFfDiD0EGUvPjBwwhEwTb4P/5Leu1+yTx7g/UFf36KAAo6OzcEc4WOMvLMMjW9x9ARPH0CuYoFtDeGAxDLCkb+u\
            gR1+k85hnyG+z2IBP3VtgD+DDtBUUDGRcXEeZPQATK+vsfFzr4ENLgBMru2DIF+A3VHwY5C9H4u/NCJejx6QdDGBIrAxEK9g/0IBEX9h4Dt/Q71csGHw4N\
            3dUF1QgC5AAHFhDjN8AZFgvlBhcWJvr2JBkf5s8XOgT/HOQcDuES2hf/9TTK1uwOMfH6w80TCR3gJSDbGyokL/4YD9Hw8wAj6z0Y8g/o/i8R+CfX0jHt9Q\
            oH7QG81NtF+vbjGhXjDMf4Ofan9hdB98HHByL4GOXpCMnkUrXrHBEL9PvS7eL5/S8e6QD17A8fLsrvEBbq+v8I/MQ59DMh+8DS6xUc7wAkyEU+PU8nNOhR\
            G+vhB/fOALwCER7pJtAQNg716y/RDeL9881H2g1O0dgI+eLTGR3nBen27SXz7tsQMT/M1fYDEdAf4wT6DLWuGPb7J9wG9/bLHAPw6u7vG/Ei6hLrIQAouS\
            7mANH71SIKPvM7/+Eg7kL81FAK9zTw7+UE4RLz9gvXIjcD1b8J7SIaDvrB1NbRqDIYBPrtSi/w+Qr43NTu5cCj9fzGBOl/BDce9ATPDOX59R5Rqxn+MSUD\
            H0T8GPr7DsEJ8AjlHRsX+urzAtQ8/SL5GvpeGTzx0RQb5vr27Uf0HRflBBcc6u30Cea71gcK9h8D7yso3PQ/1vD5+BxVLB441uXo0/rNvezhKwca5SwSBO\
            AcAfkI18Qc5P/juwDxzwDunw/2Djso2skdDw0Y3xzv6h/1LAn97qD07vXnF+H52FxUGQjUBvD/BN/kxQrfKecF8ykbItbN3U8AFgsNAFUXDibi3AMx8d0j\
            7xMZICIKLQqf+fj72+kL/hf3FwDR+totAwvx4RcW6Ci0Iknx5s0I/dT7yvz6AwrGIB5a2f8I4iEP1xDjBizb5f0TDvLzt1/xEszYGPI23/ssDw5QuSL6KS\
            zfP/s+phMY18kN1/0e8RUKE8wHuN3f0Or93wD00SYX7xYaLg0dRu70Cuotx8Xy7/Dv6xkhDDMt4i3x+NpXNSb0ERgIDvDe+uQA6wz77uQL7Qct2A47EAjr\
            /C/cJi867PEMCObNBu3Z7gghGe35BM3Z4BIL6Ob7EAMN+u712/H3/eECJQwR9A3QKCXhFAjxRTLB59sGAj7+EPP+6Ti8sSks5gg0BQwB+uLuuRXS0+PyGg\
            zOINPw5MjZBQXlOMDwDhAIIgNEGt9DKAfp7QMe4fHxyOzgJQwFHyYYJgAC+Qj5MAkG7OcT5u4I/gMH4MYS9/gXBuPf3vjX//cy4QUfAOYAAP5aCOAYDOHW\
            FjHZBU/j+evvPCnjBwk86UbkCABMGMsFCgASxioOFgr48wX3FeLFL7+97Dj7CQfJGgAI+QWvGwT5G7/DvupTAfUNHHtH+wvpHxTv+vUsIsvg8zqc2jIa2g\
            niywswICMzvjriEgwJ6gMCHsTtENXXyvwW6Snm08wY2gLJA+49DiMy+tQd3/ft4w3r9B4fK+QLNAA6SqLo+yIl3w3t1iUECd8DJ+wLORkLFwEEBfnYIAQW\
            8P7r+vEA0NHdGQjV2+YYMRPyLgP29CEb4NjiGhT9Cecr5QD7/8pJvxboOfXn5PITFeAy5yJK4vDhCL0n8vwYFz726iPy2BYbw9sFpubeF/gMHwz4CvTR9e\
            L+zez+H/gK888f+t0DCffm8qkE3+wV/Qn2FBz8AjHZ1RTt7wMZFvMCAbYG7xcU9Rkkx0Xp/kInBR3yvBrvE+Le/t4H4x4YBQDnCejJywH/6dfH+PgECZSc\
            Qxcz+/nd+Rj/FydDxeoX1usaGhn3Lwy0CEDdDPQS9g13/Tck+ybl+MUV5cED3/woHh3qKMsj9fESLsQXQQVGPcTmIRQV2vlAKgkJ3r8qGwAn+/Dt4PIVye\
            3p+xEW1twnIynbX/fX/foe3RML+wD5Af4TIMMxDxwzIlX66AwnHx7eDObUPxwZFgcE6w4WCymxDhwHLSUS6ucM/0Dp1+4N5y8q0xENAh7/IPu97Pw01wDg\
            zysSBBgb4vfzDgT6++q1tAb5Bsy8LgQp1u/FLcwMEUHuBBr3MxUvD/jv68rkDi4H9xghJdjF+QUZHvnwATEE
            """
    )

    private static let odd = LinearReading(
        offsets: [-3.1087],
        scale: 0.030478,
        coded: """
            7EVB7dzvHQn6+9X2+xfdBfIh1PXZIQ8mEikI4+wBCQ3LzBjuDMYS9gPV5AQL/gZNtATZ8hHzDz8jCQ0iDfPjGyEJ4fvKCzYK4BAV8+P85hYC+OYV/P8c0N\
            TuHL3nEOkY9N7ZPfDpDbgq47/aF/fc2vwi9PvmwgIUHf32HgPivgD18huxfxjsHAIQwjTc7BsPBhcB8fIc9vnBCAvVE0AV2RL38QflrvZY1AsfFvZbExYS\
            4zoeNP8k1E4J5gLxBk/4+RbLCCzV4A3xEOT0IOUpAgwSJ/DeB/jpEAPqBAfD6wD74rM2JA4Q8b/DAi/nARgsFi3vFQnyJUDLGk3oPzbeD9vJ1hQSr8C6Ke\
            VMFR36qRH99xkfGzTmEfPEBSbiDyHW5xERFfDeC/QJJSdFGRTtH639Ot0g4Pri9S8NE7cgXQDpCfkVB9TwDwgizQPvdQ0+BBSp4AsI+OEA3/QtIUPhycHZ\
            xA7Q8APz5PD1Dz0AF0XQRwUpBRMYGhHgxyImAg3k
            """
    )
}
