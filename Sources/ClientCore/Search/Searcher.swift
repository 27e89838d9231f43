// Searcher: performs one search.
//
// What the words match is looked at in the order of its worth, and only until there is enough: a
// common word matches tens of thousands of records, of which a screen shows twenty.

import SQLite
import Shared

/// Performs one search.
struct Searcher {
    let core: StoreCore
    let request: SearchRequest
    /// How many matches are ranked among one another.
    let few: Int

    func run() throws -> [SearchResult] {
        let query = SearchQuery(request.text)
        guard query != nil || request.near != nil || request.isNarrowed else { return [] }
        for filter in request.filters { try request.check(filter, core.schema) }
        let collections = try collections(isPlaceAlone: query == nil && !request.isNarrowed)
        guard request.limit > 0, !collections.isEmpty else { return [] }
        var hits = try find(query, in: collections)
        var isApproximate = false
        if hits.isEmpty, query != nil, let near = try NearWords(core.connection).query(request.text)
        {
            hits = try find(near, in: collections)
            isApproximate = true
        }
        return try results(hits, isApproximate)
    }

    /// The collections of which a record may pass, by number.
    private func collections(isPlaceAlone: Bool) throws -> [Int64: CollectionDeclaration] {
        var result: [Int64: CollectionDeclaration] = [:]
        try core.connection.rows("SELECT number, name FROM relais_collection", []) { row in
            guard let declaration = core.schema.collection(row.string(1)),
                declaration.isSearched, declaration.isPositioned || !isPlaceAlone,
                request.filters.allSatisfy({ request.canPass($0, declaration, core.schema) }),
                SearchSieve.canPass(declaration, request)
            else { return }
            result[row.int64(0)] = declaration
        }
        return result
    }

    /// The best of what passes, in its order.
    private func find(
        _ query: SearchQuery?, in collections: [Int64: CollectionDeclaration]
    ) throws -> [Hit] {
        let matches = try Matches(
            query, core.connection, few: few, collections: Set(collections.keys))
        var rows: [Int64: RowSieve] = [:]
        func hit(_ candidate: Candidate) throws -> Hit? {
            guard let declaration = collections[candidate.collection] else { return nil }
            if rows[candidate.collection] == nil {
                rows[candidate.collection] = try RowSieve(core, request, declaration)
            }
            return try rows[candidate.collection]?.hit(candidate)
        }
        var hits: [Hit] = []
        if request.near != nil {
            let positioned = collections.filter { $0.value.isPositioned }
            try matches.each(in: Set(positioned.keys)) { candidate in
                if let hit = try hit(candidate), hit.distance != nil { hits.append(hit) }
            }
        }
        // What has no position comes after all that has one.
        if hits.count < request.limit {
            let placed = Set(hits.map(\.candidate.document))
            var last: Candidate?
            try matches.inOrder { candidate in
                // Of those that are alike the identity decides, so each of them is looked at.
                if hits.count >= request.limit, !(last?.isAlike(candidate) ?? false) {
                    return false
                }
                guard !placed.contains(candidate.document), let hit = try hit(candidate) else {
                    return true
                }
                hits.append(hit)
                last = candidate
                return true
            }
        }
        hits.sort()
        return Array(hits.prefix(request.limit))
    }

    private func results(_ hits: [Hit], _ isApproximate: Bool) throws -> [SearchResult] {
        var records: [RecordKey: Record] = [:]
        for (collection, group) in Dictionary(grouping: hits, by: \.candidate.collection) {
            let rows = group.map { String($0.candidate.row) }.joined(separator: ",")
            let table = try core.table(collection)
            let found = try Reader(core: core).records(
                table, where: "_row IN (SELECT value FROM json_each(?))", [.text("[\(rows)]")],
                suffix: "")
            for record in found {
                records[RecordKey(collection: record.collection, id: record.id)] = record
            }
        }
        return hits.compactMap { hit in
            let declaration = hit.declaration
            let key = RecordKey(collection: declaration.name, id: hit.id)
            guard let record = records[key] else { return nil }
            let shown = declaration.fields.map { record.fields[$0.name] ?? .single(.null) }
            return SearchResult(
                record: record, title: SearchIndex.text(declaration, shown, .title),
                distanceMetres: hit.distance.map { Int($0.rounded()) },
                isApproximate: isApproximate)
        }
    }
}

/// A record that passes.
struct Hit: Comparable {
    let candidate: Candidate
    let declaration: CollectionDeclaration
    let id: RecordID
    /// How far it is, in metres; `nil` when that is not known, or not asked for.
    let distance: Double?

    /// Nearest first, then the best match, then by title; the identity makes it a total order.
    static func < (left: Hit, right: Hit) -> Bool {
        let (near, far) = (left.distance ?? .infinity, right.distance ?? .infinity)
        if near != far { return near < far }
        if !left.candidate.isAlike(right.candidate) {
            return left.candidate.precedes(right.candidate)
        }
        return left.id < right.id
    }

    static func == (left: Hit, right: Hit) -> Bool {
        left.candidate.document == right.candidate.document
    }
}

extension SearchRequest {
    /// Whether anything but words and a place says what is looked for.
    fileprivate var isNarrowed: Bool {
        !filters.isEmpty || commune != nil || openAt != nil
    }

    /// Whether a collection has the field, and the value is one that it can show.
    fileprivate func canPass(
        _ filter: (field: String, value: String), _ declaration: CollectionDeclaration,
        _ schema: Schema
    ) -> Bool {
        guard let field = declaration.field(filter.field) else { return false }
        let problem =
            field.type.isSet
            ? schema.problem(withElement: filter.value, of: field, in: declaration.name)
            : schema.problem(with: .text(filter.value), for: field, in: declaration.name)
        return problem == nil
    }

    /// A filter that nothing can ever pass is a slip, and is told instead of finding nothing.
    fileprivate func check(
        _ filter: (field: String, value: String), _ schema: Schema
    ) throws(RelaisError) {
        let collections = schema.collections.filter(\.isSearched)
        if collections.contains(where: { canPass(filter, $0, schema) }) { return }
        var codes: [String] = []
        for list in collections.compactMap({ $0.field(filter.field)?.type.codeList }) {
            codes += list.entries.map(\.code).filter { !codes.contains($0) }
        }
        let known = codes.joined(separator: ", ")
        throw RelaisError(
            code: "unknown_code",
            message: Phrase(
                fr: "Aucun enregistrement ne peut avoir « \(filter.value) » comme valeur de "
                    + "« \(filter.field) ».",
                en: "No record can have \"\(filter.value)\" as its \"\(filter.field)\"."),
            remedy: Phrase(
                fr: codes.isEmpty
                    ? "`relais schema` donne la liste des champs et de leurs codes."
                    : "Codes possibles : \(known).",
                en: codes.isEmpty
                    ? "`relais schema` lists the fields and their codes."
                    : "Possible codes: \(known)."))
    }
}

extension CollectionDeclaration {
    /// Whether its records can have a position.
    var isPositioned: Bool {
        ["latitude", "longitude"].allSatisfy { name in
            if case .real? = field(name)?.type { true } else { false }
        }
    }
}
