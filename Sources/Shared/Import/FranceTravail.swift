// FranceTravail: job offers in the form of the « Offres d'emploi v2 » API of France Travail
// (https://francetravail.io), in the fields of this product. Any field may be missing.

enum FranceTravail {
    /// Ours, and the path to theirs.
    private static let fields: [(ours: String, theirs: [String])] = [
        ("name", ["intitule"]), ("description", ["description"]),
        ("rome_label", ["romeLibelle"]), ("contract_type", ["typeContrat"]),
        ("contract_text", ["typeContratLibelle"]), ("salary_text", ["salaire", "libelle"]),
        ("workload_text", ["dureeTravailLibelle"]), ("experience_text", ["experienceLibelle"]),
        ("positions", ["nombrePostes"]), ("accessible_to_disabled", ["accessibleTH"]),
        ("published_at", ["dateCreation"]), ("updated_at", ["dateActualisation"]),
        ("origin", ["origineOffre", "origine"]), ("origin_url", ["origineOffre", "urlOrigine"]),
        ("employer_name", ["entreprise", "nom"]), ("latitude", ["lieuTravail", "latitude"]),
        ("longitude", ["lieuTravail", "longitude"]),
        ("postal_code", ["lieuTravail", "codePostal"]),
        ("commune", ["lieuTravail", "commune"]), ("location_text", ["lieuTravail", "libelle"]),
    ]

    /// An offer; `nil` when the object is none.
    static func record(_ object: JSONObject) -> RawRecord? {
        guard let id = object["id"], object["source_id"] == nil,
            object["intitule"] != nil || object["romeCode"] != nil
        else { return nil }
        var record = RawRecord(collection: "offer", isForeign: true)
        record.add("source", "france-travail")
        record.add("source_id", id.scalarText)
        for field in fields { record.add(field.ours, text(object, field.theirs)) }
        // Their list may be newer than ours: the offer is kept, with the occupation in words.
        record.add(
            "rome",
            text(object, ["romeCode"]).flatMap { code in
                RomeCodes.isWritten(code) && !RomeCodes.contains(code) ? nil : code
            })
        record.add("commune_name", text(object, ["lieuTravail", "libelle"]).map(communeName))
        record.add("naf", text(object, ["codeNAF"]).map { $0.filter { $0 != "." } })
        return record
    }

    private static func text(_ object: JSONObject, _ path: [String]) -> String? {
        var value: JSON? = .object(object)
        for key in path { value = value?[key] }
        return value?.scalarText
    }

    /// « 29 - BREST » without the number of its département.
    private static func communeName(_ label: String) -> String {
        guard let dash = label.firstRange(of: " - "),
            label[..<dash.lowerBound].utf8.count <= 3,
            label.first?.isNumber == true
        else { return label }
        return String(label[dash.upperBound...])
    }
}
