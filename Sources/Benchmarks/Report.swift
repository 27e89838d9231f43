// Report: what was measured, row by row, beside what it should be; as a table and as JSON.

import FoundationEssentials
import Shared

/// One number that was measured.
struct Figure {
    let name: String
    let value: Double
    let unit: String
    /// The greatest value that meets the target; `nil` for what stands there for comparison.
    let limit: Double?

    var isMissed: Bool { limit.map { value > $0 } ?? false }

    /// How many times the target it is.
    var excess: Double { limit.map { $0 > 0 ? value / $0 : value > 0 ? .infinity : 0 } ?? 0 }

    /// The line of the table.
    func line(nameWidth: Int) -> String {
        let shown = Figure.shown(value, unit)
        var line = "  " + Report.padded(name, nameWidth) + "  " + Report.padded(shown, 14)
        if let limit {
            line += "  ≤ " + Report.padded(Figure.shown(limit, unit), 12)
            line += isMissed ? "MISSED (\(Figure.shown(excess, "×")))" : "met"
        }
        return line
    }

    var json: JSON {
        .object([
            "name": .string(name), "value": .real(value), "unit": .string(unit),
            "target": limit.map(JSON.real) ?? .null,
            "met": limit == nil ? .null : .bool(!isMissed),
        ])
    }

    /// Three digits or so: no figure here is better than that.
    static func shown(_ value: Double, _ unit: String) -> String {
        let digits = abs(value) >= 100 ? 1.0 : abs(value) >= 10 ? 10 : abs(value) >= 1 ? 100 : 1000
        let rounded = (value * digits).rounded() / digits
        let text = rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
        return unit.isEmpty ? text : "\(text) \(unit)"
    }
}

/// The figures of every row that has run.
struct Report {
    private(set) var rows: [(name: String, summary: String, figures: [Figure], seconds: Double)] =
        []

    mutating func begin(_ name: String, _ summary: String) {
        rows.append((name, summary, [], 0))
        Child.tell("\n\(name): \(summary)")
    }

    /// Says how long the row that runs has taken, with what it built for others.
    mutating func end(after seconds: Double) {
        rows[rows.count - 1].seconds = seconds
        Child.tell("  (\(Figure.shown(seconds, "s")))")
    }

    /// Notes a figure of the row that runs, and prints it.
    mutating func add(_ name: String, _ value: Double, _ unit: String, atMost limit: Double? = nil)
    {
        let figure = Figure(name: name, value: value, unit: unit, limit: limit)
        rows[rows.count - 1].figures.append(figure)
        Child.tell(figure.line(nameWidth: Report.nameWidth))
    }

    /// What was met, and what was missed, the worst first.
    func printSummary() {
        let judged = rows.flatMap { row in
            row.figures.filter { $0.limit != nil }.map { (row: row.name, figure: $0) }
        }
        let missed = judged.filter(\.figure.isMissed).sorted {
            $0.figure.excess > $1.figure.excess
        }
        let seconds = rows.map(\.seconds).reduce(0, +)
        Child.tell(
            "\n\(judged.count - missed.count) of \(judged.count) targets met, in "
                + "\(Int(seconds)) s")
        for (row, figure) in missed {
            Child.tell("  \(Report.padded(row, 10))\(figure.line(nameWidth: Report.nameWidth))")
        }
    }

    func json(_ machine: JSON) -> [UInt8] {
        JSON.object([
            "machine": machine,
            "rows": .array(
                rows.map { row in
                    .object([
                        "row": .string(row.name), "summary": .string(row.summary),
                        "seconds": .real(row.seconds),
                        "figures": .array(row.figures.map(\.json)),
                    ])
                }),
        ]).bytes
    }

    private static let nameWidth = 58

    static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
