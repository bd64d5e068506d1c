extension DriftTable {
    /// The rows as comma-separated values (RFC 4180) with a header.
    package var csv: String {
        var lines = ["id,title,answers,mean_before,mean_after,mean_change,spread,up,down"]
        for row in rows {
            lines.append(
                [
                    Self.quoted(row.id), Self.quoted(row.title), "\(row.count)", Self.number(row.meanBefore),
                    Self.number(row.meanAfter), Self.number(row.meanChange), Self.number(row.spread), "\(row.up)",
                    "\(row.down)",
                ].joined(separator: ",")
            )
        }
        return lines.map { $0 + "\r\n" }.joined()
    }

    /// Two decimals with a point, whatever the locale.
    private static func number(_ value: Double) -> String {
        let hundredths = Int((max(-1e9, min(1e9, value.isFinite ? value : 0)) * 100).rounded())
        let digits = String(hundredths.magnitude)
        let padded = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
        return (hundredths < 0 ? "-" : "") + padded.dropLast(2) + "." + padded.suffix(2)
    }

    /// A field in quotes; one that a spreadsheet would take for a formula is kept from being one.
    private static func quoted(_ text: String) -> String {
        let isFormula = text.first.map { "=+-@\t\r".contains($0) } ?? false
        return "\"" + ((isFormula ? "'" : "") + text).replacing("\"", with: "\"\"") + "\""
    }
}
