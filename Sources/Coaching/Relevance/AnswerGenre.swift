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
/// sentences that no one would mean. `Tests/Benchmarks/judge/relevance.py` fits it on `relevance.json` and `training.json` beside it, which
/// share nothing with the labelled answers, and prints the numbers below. It knows all-MiniLM-L6-v2 only.
struct AnswerGenre: Sendable, Hashable {
    /// The scores of the genres, in the order of the weights below.
    private let scores: [Double]
    /// How odd the sentences are on average: above zero when they are more like nonsense than like speech.
    let oddness: Double

    /// The genre of an answer by the vectors of its sentences and of the whole; nil when there are none.
    init?(sentences: [[Float]], whole: [Float]) {
        let read = sentences.map(Self.genres.scores)
        let all = Self.genres.scores(whole)
        guard !sentences.isEmpty, all.count == Self.genres.offsets.count else { return nil }
        scores = all.indices.map { index in
            (read.reduce(0) { $0 + $1[index] } / Double(read.count) + all[index]) / 2
        }
        oddness = sentences.reduce(0) { $0 + (Self.odd.scores($1).first ?? 0) } / Double(sentences.count)
    }

    /// How far leisure, small talk, manuals and rules are ahead of every genre of an interview, −4…4.
    var aside: Double { lead(6..<8) }

    /// How far what a kind of question asks for is ahead of every other genre, −4…4.
    func lead(_ kind: QuestionKind) -> Double {
        let place =
            switch kind {
            case .story: 0
            case .aboutYou: 1
            case .motivation: 2
            case .trait: 3
            case .opinion: 4
            case .technical: 5
            }
        return lead(place..<place + 1)
    }

    /// How far the best of some scores is ahead of the best of all others, within ±4.
    private func lead(_ own: Range<Int>) -> Double {
        let others = scores.indices.filter { !own.contains($0) }.map { scores[$0] }
        return min(4, max(-4, (scores[own].max() ?? 0) - (others.max() ?? 0)))
    }

    /// Told experience, about oneself, motivation, a trait, a view, subject matter, leisure and small talk, manuals.
    private static let genres = LinearReading(
        offsets: [-0.0657, -0.7608, -0.4236, -0.978, -0.2998, 0.3565, 0.6154, 1.5561],
        scale: 0.020626,
        coded: """
            LDvw9PXpFRLc5ikKE/nx7NYK8A3NLR9ATgzjBAAsyNMc9PjQK/ve4AXNHiMAEPnmC/rk8g7PxBYfHBb67vHrH+zv0bAqOzD3NhjsGiIxFcqs//kdEOAFHN\
            z2F/7EEQHZ0C73EfsxGfTa7jDh7vsnEBfwFfLw984K5AfiHPAXNgAf/v8OPAzvGwDUNd8r5Q4PAPgK3gf/8t3ZFf338BzJC0QSIO4s5s4uBfUwzfcR3RIC\
            FhEJKv7iIg0ZIBkUMAYM27fh2PX+0gbL9A30CRzewezq0cOxByIU6+YvAATQFAC/GPHw/+fULCTkWhkW6R79EPEW0EIR9RUhHB4jAdvUFBw5FxjaOvL1Fd\
            DxN9fw9NoDGO8N8e785yQRDe3zB+rVGhMc8fUJwR4r9yv01yHaEBni8v5HBOfXy0A6Aj4O8wDyN/kaDCHy+8cs0f4QDwqXD//l8PUl8+7v/esKHfYWDcgD\
            wwLsPCMF7ub09zwu1hAk7L/7///90/vpAO3U6dUL+e7/9t71xxDZAREMIAkBL/8hKujGIAPg4Pge9rnbBxb7CSwfEfEQQAPsGfgP6BISHRb+1DMnF/LnIf\
            D2MSHNB+DuRUD/5u3L2yD7LRgCJs0L+b3s8dsAAhj2CgUh9A3rH/MlHe/iJ+Xq9PYO+AgFD7na7h0I9AUJ9TfCHTkNAADK3ucXBy0K6eAlASj33Pz7CeTu\
            M/YSBgIg7DC7+AUgBwPr2P3k0hoQDfoS8QfzFN4Y5fvd9P8X+wry9OLpMPjpB+cBChkbCw//KBIa79/MBwlPDTouCezUDgbo5fA2CQDzIC3+A9ZWGfwT/u\
            ///vMb3yTq0e3pEhzf7Prr3QPq+ijM9gjp+v/3AvMn/e272A4RsesyF/sCCgD+wgv1/yUT3unL6NEQ+A7hJ8fDJRD3Pgv0BA35GOIUE9bsBPfmBwAC+SAs\
            8f/YCwfW6P7w5koKMAcMBAEZAx3sFScO0PQAJ8713PEnC+oC4xAgFf33ExAhAPPs/8MJJvff0DUJ2h0Z7hoV6RXG+Czw1fkDIusH9yDb2vL3OMLY3kf+Ly\
            cDBdbh2AAL9u6u6RIfGx40ERTrQesbJu7//hDiB9AXCdsfAfHyBB8M3fblFfMU2Ab/Dwsk3BPQ6yVH3z4cKCgg+uvW30XXDuEHHSMIDfs/Mvjf/O8DNvsh\
            7wfm6hTKCNvI8wAoOQjZIvf0Ew7/Ih4HPQMv2NcaFPwG+9/nBvQUJvccI9DsDMDi/MXbAOH+NAbQD+wAzebwgQEB3fcuFfjN6Qcx7uABARHdItLp7fwA1g\
            XzCxIC1/A18BPSK/jNUv7d3gAGI//WFs/l8zIj9/r80N0DDvW8zNBZ8QP36uQm/iMFGdsK4yDsOebjMbny1wIlDuElIgb0C/wh3lD0Cws/D/YIGdoL4rzw\
            1ggfJ8vSFyfvBPz+NfEp4SgPKiYkB87PBAD6KvTq+hHZ+iUW1BT+8wX75+8c7QHk5AMeCQPv5O4E8Q7VMeDxzf30+QkrHlka1eUQXhz8HgkSAtMG2xcfOg\
            ANEss0GyMQLyEf89Ab9uoL8DHq8B/dNQPwD8++zuv05SHyE+j+9gQx+Mj2GPjeufLw1vH2AuIN8dYPLPkRBfgJ/xsvCuXaAv4R2jMf7Qz+DiNEF+QHBdcD\
            Idv7zQ7pAgnzA/jmCw8Z/RYUJP7v1uPfC9z78e8IIxbvESktAfsqGQD5BOn3+M4BKe/ZAurj/icR4T7q8eoGDyEn7BEnNf8Z8jvfJPAVEiXQ+TT57O47Hu\
            vOGuQNJDf+uFK6JfYlEvXJC+7gCBAhHxbV5x3vD+AE2wXj8B4PAfcP+REJ8AMM1gAQ/fgvxA8AFAba6/8NCS/i/+EBBxsCCDH39xbCAc8O/+EtIvDI5vbl\
            ABgA1AHuFf/yUeYX//wZGPj4Ef7G//HbDO3wCR7oR/jx+toBEv7n5uUMROqnMxUABvr6DQYPAwD+7wXDL+ElNvfKOM/f9xYvNwj1HewRM+nTERceLSUKEf\
            sK9xYZ5/EVGhHxCP0hUNcm1B8N8TX/IQIBDMc9GQXhx/kD+TL5+r8BCg7W3CX/9gf3IQ9g4hv3+/8H6NEp8uf+JRkNOS8N/Rc9F/ciAx7xvvJQwcEIJh8a\
            3vsJySkDDu4XDBb7NL4PLBPe+RDcLQYFLDoY+QoDLvAXCOIGD+QtzDwB8fngzPf/Rdzf288UFUwOAjUEBkc6GfUz6rXCugAiKDou7fQDB0Y6EOPmwxYVGB\
            Li9xnh4Bk5DfHaGgvI9OjfCvLnDw0t7OH+ABHoL/3b/vj3Mbv6BwLzCP3i+vbn7Q4f0xPdD+/dCRbgEQL6FC30/AA1BwcZBfnu7STt6gAb7SgTGDEMB/45\
            MwbsLRLU0eYQOPn4/M8bGBju9SUT98wU8uc/4eQ+zRTVIeHxGQsTItfcygnz6tHuDRjx9t8NBeIOI/XeRP3PBf8XRf4KDxLqAwLyzuoMDc4L+DvsDAA38R\
            jw2fPZ1yn1Nusb2/UZ4fwDGx0m7xzeHvYB4/7l6AMUFOj7z/byBuwUGgbe/cLAzwr7Afj2EhAX1O0Yy97bAsS96PboDfl0Cyw7//64EtrrBhAtvgX5NRv9\
            DS/SHgAHENAFwhj6FR/+BfPsAOBPIR3yBdBWExTxBQYT5Q8L7zkZKQ7w8vwg5BX3Ce3FvRjy9y4E8x4ZzQQL3PIS/h9ZISUW1/Hk3/X26BbcFwbt3kQR99\
            DoAwLq788w8u4R/ADuwA/0xQ4H9zAW8dkPMwQW+AsCBBIAHAXe/cIg4/LuAuf48k0lCP3XAu3YFun2wQDlIQIY8hwaE+Pa3kr87QM98U3y4v763/0x4tsS\
            3BMF/wD0JReq7wcR1ukl9CL9LgDa1A0y+CTw6BMi9CC3DSvy8NYeDfEc+gruJtbwGCgw+gQG7wLq7zDj9B7c6BgOFe76zCjvDeveIhk//Owi8Bw9uwgUDi\
            70JfI5sSoW0Modx97+6xsD5NsH3/Hy4e/46wDz3BQWDukWIg8NRfzmCeEKvebj79318g4rCCQo6iT76ARbF0L5Hvr4DN3W6rXIxvbl6fL58REh5Q4oHRvW\
            FR7SCi4NJP0KCdnK7Mrg4AoiCfINBdXO7Pwp6vIMJAoEEhDh6er0BOYoJBn47vDmJAjfDuntPjfTC+sN8Tv1+vkK6BzMz/MRCyZCAcrrA8kt1ArS2NXzET\
            HSFQTt5PzxCfLbMobyDx0PEO06GvFFIiP67fgZ0voG1L4HBO0HGigdHAD/7vn4Lwju3NDuuvv11v3lBcQWA+41+efnCAvg/AMY7xJQz/f/IfZECAPzCgLv\
            8EH+9i4G8fH/HPUcDvs55SfXEB4vJN0GCAQj/Bv9DwIrHBgYGOTqDszs/hbMAyHY/wAn8+HVAP37387Wu9RACAULNVM0BPTEFerw7xM1GdjezSSQ6Sgjzv\
            nX1f5BPS0UzDPe2EPx7C/yDcPvFuLd+AEL+jvk5RZA6vLeLjVc+R4uAOg2xfAM7C325SwOH/MZJQAaKKgV+hNF2v0O20sTLLpEG+MeC/PvDt8J3u3XEPP0\
            4wPoAsfuCwDZCwcA2e4KLRvvBRvo6xAe8PXPGA/YGvU7CQj6DdBi7QD/UPjb+v0k7wch7wY+uf0AzNky8CsCJykx+yIC2fUEyc7/jPXrF+kO1B3fDyXO8v\
            TyvPXYLOoH9eMG2PX0zxDZ764m7+0C6xMXGxgREvDD0vvtIvgJ6ggSEbse4iD86hXyp/7j/Soc+94ACwntJgnsINT7xzf66gDnEebwwfga593x6jkLOLam\
            KS8K7QPMCRr6+xE6xeoV9cwRDC/vAy7P/ir+AREkA/tZCQIIKQT1GMclvtX62eYWNhz9POUM7BNHKLsVJwk1JK/hI/sV/Q8gCRI09KROGAAc9dXyExP658\
            rb4wb+/qExDgXhRAnS9dca6u33+wwNHQ0aJL8+DydTIjwE2xMuFwzq//j6LP0FAebp9hkjDg7hKhgZJSf92fP+3gvuzMQE8iMC3g7vMgj9IuCx7tox4wDP\
            wxry+v4E9uEO5e4PEQHO6D/77S7CBAAh0c3cJO4IFljTDCYBDRMt/yDm8snwAlHxJfs0Fue0/SYjQekB7xgH
            """
    )

    private static let odd = LinearReading(
        offsets: [-3.1616],
        scale: 0.032004,
        coded: """
            80cn6tvzBQ8J/ucBEBfV9vEc1PbtKA4tGyEG1AgCAgHb3RQAFsoG8fDj4wID9wxDogLT/QTl9zQa/g4GCf/tFSMQ7PXEBioW2Bon/+YT5QUIAuIoEwUJ5d\
            rsFrf6D+0Z7df4NenpALUc67DXLA3a1wQc6v3m1wAfCQvpBwn31QDn6R+8fwvrFQINykrg9hP7/y7x7OUTF//HDAPPBTwg0x3z7RvopvFC5AcYCQxXGQz4\
            3jMkPP0tyEj61AD4BUX++g/EDh7X7ArzFuf6E+Up8hYFGOTXAQHwBQzvAATe/gAB7bokJAQC5NfO7i/g/AoeJib3CiLrEDngJEX6NyTkHeXN5BMcr8utMe\
            xMDhz4s/0B7QQmJSLxGPPLAibUDCD39AgQF/Tc+wAMHSwxFwn9Hbj9KeQT6Pna9Sn+EsEWVADrFPgsFdXjEu0QyPEFdvscGg243gYL+uH51ugyGEDm37zV\
            swzX9QTh7w35Bi8TFTvbPAYwBRkJFQjj0SIeAvDw
            """
    )
}
