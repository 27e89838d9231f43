// CodeLists: the code lists of the field, one extension a theme.
//
// Codes are what is stored and sent: they are never reused and never renamed. Labels may change.

/// Every code list of the job-search schema.
public enum CodeLists {}

extension CodeList {
    /// A list written as a table, which reads better than nested initialisers.
    init(
        _ name: String, rows: [(code: String, fr: String, en: String)], whole: String? = nil,
        beside: Set<String> = []
    ) {
        self.init(
            name, rows.map { Entry($0.code, Phrase(fr: $0.fr, en: $0.en)) }, whole: whole,
            beside: beside)
    }
}
