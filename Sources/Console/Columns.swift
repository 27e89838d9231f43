// The shape of text on a terminal: lines of 80 columns, counted in graphemes. A wide character
// counts as one, which French and English never notice.

package import Shared

package enum Columns {
    /// The width that text is wrapped to.
    package static let width = 80

    /// The lines of a text, broken at plain spaces only.
    ///
    /// A word longer than a line (an address, a path) stays whole so that it can be copied, and so
    /// does a command between backquotes that fits a line. An unbreakable space stays with its
    /// words, and line breaks of the text are kept. Every line but the first of a paragraph begins
    /// with `hanging` spaces.
    package static func wrap(
        _ text: String, width: Int = Columns.width, hanging: Int = 0
    ) -> [String] {
        let margin = String(repeating: " ", count: hanging)
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            var isFirst = true
            for word in pieces(of: paragraph, width: width - hanging) {
                if isFirst {
                    line = word
                    isFirst = false
                } else if line.count + 1 + word.count <= width {
                    line += " " + word
                } else {
                    lines.append(line)
                    line = margin + word
                }
            }
            lines.append(line)
        }
        return lines
    }

    /// The words of a paragraph, and its commands as one piece each.
    private static func pieces(of paragraph: Substring, width: Int) -> [String] {
        var pieces: [String] = []
        var command: [String] = []
        for word in paragraph.split(separator: " ").map(String.init) {
            let isEnd = !word.count(where: { $0 == "`" }).isMultiple(of: 2)
            if command.isEmpty && !isEnd {
                pieces.append(word)
                continue
            }
            command.append(word)
            guard isEnd && command.count > 1 else { continue }
            let whole = command.joined(separator: " ")
            pieces += whole.count <= width ? [whole] : command
            command = []
        }
        return pieces + command
    }

    /// Lines of two columns, a term and what is said of it; the second column is wrapped.
    ///
    /// The second column begins past the longest term, unless that would leave it too narrow: then
    /// the text of a long term goes under it.
    package static func pairs(
        _ pairs: [(term: String, text: String)], indent: Int = 0, width: Int = Columns.width
    ) -> [String] {
        let widest = pairs.map(\.term.count).max() ?? 0
        let column = indent + min(widest, width / 3) + 2
        return pairs.flatMap { term, text -> [String] in
            let head = String(repeating: " ", count: indent) + term
            let body = wrap(text, width: max(1, width - column))
            let margin = String(repeating: " ", count: column)
            let gap = column - head.count
            guard gap >= 2, let first = body.first else {
                return [head] + body.map { margin + $0 }
            }
            let opening = first.isEmpty ? head : head + String(repeating: " ", count: gap) + first
            return [opening] + body.dropFirst().map { margin + $0 }
        }
    }

    /// One `label: value` line, wrapped with two spaces before what follows.
    package static func labelled(
        _ label: Phrase, _ value: String, language: Language, width: Int = Columns.width
    ) -> [String] {
        let label = Phrase(fr: label.french + " :", en: label.english + ":").text(language)
        return wrap("\(label) \(value)", width: width, hanging: 2)
    }
}
