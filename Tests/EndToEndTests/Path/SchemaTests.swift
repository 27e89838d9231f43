// SchemaTests: what `relais schema --json` says of each declaration. A client of another language
// has nothing else to know them by (docs/PROTOCOL.md, Declarations).

import Shared
import Testing

@Suite(.ownThreads) struct SchemaTests {
    @Test("every part of every declaration is in the document, and of one collection the same")
    func everyPart() throws {
        let device = try Device()
        let schema = JobSearch.schema
        let document = try device.json("schema")
        #expect(try document.number("version") == schema.version)
        #expect(try document.number("oldestSafeVersion") == schema.oldestSafeVersion)
        let told = try document.list("collections")
        #expect(try told.map { try $0.text("name") } == schema.collections.map(\.name))
        for (collection, json) in zip(schema.collections, told) {
            try check(json, collection)
            let fields = try json.list("fields")
            #expect(try fields.map { try $0.text("name") } == collection.fields.map(\.name))
            for (field, json) in zip(collection.fields, fields) {
                try check(json, field, "\(collection.name).\(field.name)")
            }
        }
        let one = try device.json("schema", "referral")
        #expect(one["collections"]?.elements == told.filter { $0["name"] == .string("referral") })
    }

    private func check(_ json: JSON, _ collection: CollectionDeclaration) throws {
        let name = collection.name
        #expect(try json.text("access") == collection.access.name, "\(name)")
        #expect(json["accessFields"] == fields(of: collection.access), "\(name)")
        #expect(texts(json["identity"]) == collection.identity, "\(name)")
        #expect(texts(json["anonymous"]) == collection.anonymous, "\(name)")
        #expect(json["erasedBy"]?.string == collection.erasedBy, "\(name)")
        let key = collection.hasNaturalKey ? ["source", "source_id"] : []
        #expect(texts(json["naturalKey"]) == key, "\(name)")
        let splits = json["splits"]?.elements ?? []
        #expect(splits.count == collection.splits.count, "\(name)")
        for (lens, json) in zip(collection.splits, splits) {
            #expect(json["whole"]?.string == lens.whole && texts(json["parts"]) == lens.parts)
            #expect(json["separator"]?.string == lens.separator)
            #expect(try json.number("since") == lens.since)
        }
    }

    /// The fields by which an access finds who holds a record, and what each side writes.
    private func fields(of access: Access) -> JSON? {
        switch access {
        case .territory, .organisation: return nil
        case .file(let portfolio): return .object(["portfolio": .string(portfolio)])
        case .part(let file): return .object(["file": .string(file)])
        case .sponsored(let rule):
            return .object([
                "file": .string(rule.file), "sponsors": .string(rule.sponsors),
                "answers": sorted(rule.answers),
            ])
        case .envelope(let rule):
            let contents = rule.contents.keys.sorted().map { purpose in
                JSONObject.Member(key: purpose, value: sorted(rule.contents[purpose] ?? []))
            }
            return .object([
                "file": .string(rule.file), "sender": .string(rule.sender),
                "receiver": .string(rule.receiver), "tie": .string(rule.tie),
                "purposes": .string(rule.purposes),
                "contents": .object(JSONObject(members: contents)),
                "state": .string(rule.state), "senderStates": sorted(rule.senderStates),
                "answers": sorted(rule.answers),
            ])
        }
    }

    private func check(_ json: JSON, _ field: FieldDeclaration, _ name: String) throws {
        #expect(try json.text("type") == field.type.name, "\(name)")
        #expect(try json.text("merge") == field.merge.name, "\(name)")
        #expect(try json.flag("required") == field.isRequired, "\(name)")
        #expect(json["key"]?.string ?? field.name == field.key, "\(name)")
        #expect(json["renamedIn"] == field.renamedIn.map { .integer(Int64($0)) }, "\(name)")
        #expect(texts(json["codes"]) == field.type.codeList?.entries.map(\.code) ?? [], "\(name)")
        #expect(json["whole"]?.string == field.type.codeList?.whole, "\(name)")
        let beside = field.type.codeList?.beside ?? []
        #expect(texts(json["beside"]) == beside.sorted(), "\(name)")
        switch field.type {
        case .text(let maximum, let format):
            #expect(try json.number("maximum") == maximum, "\(name)")
            #expect(json["format"]?.string == format?.name, "\(name)")
        case .integer(let range):
            let bounds: [JSON] = [.integer(range.lowerBound), .integer(range.upperBound)]
            #expect(json["range"]?.elements == bounds, "\(name)")
        case .real(let range):
            let bounds = [range.lowerBound, range.upperBound]
            #expect(json["range"]?.elements.map(number) == bounds, "\(name)")
        case .reference(let collections), .references(let collections):
            #expect(texts(json["collections"]) == collections, "\(name)")
        case .boolean, .date, .instant, .code, .codes, .tags, .counter: break
        }
        let elements: String? =
            switch field.type {
            case .codes: "code"
            case .tags: "text"
            case .references: "reference"
            default: nil
            }
        #expect(json["elements"]?.string == elements, "\(name)")
        guard case .progress(let order) = field.merge else {
            #expect(json["order"] == nil && json["exclusive"] == nil, "\(name)")
            return
        }
        #expect(texts(json["order"]) == order.steps, "\(name)")
        #expect(texts(json["exclusive"]) == order.exclusive.sorted(), "\(name)")
        #expect(json["contradicts"]?.string == order.contradicted, "\(name)")
    }

    private func texts(_ json: JSON?) -> [String] {
        (json?.elements ?? []).compactMap(\.string)
    }

    private func sorted(_ names: Set<String>) -> JSON {
        .array(names.sorted().map(JSON.string))
    }

    /// `1.0` may be written `1`.
    private func number(_ json: JSON) -> Double? {
        switch json {
        case .integer(let number): Double(number)
        case .real(let number): number
        default: nil
        }
    }
}
