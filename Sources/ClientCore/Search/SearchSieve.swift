// SearchSieve: what a search asks for that SQL cannot answer: a commune by its name without accents
// or capitals, and doors that are open.

import SQLite
import Shared

/// Lets rows of one collection through.
struct SearchSieve {
    /// The columns that it looks at, to be selected one after the other.
    let columns: String
    private let commune: String?
    private let openAt: Instant?
    /// Many doors have the same hours.
    private var hours: [String: OpeningHours?] = [:]

    init(_ declaration: CollectionDeclaration, _ request: SearchRequest) {
        commune = request.commune.map(FoldedWords.fold)
        openAt = request.openAt
        let names = ["commune", "commune_name", "opening_hours"]
        columns = names.map { name in
            declaration.field(name) == nil ? "NULL" : "record.\(StoreSchema.quoted(name))"
        }.joined(separator: ", ")
    }

    /// Whether a collection has what is asked for.
    static func canPass(_ declaration: CollectionDeclaration, _ request: SearchRequest) -> Bool {
        let isSomewhere =
            declaration.field("commune") != nil || declaration.field("commune_name") != nil
        return (request.commune == nil || isSomewhere)
            && (request.openAt == nil || declaration.field("opening_hours") != nil)
    }

    /// Whether a row is let through; its columns begin at an index.
    mutating func passes(_ row: Statement, from index: Int) -> Bool {
        if let commune {
            let isHere = (0...1).contains { offset in
                !row.isNull(index + offset)
                    && FoldedWords.fold(row.string(index + offset)) == commune
            }
            if !isHere { return false }
        }
        guard let openAt else { return true }
        guard !row.isNull(index + 2) else { return false }
        let text = row.string(index + 2)
        if hours[text] == nil { hours[text] = .some(OpeningHours(text)) }
        let code = row.isNull(index) ? nil : row.string(index)
        let time = FrenchTime(openAt, commune: code)
        return hours[text].flatMap(\.self)?.isOpen(at: time, commune: code) ?? false
    }
}
