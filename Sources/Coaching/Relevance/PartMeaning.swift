import FoundationEssentials
import Model

/// The parts of a told experience that can be recognised by meaning.
enum StoryPart: Int, Sendable, Hashable, CaseIterable, Codable {
    case situation, task, action, result, reflection
}

/// What each stretch of an answer is about, by meaning: how far each part of a told experience is ahead of all others.
struct PartReading: Sendable, Hashable, Codable {
    /// One stretch of words.
    struct Stretch: Sendable, Hashable, Codable {
        /// The first word.
        var first: Int
        /// The word after the last.
        var end: Int
        /// How far each part, in the order of ``StoryPart``, is ahead of the best other one.
        var leads: [Double]

        /// Its words.
        var words: Range<Int> { first..<max(first, end) }
    }

    /// The stretches: the sentences, then the clauses of sentences that have several.
    var stretches: [Stretch]

    /// The share of some sentences' words that are none of the parts: talk that could stand in any answer.
    func generalShare(_ sentences: [Range<Int>]) -> Double {
        let read = stretches.filter { sentences.contains($0.words) }
        let general = read.filter { $0.leads.allSatisfy { $0 < 0 } }
        return Double(general.reduce(0) { $0 + $1.words.count })
            / Double(max(1, read.reduce(0) { $0 + $1.words.count }))
    }

    /// The stretch that is most likely a part, of those whose words are wanted; nil without any.
    func best(_ part: StoryPart, where isWanted: (Range<Int>) -> Bool = { _ in true }) -> Stretch? {
        placed(part).filter { isWanted($0.words) }.max { $0.leads[part.rawValue] < $1.leads[part.rawValue] }
    }

    /// The stretches where a part can stand: a setting opens the answer, an outcome and a lesson close it.
    func placed(_ part: StoryPart) -> [Stretch] {
        let count = stretches.map(\.end).max() ?? 0
        return stretches.filter { stretch in
            switch part {
            case .situation: stretch.first * 100 <= count * 60
            case .task, .action: true
            case .result, .reflection: stretch.end * 100 >= count * 40
            }
        }
    }
}

/// The stretches of an answer whose meaning is looked at.
struct PartPassages: Sendable {
    /// Most stretches looked at.
    static let limit = 120
    /// Word ranges.
    let ranges: [Range<Int>]
    /// Their words.
    let texts: [String]

    /// Sentences, and their clauses, of three words or more that count.
    init(_ spoken: Spoken) {
        let clauses = Clauses(spoken).ranges.filter { !spoken.sentences.contains($0) }
        let all = (spoken.sentences + clauses).filter { range in
            range.count >= 3 && range.count(where: spoken.counts) * 2 > range.count
        }
        ranges = Array(all.prefix(Self.limit))
        texts = ranges.map { String(spoken.text($0).prefix(600)) }
    }
}

/// A linear reading of sentence vectors: six weights of 384 numbers and six offsets, for the five parts and for talk that is none of them.
/// `Tests/Benchmarks/judge/fit.py` fits it on `prototypes.json` beside it (30 happenings told in the same six roles, so that the trade and
/// the topic cancel), and prints the text below. It knows all-MiniLM-L6-v2 only.
enum PartMeaning {
    /// Version of weights and thresholds; part of every judge's configuration.
    static let version = 1
    /// Numbers in a vector.
    static let dimensions = 384

    /// The reading of stretches by their vectors; nil in every other space.
    static func reading(_ passages: PartPassages, _ vectors: [[Float]], in space: Embedder.Space) -> PartReading? {
        guard RelevanceBand.measured(in: space) != nil, vectors.count == passages.ranges.count, !weights.isEmpty else {
            return nil
        }
        return PartReading(
            stretches: zip(passages.ranges, vectors).map { range, vector in
                PartReading.Stretch(first: range.lowerBound, end: range.upperBound, leads: leads(of: vector))
            }
        )
    }

    /// How far each part is ahead of the best of everything else, rounded to hundredths.
    static func leads(of vector: [Float]) -> [Double] {
        let scores = zip(weights, offsets).map { RelevanceMeter.dot($0, vector) + $1 }
        return StoryPart.allCases.map { part in
            let others = scores.enumerated().filter { $0.offset != part.rawValue }.map(\.element)
            guard let rival = others.max() else { return -9 }
            return ((scores[part.rawValue] - rival) * 100).rounded() / 100
        }
    }

    private static let offsets = [0.6365, -0.8637, -0.1931, 0.0688, -0.345, 0.6964]
    private static let scale: Float = 0.020354
    /// One row of weights for each part, then one for everything else.
    private static let weights: [[Float]] = {
        guard let bytes = Data(base64Encoded: coded), bytes.count == 6 * dimensions else { return [] }
        return (0..<6).map { row in
            bytes[row * dimensions..<(row + 1) * dimensions].map { Float(Int8(bitPattern: $0)) * scale }
        }
    }()
    private static let coded = """
        CxjIOvYYmBkj5hUIIvgX5dgcSNn4H8zdEe0C+coHzvbuADH9ASoGANo0Bvf8Jgz5tDwJFib3+cLkJ/MW4fHp9OAu7isU3+zB5B/4JgoPEuUU+d\
        jq1BgkFPvd/h4QD+O6WfAXBe0YLP4RHuzh8kMzEMLSJswL28RG7hndySUtEAD48dYGSuIUDAkK4Owa8jAxMM4SI/YmO/D76AHuFOdBHTsPIPsO\
        8g/NFRAh+jfD88nv4egN1CMm+UIA8PAYMCXyJMry1dPFA/LiCMgG5DYN7xzuFei3QdwW/i77/pEqLwDd7v3YFhsw9drgHdgS+/8VB/UNAwXYAc\
        4F8MTy363zKU/bChwVAf/qDyYtBgUcorAc2fog6PX0+vy8Dh4w0eTT0C4AIf0aSf0tGPLs0xQCCQo230cAzyPq6+0m+tIVJgAs+ezZH6QZDRAO\
        kQbT1foIDAUq3Ajt8t745e7o/OrrKTDg7AwxCcQWE9vm9/oe7+pKEiL6GejL/+HG//QJ4gcb8DoI90EQKQvTMdX3+ui/9Vbf3zbj6gj16RvG8v\
        DqOMD76RGh2PEGA/fvNy7eCTEBFvEgE93Azub22/Dqxt8a6w7qMfn/GDkUEucK5wPwWfvyRhkMMxICBxv/KLW9MhTQ5uv0DSEC7OL61wcS+tX9\
        5jwt2SYbBBC2MDnZ+9Dr6gAL6QjMGNPh8OL++Qb1mf3t6Sf2B9j95e24HrsSIRAgGiLtAdf47/b/EcpAEu8AHS7qFwYVNs8lUPD2H/sG1v4a7t\
        EpCQEszubsvQAOGO7ovyLsM8s7DND9/NMDAgDcxwDs5NIBWvLV7/0M3PAiBA8U5O3f5vYBPxUsOir2/x3yz5/d/O0PIM/32wtJPDQFAS5KD/Dz\
        GD/qx+L3MSjTAMABFwPhBOcZ0tzzRw8W8h8R6rUCGAkzDwoTLA88Ej4r7QAgC7UC4v/02CgkSAUvMPD6z/3y/fz0GPcVFOon60MRLtXRuS761v\
        jFB0EsGyjmzyUZ8QgC3VkhGw4FqQ8eA9EtIOEM7eDXIA4D5guyFQr1K8AK4vkR/PQKIyEOGiP99iT+CPvr9uVE4kH0OO8Y4LsKJfHg1vcF2zgO\
        EDLnQ//qIuvk6BwfHw0W7+3kxh3qz93eCgUh/hYjAfwcDhcB6gQRBhwfBA71ACrwG8wQ/8zhQd3r5AoBCw3d5hjsEOst7gA1HyAfSErVFewxPg\
        z7GAXY4fgk9iP4+SgKJOcBAP8gCesG8Pf6GPsjAA/jFN8z4iA+FPnE1Bbfwu6+Au37AOcVIfvU7HflDv5NBTDixlS39ecKyyvi3eIS79UIJyTh\
        9AACDx7i0tT4DUDnHSfd6tYFDjXuxupFEEEJ6mD5KCfi7jk8Aybf5xWx6QAGAPf65fLMCfT46Rz4DTINIsjnHhLc5uEYo/7a2yo+1DbTAxfj/R\
        EH+RPXAOzUEA0oETEIKADhAh8d6zvqHeGS9gb6+hHBwT4ABcYQGAjmAkDTJsHyD/YgAeeyAv8l8QLX9S8E8/AGPgztP9rD9AITLfrw/de3ECAV\
        Cesa8+Xj+yAlCfTeBez778ogADQSEukB4jL9+BoK/N86MebiHBbjmRQOF//0+h4oEBYU9PIO8wgcHB4VEhjjxoLmLTHeGN3/OixI6OjxxQj1Kb\
        vE/PkC9y0l4Q0T7TEJ688ouLvzAz72EQ8Q1EgOMATyFPwj6sEYC+QYPQD52/Ho0BIl5e/l09sPQb70HPgCCPFUACsPBRT97Qe27PIN9x5FGfo1\
        Agz+xeW52jcaAP4LAePTBMRVJRE4IOLr1h810L8hASnmAiLXGMYdJ+/v7gwaAjjk9Qz10lXwMwD3U+cg2evUN+ELOPwbAecPAioLCWfDHw3VH/\
        wiBiIqAtM/E+zk8AgTO7e8K/gADSvm+xcFD/4JEQIO4Pr2C0j4KzUgEw4F/CfP1ShbwuXuMfTL87sW7BkI2RAaz/zm+gD8OAsGBxIS7AAuxfPr\
        4uLgFAX86RL37uvrAOr+ze7/seEMEcIRDELS8BUD1/P4DCH63O4rsv3drQDiENur1BfyxMr8/RvuJA0i3vtHzwsrCekKLyb4EAwmGAoiKOkYGi\
        XwEffrIC3OF/4Q/+P86P4nHuYR4OAXSQwaFO0a2A/8BuQUMRMR2qhJ/vj03tDx5iv/GAkE7yME+O/5+vrcCfAcuersFv7PF/Ud7P4AGvf86PAX\
        1woXFC4NFdsJGfXMwgDlLwgDxenzFCnZLBblDdEW6xnizi7D9tQtCCb3AwsJ+9T0+yAS9ObbBQnqAeERFe4I8Rou8/wK7dXm8C7M9j3v5hvTOf\
        T8GPMJGfsZEegV7B0E8zQf6z0CE97q8fPq5AA6xyL08SNNFuAZ8Q7mF0Tu9bg2SZrazevy4zQEAcwQ9t+/9hEcCB891/jTyNj2SyP6JfvxEb7s\
        IxgT7OP67+MgGrTwK/z/DOnq6AznZc38/Cv9E/IXJMcgAhOZGOLJzgDA4CwWQBH1Os3QYQ4mCw5BN48AKwooBwP5CgIuLesY+/YXFyX7JAwlC8\
        4cHNYIG8O72tD6KQ9fEwkY5QsSIvEeEuMT2uL6Cd0DKvDi9xcs7T312Qn86vbsuOQH8Qj+8uYeA+1R4OwB59r19PQE8wvh+d29EBEZISHv6Pfj\
        IQQD5isOAizX5PXtBzgnFNre+DEt2/rw4uLv8AcN2u8x7Ag2Fe/h6Bf5GUf1AgUG6hbjDu7wFvbR7vX2/vs9CEfXGADp/QgkwgUf9xIJ6hECDz\
        8AAAHwCfHP8PwIySML2vjA2vP9/fmp+iEA0wHUGzU/IMTHAwDgLRf6BEcR2+nh49gFES8JLQINCQ72HOoZFdoiStAqDOPz6f71Dj8bFgM//wAF\
        BQox9BHiwicIwAbu//LWEQbl/xtFxOQA6oH69SH/IiYO7dT+APYdGyD1ygDvH+Pv7w//9/M1/tYf1BUmGB847QP3+hTuA+zoD5XpEQUg5BH5Cv\
        HJEQYF/9TC/OEI/AAX4wnszf8A2Bo+C+7zFBQdGiznDxrv6TQp+/zy+Tn77y4MMfcX7vcI+//4Bub5Jx3jCQzy79gWMwYnNhwsKEnx
        """
}
