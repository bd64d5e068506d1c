/// The order in which a person reads a page: a recursive cut along white space (after Nagy and Seth's X-Y cut), which tries columns
/// before rows so that two columns are never read across.
enum ReadingOrder {
    /// What stands beside each other and is read as one line.
    struct Row {
        var stretches: [PDFPages.Stretch]
        var isAfterGap: Bool

        /// Its words; two spaces where they are set apart. A mark of a list at its beginning is left out.
        var text: String {
            stretches.filter { !Letters.isMark($0.text) }.map(\.text).joined(separator: "  ")
        }

        /// Whether it begins with the mark of a list.
        var hasMark: Bool { stretches.count > 1 && stretches.first.map { Letters.isMark($0.text) } == true }
        /// The height of its letters.
        var height: Double { stretches.map(\.height).max() ?? 0 }
    }

    private static let maxDepth = 12

    /// The rows of a page in order.
    static func rows(_ stretches: [PDFPages.Stretch], _ page: PDFPages.Page) -> [Row] {
        regions(stretches, width: page.width, depth: 0).flatMap(grouped)
    }

    /// The regions of a page in reading order; within one, everything on a line belongs together.
    private static func regions(_ all: [PDFPages.Stretch], width: Double, depth: Int) -> [[PDFPages.Stretch]] {
        guard all.count > 3, depth < maxDepth else { return all.isEmpty ? [] : [all] }
        if let gutter = gutter(all, width: width) {
            return regions(all.filter { $0.right <= gutter }, width: width, depth: depth + 1)
                + regions(all.filter { $0.right > gutter }, width: width, depth: depth + 1)
        }
        if hasTimes(all) { return [all] }
        // A head over columns, or a foot under them: the cut that leaves the most for the columns.
        let sorted = all.sorted { $0.top < $1.top }
        let cuts = gaps(sorted)
        for cut in cuts where sorted.count - cut >= 6 {
            let below = Array(sorted[cut...])
            if hasTimes(below) { return regions(Array(sorted[..<cut]), width: width, depth: depth + 1) + [below] }
            guard gutter(below, width: width) != nil else { continue }
            return regions(Array(sorted[..<cut]), width: width, depth: depth + 1)
                + regions(below, width: width, depth: depth + 1)
        }
        for cut in cuts.reversed() where cut >= 6 {
            let above = Array(sorted[..<cut])
            if hasTimes(above) { return [above] + regions(Array(sorted[cut...]), width: width, depth: depth + 1) }
            guard gutter(above, width: width) != nil else { continue }
            return regions(above, width: width, depth: depth + 1)
                + regions(Array(sorted[cut...]), width: width, depth: depth + 1)
        }
        // Columns in the middle, between a head and a foot.
        for first in cuts where cuts.count <= 40 {
            for last in cuts.reversed() where last - first >= 6 {
                let middle = Array(sorted[first..<last])
                guard gutter(middle, width: width) != nil else { continue }
                return regions(Array(sorted[..<first]), width: width, depth: depth + 1)
                    + regions(middle, width: width, depth: depth + 1)
                    + regions(Array(sorted[last...]), width: width, depth: depth + 1)
            }
        }
        return [all]
    }

    /// Where a sorted list can be cut so that nothing stands on both sides.
    private static func gaps(_ sorted: [PDFPages.Stretch]) -> [Int] {
        var (bottom, cuts) = (-Double.infinity, [Int]())
        for (index, stretch) in sorted.enumerated() {
            if index > 0, stretch.top > bottom - 0.15 * stretch.height { cuts.append(index) }
            bottom = max(bottom, stretch.bottom)
        }
        return cuts
    }

    /// The place of white space from top to bottom that divides columns; nil when there is none, or when what stands right of it belongs
    /// to the lines left of it: dates, places, values of a table.
    private static func gutter(_ all: [PDFPages.Stretch], width: Double) -> Double? {
        let sorted = all.sorted { $0.left < $1.left }
        var (right, best) = (-Double.infinity, (place: 0.0, width: 0.0))
        for stretch in sorted {
            let gap = stretch.left - right
            if right.isFinite, gap > best.width, isColumns(all, at: right + gap / 2) { best = (right + gap / 2, gap) }
            right = max(right, stretch.right)
        }
        let line = median(all.map(\.height))
        return best.width >= max(6, 0.6 * line) ? best.place : nil
    }

    private static func isColumns(_ all: [PDFPages.Stretch], at place: Double) -> Bool {
        let left = all.filter { $0.right <= place && !Letters.isMark($0.text) }
        let right = all.filter { $0.right > place && !Letters.isMark($0.text) }
        guard left.count >= 3, right.count >= 3 else { return false }
        func partners(_ some: [PDFPages.Stretch], of others: [PDFPages.Stretch]) -> Int {
            some.count { one in others.contains { abs($0.middle - one.middle) < 0.35 * max(one.height, $0.height) } }
        }
        // Dates and places at the end of lines: short, and each on the line of something left of it.
        let shortRight = right.count { $0.words <= 5 }
        if Double(shortRight) >= 0.85 * Double(right.count),
            Double(partners(right, of: left)) >= 0.85 * Double(right.count), left.count >= right.count
        {
            return false
        }
        // Names of a table's rows, or dates in front of entries: short, few, and each on the line of something right of it.
        let shortLeft = left.count { $0.words <= 5 }
        if Double(shortLeft) >= 0.9 * Double(left.count),
            Double(partners(left, of: right)) >= 0.9 * Double(left.count), left.count <= right.count
        {
            return false
        }
        // A column of times beside what happened then, even where a time takes two lines or a heading stands among them.
        if isTimes(left, beside: right) { return false }
        // The same with headings or short lines above and below the table.
        if Double(shortLeft) >= 0.9 * Double(left.count), partners(right, of: left) == right.count,
            left.count > right.count + 1 || left.count > right.count && isBordered(left, around: right)
        {
            return false
        }
        return true
    }

    /// Whether stretches on the left are times, most of them, each beside something on the right.
    private static func isTimes(_ left: [PDFPages.Stretch], beside right: [PDFPages.Stretch]) -> Bool {
        let times = left.filter { Dates.namesYear($0.text) }
        let beside = times.count { one in
            right.contains { abs($0.middle - one.middle) < 0.35 * max(one.height, $0.height) }
        }
        let short = left.count { $0.words <= 5 }
        return times.count >= 3 && times.count * 2 >= left.count && short * 10 >= left.count * 9
            && beside * 2 >= times.count && right.count > left.count
    }

    /// Whether white space from top to bottom has times left of it and what happened then right of it.
    private static func hasTimes(_ all: [PDFPages.Stretch]) -> Bool {
        var right = -Double.infinity
        for stretch in all.sorted(by: { $0.left < $1.left }) {
            let place = right + (stretch.left - right) / 2
            if right.isFinite, stretch.left - right >= 6,
                isTimes(
                    all.filter { $0.right <= place && !Letters.isMark($0.text) },
                    beside: all.filter { $0.right > place && !Letters.isMark($0.text) }
                )
            {
                return true
            }
            right = max(right, stretch.right)
        }
        return false
    }

    /// Whether something on the left stands above or below all that stands on the right.
    private static func isBordered(_ left: [PDFPages.Stretch], around right: [PDFPages.Stretch]) -> Bool {
        guard let top = right.map(\.top).min(), let bottom = right.map(\.bottom).max() else { return false }
        return left.contains { $0.bottom <= top || $0.top >= bottom }
    }

    /// The lines of a region from top to bottom.
    private static func grouped(_ region: [PDFPages.Stretch]) -> [Row] {
        var rows: [(stretches: [PDFPages.Stretch], middle: Double)] = []
        for stretch in region.sorted(by: { ($0.middle, $0.left) < ($1.middle, $1.left) }) {
            if let last = rows.last, abs(last.middle - stretch.middle) < 0.4 * max(stretch.height, 1) {
                rows[rows.count - 1].stretches.append(stretch)
            } else {
                rows.append(([stretch], stretch.middle))
            }
        }
        joinTimes(&rows)
        let steps = zip(rows, rows.dropFirst()).map { $1.middle - $0.middle }
        let usual = median(steps)
        return rows.enumerated().map { index, row in
            let step = index == 0 ? .infinity : steps[index - 1]
            return Row(
                stretches: row.stretches.sorted { $0.left < $1.left },
                isAfterGap: step > 1.35 * max(usual, 1)
            )
        }
    }

    /// A time at the left edge that goes on in the next row, as "June 2016 –" over "February 2020", is one.
    private static func joinTimes(_ rows: inout [(stretches: [PDFPages.Stretch], middle: Double)]) {
        var index = 0
        while index + 1 < rows.count {
            defer { index += 1 }
            rows[index].stretches.sort { $0.left < $1.left }
            rows[index + 1].stretches.sort { $0.left < $1.left }
            guard let first = rows[index].stretches.first, let next = rows[index + 1].stretches.first,
                rows[index].stretches.count > 1, next.words <= 3, next.right < rows[index].stretches[1].left,
                Dates.namesYear(first.text), Dates.goesOn(first.text, in: next.text)
            else { continue }
            rows[index].stretches[0].text += " " + next.text
            rows[index + 1].stretches.removeFirst()
            if rows[index + 1].stretches.isEmpty { rows.remove(at: index + 1) }
        }
    }

    private static func median(_ numbers: [Double]) -> Double {
        guard !numbers.isEmpty else { return 0 }
        return numbers.sorted()[numbers.count / 2]
    }
}
