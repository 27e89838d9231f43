// That the schema is what scripts and other programs were promised: names, types, merge rules.

import Shared
import Testing

@Suite("Job-search schema")
struct JobSearchSchemaTests {
    static let promised = [
        "organisation", "service", "place", "event", "registration", "company", "contact_log",
        "company_need", "offer", "application", "person", "permanence", "visit", "interview",
        "interview_grid", "barrier", "objective", "skill", "right_check", "referral", "follow_up",
        "appointment", "sponsorship", "immersion", "outcome", "guide_article", "glossary_term",
        "meeting", "roadmap_action", "survey", "survey_answer", "story", "commune_referent",
        "correction", "note",
    ]
    /// What was added since.
    static let added = ["referral_tie", "follow_up_rule"]
    /// What everybody of the territory reads.
    static let shared: Set<String> = [
        "organisation", "service", "place", "event", "company", "offer", "interview_grid",
        "guide_article", "glossary_term", "meeting", "roadmap_action", "survey",
        "commune_referent", "correction",
    ]
    static let schema = JobSearch.schema

    @Test("every promised collection is there, in order, and no other")
    func collections() {
        #expect(Self.schema.collections.map(\.name) == Self.promised + Self.added)
    }

    /// An older server keeps what it does not know from a newer version, and refuses it from its
    /// own: a field that comes without a new version is lost work on a server of last month.
    @Test("no declaration changes without a new version")
    func version() {
        let lines = Self.schema.collections.flatMap { collection -> [String] in
            let head = "\(collection.name) \(collection.access.name) \(collection.identity)"
            return [head]
                + collection.fields.map { field in
                    let codes = field.type.codeList?.entries.map(\.code) ?? []
                    return "\(field.key) \(field.name) \(field.type.name) \(codes) "
                        + "\(field.merge.name) \(field.isRequired)"
                }
        }
        let sum = SHA256.hash(lines.joined(separator: "\n").utf8).prefix(4)
        #expect(Self.schema.version == 2)
        // Raise `version` in JobSearchSchema.swift with every change, and write the new sum here.
        #expect(Array(sum) == [55, 32, 7, 135])
    }

    @Test("only the directory and what people read is for the whole territory")
    func access() {
        for collection in Self.schema.collections {
            let isShared = Self.shared.contains(collection.name)
            #expect((collection.access == .territory) == isShared, "\(collection.name)")
        }
    }

    @Test("every record of the directory says where it comes from and who checked it")
    func provenance() {
        for name in Self.shared where name != "correction" {
            let types = Self.types(
                of: name,
                ["name", "source", "source_id", "checked_at", "checked_by", "inferred"])
            #expect(types == ["text", "text", "text", "date", "text", "set"], "\(name)")
            #expect(Self.schema.collection(name)?.hasNaturalKey == true, "\(name)")
            #expect(Self.merge(name, "name") == "review", "\(name)")
        }
    }

    @Test(
        "promised fields have their type and their merge rule",
        arguments: [
            ("person", "given_name", "text", "review"),
            ("person", "family_name", "text", "review"),
            ("person", "birth_year", "integer", "review"), ("person", "phone", "text", "review"),
            ("person", "address", "text", "review"), ("person", "email", "text", "latest"),
            ("person", "commune", "text", "latest"), ("person", "audiences", "set", "set"),
            ("person", "needs", "set", "set"), ("person", "notes_count", "counter", "counter"),
            ("person", "consent", "boolean", "review"),
            ("person", "merged_into", "reference", "review"),
            ("note", "person", "reference", "latest"), ("note", "text", "text", "review"),
            ("organisation", "phone", "text", "review"),
            ("organisation", "address", "text", "review"),
            ("organisation", "latitude", "real", "latest"),
            ("referral", "state", "code", "progress"),
            ("registration", "attendance", "code", "progress"),
            ("permanence", "anonymous_visits", "counter", "counter"),
            ("visit", "anonymous", "boolean", "latest"), ("visit", "at", "instant", "latest"),
            ("event", "capacity", "integer", "latest"),
            ("event", "participants_count", "integer", "latest"),
            ("service", "where_held", "code", "latest"), ("service", "holders", "set", "set"),
        ])
    func promisedField(_ collection: String, _ name: String, _ type: String, _ merge: String) {
        #expect(Self.types(of: collection, [name]) == [type])
        #expect(Self.merge(collection, name) == merge)
    }

    @Test("field names are unique and written in ASCII snake_case")
    func fieldNames() {
        for collection in Self.schema.collections {
            let names = collection.fields.map(\.name)
            #expect(Set(names).count == names.count, "\(collection.name)")
            for name in names + [collection.name] {
                let isSnake = name.utf8.allSatisfy {
                    (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                }
                let starts = name.first?.isLetter == true
                #expect(
                    isSnake && starts && !name.contains("__") && !name.hasSuffix("_"), "\(name)")
            }
        }
    }

    @Test("everything that people read has a French and an English label")
    func labels() {
        for collection in Self.schema.collections {
            for label in [collection.label] + collection.fields.map(\.label) {
                #expect(!label.french.isEmpty && !label.english.isEmpty, "\(collection.name)")
            }
        }
    }

    @Test("every reference points to a collection that exists")
    func references() {
        for collection in Self.schema.collections {
            for field in collection.fields {
                switch field.type {
                case .reference(let targets), .references(let targets):
                    #expect(!targets.isEmpty)
                    for target in targets {
                        #expect(
                            Self.schema.collection(target) != nil,
                            "\(collection.name).\(field.name): \(target)")
                    }
                default: break
                }
            }
        }
    }

    @Test("a field's merge rule suits its type")
    func mergeRules() {
        for collection in Self.schema.collections {
            for field in collection.fields {
                let place = "\(collection.name).\(field.name)"
                #expect(field.type.isSet == (field.merge.name == "set"), "\(place)")
                #expect(
                    (field.type.name == "counter") == (field.merge.name == "counter"), "\(place)")
                guard case .progress(let order) = field.merge else { continue }
                let codes = Set(field.type.codeList?.entries.map(\.code) ?? [])
                #expect(Set(order.steps) == codes, "\(place)")
                #expect(order.steps.count == codes.count, "\(place)")
                #expect(order.exclusive.isSubset(of: codes), "\(place)")
                #expect(order.contradicted.map(codes.contains) ?? true, "\(place)")
            }
        }
    }

    @Test("people's own words can be found only where they belong to a title or a body")
    func search() {
        #expect(Self.schema.collection("person")?.field("given_name")?.search == .title)
        #expect(Self.schema.collection("person")?.field("family_name")?.search == .title)
        #expect(Self.schema.collection("person")?.field("phone")?.search == FieldSearch.none)
        #expect(Self.schema.collection("note")?.field("text")?.search == FieldSearch.none)
        for name in Self.shared where name != "correction" {
            #expect(Self.schema.collection(name)?.field("name")?.search == .title, "\(name)")
        }
    }

    private typealias FieldSearch = FieldDeclaration.SearchRole

    private static func types(of collection: String, _ names: [String]) -> [String?] {
        names.map { schema.collection(collection)?.field($0)?.type.name }
    }

    private static func merge(_ collection: String, _ name: String) -> String? {
        schema.collection(collection)?.field(name)?.merge.name
    }
}
