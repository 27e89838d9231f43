// That a report tells no small count, nor lets one be derived; that forms keep what is written in
// them; that a spreadsheet runs nothing.

import Shared
import Testing

@Suite("Report of activity")
struct ActivityReportTests {
    @Test("a hidden part is never the total less the others, and never alone")
    func suppression() {
        let codes = ["a", "b", "c", "d"]
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var counts: [String: Int] = [:]
            for code in codes { counts[code] = Int.random(in: 0..<12, using: &random) }
            let list = counts.flatMap { Array(repeating: $0.key, count: $0.value) }
            let breakdown = ActivityReport.parts(list.shuffled(using: &random))
            #expect(breakdown == ActivityReport.parts(list))
            var told = 0
            var hidden = 0
            for part in breakdown.parts {
                switch part.figure {
                case .count(let count):
                    #expect(count == counts[part.code] && count >= Figure.least)
                    told += count
                case .suppressed: hidden += 1
                }
            }
            guard hidden > 0, case .count(let total) = breakdown.total else { continue }
            #expect(hidden > 1 && total - told >= Figure.least, "\(seed) \(counts)")
        }
        #expect(Figure(0) == .count(0) && Figure(4) == .suppressed && Figure(5) == .count(5))
    }

    @Test("cells that a spreadsheet would run are set in, and others are as they were")
    func cells() throws {
        let cells = [
            "=1+1", "+33", "-2", "@x", "plain", "a;b", "say \"so\"", "two\nlines", "",
            "=\u{301}1", "é", "a,b",
        ]
        var writer = CSVWriter()
        writer.row(cells)
        var reader = try CSVReader(Array(writer.text.utf8))
        guard case .row(_, let read)? = reader.next() else {
            Issue.record("no row")
            return
        }
        // Our own reader takes the apostrophe away again: nothing is lost.
        #expect(read == cells)
        for cell in cells
        where "=+-@".unicodeScalars.contains(where: {
            cell.unicodeScalars.first == $0
        }) {
            #expect(CSVWriter.cell(cell).contains("'" + cell))
            #expect(!writer.text.contains(";" + cell))
        }
    }
}

@Suite("Interview forms")
struct InterviewFormTests {
    @Test("what is written beside a key is read beside it, whatever the words")
    func roundTrip() {
        let words = ["", "Oui.", "a: b", "x", "deux\nlignes", "a\nmobilite: piège", "été : chaud"]
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            var form = InterviewForm()
            for key in ["situation", "mobilite", "q-3", "a_b"].shuffled(using: &random) {
                let isSet = form.set(key, to: words.randomElement(using: &random) ?? "")
                #expect(isSet)
            }
            let read = InterviewForm(form.text)
            #expect(read.lines.map(\.key) == form.lines.map(\.key))
            // Once read, it stays the same.
            #expect(InterviewForm(read.text) == read)
            for line in form.lines where !line.text.contains("piège") {
                #expect(read[line.key] == line.text)
            }
        }
        var form = InterviewForm()
        let taken = [form.set("Été", to: "x"), form.set("", to: "x")]
        #expect(taken == [false, false] && form.lines.isEmpty)
        #expect(InterviewForm("no key\n\na: 1\na: 2\nmore").lines.map(\.text) == ["1"])
    }
}
