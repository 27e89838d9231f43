// SchemaDocument: declarations as JSON, with everything that a client of another language needs of
// them (docs/PROTOCOL.md, Declarations). Keys may be added, never renamed or removed; some stand
// only when they have something to say.

import Shared

/// Declarations as `relais schema --json` prints them.
struct SchemaDocument {
    private typealias Member = JSONObject.Member

    let schema: Schema
    let language: Language

    /// Some collections, and the versions of the schema that they are of.
    func document(_ collections: [CollectionDeclaration]) -> JSON {
        .object([
            "version": SchemaDocument.number(schema.version),
            "oldestSafeVersion": SchemaDocument.number(schema.oldestSafeVersion),
            "collections": .array(collections.map(json)),
        ])
    }

    private func json(_ collection: CollectionDeclaration) -> JSON {
        var members: [Member] = [
            .init(key: "name", value: .string(collection.name)),
            .init(key: "access", value: .string(collection.access.name)),
            .init(key: "label", value: .string(collection.label.text(language))),
            .init(key: "fields", value: .array(collection.fields.map(json))),
        ]
        if let rule = SchemaDocument.rule(collection.access) {
            members.append(.init(key: "accessFields", value: .object(rule)))
        }
        if collection.hasNaturalKey {
            members.append(.init(key: "naturalKey", value: .texts(["source", "source_id"])))
        }
        if !collection.identity.isEmpty {
            members.append(.init(key: "identity", value: .texts(collection.identity)))
        }
        if !collection.splits.isEmpty {
            members.append(
                .init(key: "splits", value: .array(collection.splits.map(SchemaDocument.json))))
        }
        if !collection.anonymous.isEmpty {
            members.append(.init(key: "anonymous", value: .texts(collection.anonymous)))
        }
        if let name = collection.erasedBy {
            members.append(.init(key: "erasedBy", value: .string(name)))
        }
        return .object(JSONObject(members: members))
    }

    /// The fields by which an access finds who holds a record, and what each side writes.
    private static func rule(_ access: Access) -> JSONObject? {
        switch access {
        case .territory, .organisation: nil
        case .file(let portfolio): ["portfolio": .string(portfolio)]
        case .part(let file): ["file": .string(file)]
        case .sponsored(let rule):
            [
                "file": .string(rule.file), "sponsors": .string(rule.sponsors),
                "answers": .texts(rule.answers.sorted()),
            ]
        case .envelope(let rule):
            [
                "file": .string(rule.file), "sender": .string(rule.sender),
                "receiver": .string(rule.receiver), "tie": .string(rule.tie),
                "purposes": .string(rule.purposes),
                "contents": .object(
                    JSONObject(
                        members: rule.contents.sorted { $0.key < $1.key }.map { purpose, fields in
                            Member(key: purpose, value: .texts(fields.sorted()))
                        })),
                "state": .string(rule.state),
                "senderStates": .texts(rule.senderStates.sorted()),
                "answers": .texts(rule.answers.sorted()),
            ]
        }
    }

    private static func json(_ lens: SplitLens) -> JSON {
        .object([
            "whole": .string(lens.whole), "parts": .texts(lens.parts),
            "separator": .string(lens.separator), "since": number(lens.since),
        ])
    }

    private func json(_ field: FieldDeclaration) -> JSON {
        var members: [Member] = [
            .init(key: "name", value: .string(field.name)),
            .init(key: "type", value: .string(field.type.name)),
            .init(key: "merge", value: .string(field.merge.name)),
            .init(key: "label", value: .string(field.label.text(language))),
            .init(key: "required", value: .bool(field.isRequired)),
        ]
        if field.key != field.name {
            members.append(.init(key: "key", value: .string(field.key)))
        }
        if let version = field.renamedIn {
            members.append(.init(key: "renamedIn", value: SchemaDocument.number(version)))
        }
        members += SchemaDocument.bounds(field.type)
        if case .progress(let order) = field.merge {
            members.append(.init(key: "order", value: .texts(order.steps)))
            if !order.exclusive.isEmpty {
                members.append(.init(key: "exclusive", value: .texts(order.exclusive.sorted())))
            }
            if let state = order.contradicted {
                members.append(.init(key: "contradicts", value: .string(state)))
            }
        }
        return .object(JSONObject(members: members))
    }

    /// What keeps a value from being one of the field's.
    private static func bounds(_ type: FieldType) -> [Member] {
        switch type {
        case .text(let maximum, let format):
            [.init(key: "maximum", value: number(maximum))]
                + (format.map { [.init(key: "format", value: .string($0.name))] } ?? [])
        case .integer(let range):
            [
                .init(
                    key: "range",
                    value: .array([.integer(range.lowerBound), .integer(range.upperBound)]))
            ]
        case .real(let range):
            [
                .init(
                    key: "range",
                    value: .array([.real(range.lowerBound), .real(range.upperBound)]))
            ]
        case .boolean, .date, .instant, .counter: []
        case .code(let list): codes(list)
        case .codes(let list): [.init(key: "elements", value: .string("code"))] + codes(list)
        case .tags:
            [
                .init(key: "elements", value: .string("text")),
                .init(key: "maximum", value: number(FieldType.tagMaximum)),
            ]
        case .reference(let collections):
            [.init(key: "collections", value: .texts(collections))]
        case .references(let collections):
            [
                .init(key: "elements", value: .string("reference")),
                .init(key: "collections", value: .texts(collections)),
            ]
        }
    }

    private static func codes(_ list: CodeList) -> [Member] {
        var members: [Member] = [
            .init(key: "codes", value: .texts(list.entries.map(\.code)))
        ]
        if let whole = list.whole {
            members.append(.init(key: "whole", value: .string(whole)))
            members.append(.init(key: "beside", value: .texts(list.beside.sorted())))
        }
        return members
    }

    private static func number(_ number: Int) -> JSON { .integer(Int64(number)) }
}

extension JSON {
    fileprivate static func texts(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}
