// DataInclusionExport: structures and services in the national schema, version 1 (the package
// `data-inclusion-schema` 1.0): what it asks for is checked here, what cannot be written is told.

/// Writes data·inclusion.
package enum DataInclusionExport {
    /// The records as one JSON array: structures, and services that name theirs.
    ///
    /// - Parameters:
    ///   - organisations: every organisation, for the services that name one; a service goes out
    ///     only when its organisation can.
    ///   - today: a date of change is never later.
    static func run(
        _ records: [ExportRecord], organisations: [ExportRecord], today: CalendarDate
    ) -> Export {
        var keys: [RecordID: Key] = [:]
        for organisation in organisations {
            if case .failure = object(organisation, [:], today) {
                keys[organisation.id] = .refused
            } else {
                keys[organisation.id] = .exported(key(organisation))
            }
        }
        var objects: [JSON] = []
        var refusals: [Export.Refusal] = []
        for record in records {
            switch object(record, keys, today) {
            case .success(let object): objects.append(.object(object))
            case .failure(let refusal):
                refusals.append(Export.Refusal(record: record, reason: refusal.reason))
            }
        }
        return Export(bytes: JSON.array(objects).bytes, count: objects.count, refusals: refusals)
    }

    /// The source of what was written here.
    package static let source = "relais"

    /// The identity that a record is known by there: the one of its source after the source's
    /// name, so that reading it again makes no second record.
    static func key(_ record: ExportRecord) -> String {
        let source = record.text("source") ?? source
        return "\(source)--\(record.text("source_id") ?? record.id.description)"
    }

    private struct Refusal: Error { let reason: Phrase }

    /// What an organisation is called there, if it can go out.
    private enum Key {
        case exported(String)
        case refused
    }

    private static func object(
        _ record: ExportRecord, _ organisations: [RecordID: Key], _ today: CalendarDate
    ) -> Result<JSONObject, Refusal> {
        func refuse(_ fr: String, _ en: String) -> Result<JSONObject, Refusal> {
            .failure(Refusal(reason: Phrase(fr: fr, en: en)))
        }
        if let state = record.text("state"), state != "publie" {
            return refuse(
                "la fiche n'est pas publiée (`state=publie`).",
                "the sheet is not published (`state=publie`).")
        }
        let name = record.text("name") ?? ""
        guard (3...150).contains(name.unicodeScalars.count) else {
            return refuse(
                "le nom doit avoir de 3 à 150 caractères.",
                "the name must have 3 to 150 characters.")
        }
        guard let day = record.text("checked_at").flatMap({ CalendarDate($0) }) else {
            return refuse(
                "il manque la date de vérification (`relais check`).",
                "the date of the last check is missing (`relais check`).")
        }
        guard day <= today, day.year >= 2000 else {
            return refuse(
                "la date de vérification doit être passée, et depuis 2000.",
                "the date of the last check must be past, and since 2000.")
        }
        var object: [(String, JSON?)] = [
            ("source", .string(record.text("source") ?? source)),
            ("id", .string(key(record))), ("nom", .string(name)),
            ("date_maj", .string(day.description)),
        ]
        let description = record.text("description") ?? record.text("actions")
        let isLongEnough =
            description.map { (5...10_000).contains($0.unicodeScalars.count) } ?? false
        if record.collection == Service.header.collectionName {
            let owner = record.text("organisation").flatMap { RecordID($0) }
            guard let known = owner.flatMap({ organisations[$0] }) else {
                return refuse(
                    "il manque la structure qui répond du service.",
                    "the organisation that answers for the service is missing.")
            }
            guard case .exported(let structure) = known else {
                return refuse(
                    "la structure qui répond du service ne s'exporte pas elle-même.",
                    "the organisation that answers for the service is not exported itself.")
            }
            guard isLongEnough else {
                return refuse(
                    "il manque une description de 5 à 10 000 caractères.",
                    "a description of 5 to 10,000 characters is missing.")
            }
            object.append(("structure_id", .string(structure)))
            object += service(record)
        } else {
            object.append(("siret", record.text("siret").map(JSON.string)))
            object.append(("site_web", record.address("website").map(JSON.string)))
        }
        if isLongEnough { object.append(("description", description.map(JSON.string))) }
        object += seat(record)
        return .success(
            JSONObject(
                members: object.compactMap { key, value in
                    value.map { JSONObject.Member(key: key, value: $0) }
                }))
    }

    private static func seat(_ record: ExportRecord) -> [(String, JSON?)] {
        // The schema takes hours of OpenStreetMap only; words would be refused.
        let hours = record.text("opening_hours").flatMap { OpeningHours($0) == nil ? nil : $0 }
        return [
            ("adresse", record.text("address").map(JSON.string)),
            ("code_postal", record.text("postal_code").map(JSON.string)),
            ("code_insee", record.text("commune").map(JSON.string)),
            ("commune", record.text("commune_name").map(JSON.string)),
            ("latitude", record.position.map { .real($0.latitude) }),
            ("longitude", record.position.map { .real($0.longitude) }),
            ("telephone", record.text("phone").map(JSON.string)),
            ("courriel", record.text("email").map(JSON.string)),
            ("horaires_accueil", hours.map(JSON.string)),
        ]
    }

    private static func service(_ record: ExportRecord) -> [(String, JSON?)] {
        let kind = record.text("kind").flatMap { DataInclusionCodes.types.contains($0) ? $0 : nil }
        let needs = record.elements("themes").compactMap { DataInclusionCodes.themes[$0] }
        let (publics, precision) = publics(of: record)
        let fee = record.text("fee")
        let isConditional = fee == "sous-condition"
        let words = isConditional ? DataInclusionCodes.freeOnConditions : nil
        let feeText = record.text("fee_text") ?? words
        return [
            ("type", kind.map(JSON.string)),
            ("thematiques", needs.isEmpty ? nil : .array(Set(needs).sorted().map(JSON.string))),
            ("publics", publics.isEmpty ? nil : .array(publics.map(JSON.string))),
            ("publics_precisions", precision.map(JSON.string)),
            ("frais", isConditional ? nil : fee.map(JSON.string)),
            ("frais_precisions", feeText.map(JSON.string)),
            ("conditions_acces", record.text("entry_conditions").map(JSON.string)),
            ("lien_source", record.address("website").map(JSON.string)),
        ]
    }

    /// The publics that both sides know; one that they do not know, or only as part of a wider one,
    /// is said in words as well, and then the service is for nobody else by accident.
    private static func publics(of record: ExportRecord) -> ([String], String?) {
        let ours = record.elements("audiences")
        if ours.contains("tout-public") { return (["tous-publics"], record.text("audience_text")) }
        let known = Set(ours.compactMap { DataInclusionCodes.audiences[$0] }).sorted()
        let others = ours.filter { code in
            let theirs = DataInclusionCodes.audiences[code]
            return theirs.flatMap { DataInclusionCodes.theirAudiences[$0] } != code
        }
        .map { CodeLists.audience.label($0, .french) }
        let words = [record.text("audience_text")].compactMap(\.self) + others
        return (known, words.isEmpty ? nil : words.joined(separator: ", "))
    }
}
