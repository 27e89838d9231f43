// SheetText: a page as text of 80 columns that reads in order, for a printer without a browser and
// for a screen reader.

extension Sheet {
    /// The width of the text.
    public static let width = 80

    /// The page, a line each, none wider than `width`.
    public var lines: [String] {
        var lines = Sheet.underlined(title, "=")
        for block in blocks + appendix { lines += Sheet.lines(block, language) }
        return lines + [""] + Sheet.wrap(footer)
    }

    /// The page as one text.
    public var text: String { lines.joined(separator: "\n") + "\n" }

    private static func lines(_ block: Block, _ language: Language) -> [String] {
        switch block {
        case .heading(let text): return [""] + underlined(text, "-")
        case .text(let text): return wrap(text)
        case .facts(let facts):
            return facts.flatMap { fact in
                let label = Phrase(fr: fact.label + " :", en: fact.label + ":").text(language)
                return wrap("\(label) \(fact.value)", hanging: 2)
            }
        case .list(let items): return items.flatMap { wrap("- \($0)", hanging: 2) }
        case .lines(let count):
            return (0..<max(0, count)).flatMap { _ in
                ["", String(repeating: "_", count: width)]
            }
        }
    }

    private static func underlined(_ text: String, _ line: Character) -> [String] {
        let lines = wrap(text)
        let widest = lines.map(\.count).max() ?? 0
        return lines + [String(repeating: line, count: widest)]
    }

    /// Lines broken at plain spaces. Paper has an edge, so a word that is longer than a line is
    /// broken too; only `Columns`, for terminals, keeps it whole to be copied.
    static func wrap(_ text: String, hanging: Int = 0) -> [String] {
        let margin = String(repeating: " ", count: hanging)
        var lines: [String] = []
        for paragraph in plain(text).split(separator: "\n", omittingEmptySubsequences: false) {
            var line = lines.isEmpty ? "" : margin
            var isEmpty = true
            for word in paragraph.split(separator: " ") {
                var word = word[...]
                if !isEmpty, line.count + 1 + word.count <= width {
                    line += " " + word
                    continue
                }
                if !isEmpty {
                    lines.append(line)
                    line = margin
                }
                while line.count + word.count > width {
                    let head = word.prefix(width - line.count)
                    lines.append(line + head)
                    word = word.dropFirst(head.count)
                    line = margin
                }
                line += word
                isEmpty = false
            }
            lines.append(isEmpty ? "" : line)
        }
        return lines
    }
}
