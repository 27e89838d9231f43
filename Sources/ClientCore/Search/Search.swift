// Search: finds records by words, by what they are for, and by where they are; all of it offline.

import SQLite
public import Shared

/// What somebody looks for. At least one of text, place, filters, commune and time says something.
public struct SearchRequest: Sendable {
    /// Words, of which each must begin a word of the record. Accents and case do not matter, and
    /// nothing in it is an operator.
    public var text: String
    /// Nearest first, records without a position last; `nil` for the best match first.
    public var near: Coordinates?
    /// What a field must show, or contain if it is a set. A record whose collection has no such
    /// field is not found. A reference to a record is also one to any record joined with it.
    public var filters: [(field: String, value: String)]
    /// Only what is in this commune: an INSEE code, or a name without regard to accents.
    public var commune: String?
    /// Only what is known to be open at this moment.
    public var openAt: Instant?
    /// At most this many results.
    public var limit: Int
    /// Whether duplicates are found that were joined into another record.
    public var includesJoined: Bool

    /// A search; without bound unless told.
    public init(
        text: String = "", near: Coordinates? = nil,
        filters: [(field: String, value: String)] = [], commune: String? = nil,
        openAt: Instant? = nil, limit: Int = .max, includesJoined: Bool = false
    ) {
        self.text = text
        self.near = near
        self.filters = filters
        self.commune = commune
        self.openAt = openAt
        self.limit = limit
        self.includesJoined = includesJoined
    }
}

/// A record that was found.
public struct SearchResult: Hashable, Sendable {
    /// The record.
    public let record: Record
    /// What people know it by; empty when nothing of it is filled in.
    public let title: String
    /// How far it is from the place asked for; `nil` when either has no position.
    public let distanceMetres: Int?
    /// Whether nothing has the words as they were typed, and this has some that are like them.
    public let isApproximate: Bool

    /// The collection's name.
    public var collection: String { record.collection }
    /// The record's identity.
    public var id: RecordID { record.id }
}

extension Store {
    /// Records that have every word and pass every filter. When nothing has the words, those that
    /// have words like them, as a slip of the hand makes.
    ///
    /// Without words, everything that passes the filters; with a place alone, everything that can
    /// have a position; with nothing at all, nothing.
    ///
    /// - Throws: `unknown_code` when a filter asks for what no collection can show.
    public func search(_ request: SearchRequest) throws(RelaisError) -> [SearchResult] {
        try withCore { core in try Searcher(core: core, request: request).run() }
    }
}

/// Performs one search.
private struct Searcher {
    /// A record that matches, before it is read.
    struct Hit {
        let table: CollectionTable
        let id: RecordID
        /// Smaller is better; the same for all when there are no words.
        let rank: Double
        /// The title as the index knows it.
        let indexed: String
        let distance: Double?
    }

    let core: StoreCore
    let request: SearchRequest

    func run() throws -> [SearchResult] {
        let query = SearchText.query(request.text)
        guard query != nil || request.near != nil || isNarrowed else { return [] }
        for filter in request.filters { try check(filter) }
        var hits = try self.hits(query)
        var isApproximate = false
        if hits.isEmpty, query != nil, let near = try NearWords(core.connection).query(request.text)
        {
            hits = try self.hits(near)
            isApproximate = true
        }
        hits.sort(by: Searcher.precedes)
        return try hits.prefix(max(0, request.limit)).compactMap { hit in
            try result(hit, isApproximate)
        }
    }

    /// Whether anything but words and a place says what is looked for.
    private var isNarrowed: Bool {
        !request.filters.isEmpty || request.commune != nil || request.openAt != nil
    }

    private func hits(_ query: String?) throws -> [Hit] {
        let isPlaceAlone = query == nil && !isNarrowed
        var hits: [Hit] = []
        for declaration in core.schema.collections where declaration.isSearched {
            guard declaration.isPositioned || !isPlaceAlone,
                request.filters.allSatisfy({ canShow($0, declaration) }),
                SearchSieve.canPass(declaration, request)
            else { continue }
            hits += try find(declaration, query)
        }
        return hits
    }

    private func find(
        _ declaration: CollectionDeclaration, _ query: String?
    ) throws -> [Hit] {
        let table = try core.table(declaration.name)
        let first = SearchIndex.document(table.number, 0)
        var clauses = ["relais_search.rowid BETWEEN ?1 AND ?2"]
        var values: [Value] = [
            .integer(first), .integer(SearchIndex.document(table.number + 1, 0) - 1),
        ]
        func placeholder(_ value: Value) -> String {
            values.append(value)
            return "?\(values.count)"
        }
        if let query { clauses.append("relais_search MATCH \(placeholder(.text(query)))") }
        for filter in request.filters {
            let column = "record.\(StoreSchema.quoted(filter.field))"
            let places = try filterValues(filter, declaration).map(placeholder)
                .joined(separator: ", ")
            let isSet = declaration.field(filter.field)?.type.isSet ?? false
            clauses.append(
                isSet
                    ? "EXISTS (SELECT 1 FROM json_each(\(column)) WHERE value IN (\(places)))"
                    : "\(column) IN (\(places))")
        }
        if declaration.joinsDuplicates && !request.includesJoined {
            let known = try core.joinedRecords(table)
            let (clause, value) = try known.exclusion(
                row: "record.", parameter: "?\(values.count + 1)")
            values.append(value)
            clauses.append(clause)
        }
        let position = declaration.isPositioned ? "record.latitude, record.longitude" : "NULL, NULL"
        var sieve = SearchSieve(declaration, request)
        // A word in the title counts ten times one in the body.
        let rank = query == nil ? "0.0" : "bm25(relais_search, 10.0, 1.0)"
        let sql = """
            SELECT record.id, \(rank), relais_search.title, \(position), \(sieve.columns)
            FROM relais_search JOIN \(CollectionTable.table(declaration)) AS record
                ON record._row = relais_search.rowid - ?1
            WHERE \(clauses.joined(separator: " AND "))
            """
        var hits: [Hit] = []
        try core.connection.rows(sql, values) { row in
            guard let id = RecordID(bytes: row.bytes(0)), sieve.passes(row, from: 5) else {
                return
            }
            hits.append(
                Hit(
                    table: table, id: id, rank: row.double(1),
                    indexed: row.string(2).lowercased(), distance: distance(row)))
        }
        return hits
    }

    private func distance(_ row: Statement) -> Double? {
        guard let near = request.near, !row.isNull(3), !row.isNull(4) else { return nil }
        return Coordinates(latitude: row.double(3), longitude: row.double(4))
            .map(near.distance(to:))
    }

    private func result(_ hit: Hit, _ isApproximate: Bool) throws -> SearchResult? {
        guard let declaration = hit.table.declaration,
            let record = try Reader(core: core).record(hit.table, hit.id)
        else { return nil }
        let shown = declaration.fields.map { record.fields[$0.name] ?? .single(.null) }
        return SearchResult(
            record: record, title: SearchIndex.text(declaration, shown, .title),
            distanceMetres: hit.distance.map { Int($0.rounded()) }, isApproximate: isApproximate)
    }

    /// Nearest first, then the best match, then by title; the identity makes it a total order.
    private static func precedes(_ left: Hit, _ right: Hit) -> Bool {
        let (near, far) = (left.distance ?? .infinity, right.distance ?? .infinity)
        if near != far { return near < far }
        if left.rank != right.rank { return left.rank < right.rank }
        if left.indexed != right.indexed { return left.indexed < right.indexed }
        return left.id < right.id
    }
}

extension Searcher {
    /// Whether a collection has the field, and the value is one that it can show.
    private func canShow(
        _ filter: (field: String, value: String), _ declaration: CollectionDeclaration
    ) -> Bool {
        guard let field = declaration.field(filter.field) else { return false }
        let problem =
            field.type.isSet
            ? core.schema.problem(withElement: filter.value, of: field, in: declaration.name)
            : core.schema.problem(with: .text(filter.value), for: field, in: declaration.name)
        return problem == nil
    }

    /// What the field may hold to pass; of a reference, every identity of the record.
    private func filterValues(
        _ filter: (field: String, value: String), _ declaration: CollectionDeclaration
    ) throws -> [Value] {
        guard let field = declaration.field(filter.field) else { return [.text(filter.value)] }
        var texts = [filter.value]
        if let id = RecordID(filter.value) {
            let names = try core.names(of: id, referredToBy: field)
            if names.count > 1 { texts = names.map(\.description) }
        }
        return texts.map { text in
            field.type.isSet ? .text(text) : CollectionTable.stored(.text(text), of: field)
        }
    }

    /// A filter that nothing can ever pass is a slip, and is told instead of finding nothing.
    private func check(_ filter: (field: String, value: String)) throws(RelaisError) {
        let collections = core.schema.collections.filter(\.isSearched)
        if collections.contains(where: { canShow(filter, $0) }) { return }
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
    fileprivate var isPositioned: Bool {
        ["latitude", "longitude"].allSatisfy { name in
            if case .real? = field(name)?.type { true } else { false }
        }
    }
}
