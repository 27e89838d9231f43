// DataInclusion: structures and services of data·inclusion, the national schema of the directory
// of inclusion (https://github.com/gip-inclusion/data-inclusion-schema), in our own fields; of
// version 1, and of those before it.
//
// Only what has the same meaning on both sides is translated (`DataInclusionCodes`); what has no
// code here is kept in words where there is a field for them.

enum DataInclusion {
    /// Ours, and theirs in the order of preference.
    private static let fields: [(ours: String, theirs: [String])] = [
        ("name", ["nom"]), ("siret", ["siret"]), ("address", ["adresse"]),
        ("postal_code", ["code_postal"]), ("commune", ["code_insee"]),
        ("commune_name", ["commune"]), ("latitude", ["latitude"]), ("longitude", ["longitude"]),
        ("phone", ["telephone"]), ("email", ["courriel"]), ("website", ["site_web"]),
        ("description", ["description", "presentation_detail", "presentation_resume"]),
        ("opening_hours", ["horaires_ouverture", "horaires_accueil"]),
    ]

    /// A structure or a service; `nil` when the object is no record of that schema.
    static func record(_ object: JSONObject) -> RawRecord? {
        let marks = ["nom", "date_maj", "source"].filter { object[$0] != nil }
        guard object["id"] != nil, object["source_id"] == nil, marks.count >= 2 else { return nil }
        let structure = object["structure_id"]
        var record = RawRecord(
            collection: structure == nil ? "organisation" : "service", isForeign: true)
        let source = object["source"]?.scalarText
        let id = object["id"]?.scalarText
        let isPrefixed = source.map { id?.hasPrefix($0 + "--") ?? false } ?? false
        record.add("source", source)
        record.add("source_id", isPrefixed ? id.map { parts($0).id } : id)
        for field in fields {
            let values = field.theirs.lazy.compactMap { object[$0]?.scalarText }
            record.add(field.ours, values.first { !FieldText.trimmed($0).isEmpty })
        }
        // Theirs may be a time as well; ours is a day.
        record.add("checked_at", object["date_maj"]?.scalarText.map { String($0.prefix(10)) })
        if let source, let structure = structure?.scalarText {
            // Since version 1 every identity begins with its source, which may be another one.
            let (theirs, own) = isPrefixed ? parts(structure) : (nil, structure)
            record.add("organisation", "\(theirs ?? source)/\(own)")
            addService(object, to: &record)
        }
        return record
    }

    /// `dora--42` is 42 of dora; what has no source before it is of the record's own.
    private static func parts(_ text: String) -> (source: String?, id: String) {
        guard let mark = text.firstRange(of: "--"), mark.lowerBound > text.startIndex,
            mark.upperBound < text.endIndex
        else { return (nil, text) }
        return (String(text[..<mark.lowerBound]), String(text[mark.upperBound...]))
    }

    private static func addService(_ object: JSONObject, to record: inout RawRecord) {
        let kind = object["type"]?.scalarText
        record.add("kind", kind.flatMap { DataInclusionCodes.types.contains($0) ? $0 : nil })
        record.add("entry_conditions", words(object["conditions_acces"]))
        if object["site_web"]?.scalarText == nil {
            record.add("website", object["lien_source"]?.scalarText)
        }
        var needs: Set<String> = []
        for theme in texts(object["thematiques"]) {
            if let need = DataInclusionCodes.need(theme) { needs.insert(need) }
        }
        record.add("themes", needs)
        let publics = texts(object["publics"])
        record.add("audiences", Set(publics.compactMap { DataInclusionCodes.theirAudiences[$0] }))
        let unknown = publics.filter { DataInclusionCodes.theirAudiences[$0] == nil }
            .map { String($0.map { $0 == "-" ? " " : $0 }) }
        let said = [words(object["publics_precisions"])].compactMap(\.self) + unknown
        record.add("audience_text", said.isEmpty ? nil : said.joined(separator: ", "))
        addFee(object, to: &record)
    }

    private static func addFee(_ object: JSONObject, to record: inout RawRecord) {
        let fees = texts(object["frais"]).compactMap { DataInclusionCodes.theirFees[$0] }
        let said = words(object["frais_precisions"])
        // Version 1 has no code for it, and says it so.
        if fees.isEmpty, said == DataInclusionCodes.freeOnConditions {
            record.add("fee", "sous-condition")
            return
        }
        // Several are no single one of ours.
        record.add("fee", Set(fees).count == 1 ? fees.first : nil)
        record.add("fee_text", said)
    }

    /// A text, or the texts of a list; before version 1 some fields were lists.
    private static func texts(_ value: JSON?) -> [String] {
        if case .array(let elements)? = value { return elements.compactMap(\.scalarText) }
        return [value?.scalarText].compactMap(\.self)
    }

    private static func words(_ value: JSON?) -> String? {
        let all = texts(value).map(FieldText.trimmed).filter { !$0.isEmpty }
        return all.isEmpty ? nil : all.joined(separator: ", ")
    }
}

extension RawRecord {
    /// Adds the elements of a set, unless there are none.
    fileprivate mutating func add(_ name: String, _ elements: Set<String>) {
        if !elements.isEmpty { cells.append((name, .list(elements.sorted()))) }
    }
}
