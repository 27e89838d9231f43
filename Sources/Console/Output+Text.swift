// Text that both programs lay out alike: labelled values and paragraphs.

package import Shared

extension Output {
    /// Lines of `label: value`, the values below one another.
    package func rows(_ rows: [(label: Phrase, value: String)], indent: Int = 0) {
        let pairs = rows.map { label, value in
            let colon = Phrase(fr: label.french + " :", en: label.english + ":")
            return (term: colon.text(language), text: value)
        }
        for line in Columns.pairs(pairs, indent: indent) { self.line(line) }
    }

    /// A paragraph.
    package func paragraph(_ phrase: Phrase) {
        for line in Columns.wrap(phrase.text(language)) { self.line(line) }
    }
}
