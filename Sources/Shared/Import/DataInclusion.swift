// DataInclusion: structures and services of data·inclusion, the national schema of the directory
// of inclusion (https://github.com/gip-inclusion/data-inclusion-schema), in our own fields.
//
// Only what has the same meaning on both sides is translated; its lists of codes are not ours.

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
        record.add("source", source)
        record.add("source_id", object["id"]?.scalarText)
        for field in fields {
            let values = field.theirs.lazy.compactMap { object[$0]?.scalarText }
            record.add(field.ours, values.first { !FieldText.trimmed($0).isEmpty })
        }
        // Theirs may be a time as well; ours is a day.
        record.add("checked_at", object["date_maj"]?.scalarText.map { String($0.prefix(10)) })
        if let source, let id = structure?.scalarText {
            record.add("organisation", "\(source)/\(id)")
        }
        return record
    }
}
