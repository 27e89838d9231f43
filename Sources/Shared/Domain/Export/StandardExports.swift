// StandardExports: iCalendar, vCard, GeoJSON, schema.org and CSV, as their standards say.

enum CalendarExport {
    /// Events as iCalendar. Times are in UTC, so that no table of time zones is needed.
    static func run(_ records: [ExportRecord], now: Instant) -> Export {
        var lines = ContentLines()
        lines.add("BEGIN", raw: "VCALENDAR")
        lines.add("VERSION", raw: "2.0")
        lines.add("PRODID", raw: "-//Relais//Relais//FR")
        var refusals: [Export.Refusal] = []
        var count = 0
        for record in records {
            guard let times = times(record) else {
                refusals.append(
                    Export.Refusal(
                        record: record,
                        reason: Phrase(fr: "aucune date n'est notée.", en: "no date is noted.")))
                continue
            }
            count += 1
            lines.add("BEGIN", raw: "VEVENT")
            lines.add("UID", raw: "\(record.id)@relais")
            lines.add("DTSTAMP", raw: ContentLines.moment(now))
            lines.add("SEQUENCE", raw: "0")
            for (name, value) in times { lines.add(name, raw: value) }
            lines.add("SUMMARY", text: record.title)
            lines.add("DESCRIPTION", text: record.text("description"))
            let place = ["place_name", "address", "commune_name"].compactMap(record.text)
            lines.add("LOCATION", text: place.joined(separator: ", "))
            lines.add("GEO", raw: record.position.map { "\($0.latitude);\($0.longitude)" })
            lines.add("URL", raw: record.address("website"))
            lines.add("STATUS", raw: record.text("state").flatMap { states[$0] })
            lines.add("END", raw: "VEVENT")
        }
        lines.add("END", raw: "VCALENDAR")
        return Export(bytes: lines.bytes, count: count, refusals: refusals)
    }

    private static let states = [
        "prevu": "TENTATIVE", "confirme": "CONFIRMED", "reporte": "CANCELLED",
        "annule": "CANCELLED", "passe": "CONFIRMED",
    ]

    private static func times(_ record: ExportRecord) -> [(String, String)]? {
        if let start = record.text("starts_at").flatMap({ Instant($0) }) {
            let end = record.text("ends_at").flatMap { Instant($0) }
            return [("DTSTART", ContentLines.moment(start))]
                + (end.map { $0 > start ? [("DTEND", ContentLines.moment($0))] : [] } ?? [])
        }
        guard let first = record.text("starts_on").flatMap({ CalendarDate($0) }) else { return nil }
        let last = record.text("ends_on").flatMap { CalendarDate($0) } ?? first
        // The end of whole days is the first day after them.
        let after = CalendarDate(daysSince1970: max(first, last).daysSince1970 + 1)
        return [
            ("DTSTART;VALUE=DATE", ContentLines.day(first)),
            ("DTEND;VALUE=DATE", ContentLines.day(after)),
        ]
    }
}

enum CardExport {
    /// Organisations, companies and referents as vCards.
    static func run(_ records: [ExportRecord]) -> Export {
        var lines = ContentLines()
        for record in records {
            let isPerson = record.collection == CommuneReferent.header.collectionName
            lines.add("BEGIN", raw: "VCARD")
            lines.add("VERSION", raw: "4.0")
            lines.add("KIND", raw: isPerson ? "individual" : "org")
            lines.add("UID", raw: "urn:uuid:\(record.id)")
            lines.add("FN", text: record.title)
            lines.add("ORG", text: isPerson ? nil : record.title)
            lines.add("TITLE", text: record.text("role_title"))
            lines.add("TEL", raw: record.text("phone"))
            lines.add("EMAIL", raw: record.text("email"))
            lines.add("URL", raw: record.address("website"))
            let parts = ["address", "commune_name", "postal_code"].map { name in
                ContentLines.escaped(record.text(name) ?? "")
            }
            if parts.contains(where: { !$0.isEmpty }) {
                lines.add("ADR", raw: ";;\(parts[0]);\(parts[1]);;\(parts[2]);France")
            }
            lines.add("GEO", raw: record.position.map { "geo:\($0.latitude),\($0.longitude)" })
            lines.add("NOTE", text: record.text("description"))
            lines.add("END", raw: "VCARD")
        }
        return Export(bytes: lines.bytes, count: records.count, refusals: [])
    }
}

enum MapExport {
    /// Records that have a position as GeoJSON; longitude first.
    static func run(_ records: [ExportRecord], schema: Schema) -> Export {
        var features: [JSON] = []
        var refusals: [Export.Refusal] = []
        for record in records {
            guard let position = record.position else {
                refusals.append(
                    Export.Refusal(
                        record: record,
                        reason: Phrase(
                            fr: "sa position n'est pas connue.", en: "its position is not known.")))
                continue
            }
            let fields = schema.collection(record.collection)?.fields ?? []
            let properties = fields.compactMap { field in
                record.fields[field.name].map {
                    JSONObject.Member(key: field.name, value: $0.json)
                }
            }
            features.append(
                .object([
                    "type": .string("Feature"), "id": .string(record.id.description),
                    "geometry": .object([
                        "type": .string("Point"),
                        "coordinates": .array([
                            .real(position.longitude), .real(position.latitude),
                        ]),
                    ]),
                    "properties": .object(
                        JSONObject(
                            members: [
                                JSONObject.Member(
                                    key: "collection", value: .string(record.collection))
                            ] + properties)),
                ]))
        }
        let document: JSON = .object([
            "type": .string("FeatureCollection"), "features": .array(features),
        ])
        return Export(bytes: document.bytes, count: features.count, refusals: refusals)
    }
}

enum JobPostingExport {
    /// Offers as schema.org JobPostings.
    static func run(_ records: [ExportRecord]) -> Export {
        var postings: [JSON] = []
        var refusals: [Export.Refusal] = []
        for record in records {
            guard record.text("name") != nil, let posted = record.text("published_at") else {
                refusals.append(
                    Export.Refusal(
                        record: record,
                        reason: Phrase(
                            fr: "il manque l'intitulé ou la date de publication.",
                            en: "the title or the date of publication is missing.")))
                continue
            }
            postings.append(posting(record, posted: posted))
        }
        return Export(
            bytes: JSON.array(postings).bytes, count: postings.count, refusals: refusals)
    }

    private static func posting(_ record: ExportRecord, posted: String) -> JSON {
        func object(_ type: String, _ members: [(String, JSON?)]) -> JSON {
            .object(
                JSONObject(
                    members: [JSONObject.Member(key: "@type", value: .string(type))]
                        + members.compactMap { key, value in
                            value.map { JSONObject.Member(key: key, value: $0) }
                        }))
        }
        let town = record.text("commune_name") ?? record.text("location_text")
        let address = object(
            "PostalAddress",
            [
                ("streetAddress", record.text("address").map(JSON.string)),
                ("postalCode", record.text("postal_code").map(JSON.string)),
                ("addressLocality", town.map(JSON.string)), ("addressCountry", .string("FR")),
            ])
        let point = record.position.map {
            object(
                "GeoCoordinates",
                [("latitude", .real($0.latitude)), ("longitude", .real($0.longitude))])
        }
        return object(
            "JobPosting",
            [
                ("@context", .string("https://schema.org")),
                ("identifier", .string(record.text("source_id") ?? record.id.description)),
                ("title", .string(record.title)),
                ("description", .string(record.text("description") ?? record.title)),
                ("datePosted", .string(posted)),
                ("validThrough", record.text("expires_on").map(JSON.string)),
                (
                    "employmentType",
                    record.text("contract_type").flatMap { contracts[$0] }.map(JSON.string)
                ),
                (
                    "hiringOrganization",
                    record.text("employer_name").map {
                        object("Organization", [("name", .string($0))])
                    }
                ),
                ("jobLocation", object("Place", [("address", address), ("geo", point)])),
                ("totalJobOpenings", record.number("positions").map { .integer(Int64($0)) }),
                ("occupationalCategory", record.text("rome").map(JSON.string)),
                ("url", record.address("origin_url").map(JSON.string)),
            ])
    }

    private static let contracts = [
        "CDI": "FULL_TIME", "CDD": "TEMPORARY", "MIS": "TEMPORARY", "SAI": "TEMPORARY",
        "DDI": "TEMPORARY", "LIB": "CONTRACTOR",
    ]
}

enum TableExport {
    /// Records of one collection as CSV: `;`, RFC 4180 quoting, `|` between the members of a set.
    /// It can be imported again.
    static func run(_ records: [ExportRecord], collection: CollectionDeclaration) -> Export {
        var text = (["id"] + collection.fields.map(\.name)).joined(separator: ";") + "\n"
        for record in records {
            let cells = collection.fields.map { field -> String in
                switch record.fields[field.name] {
                case nil: ""
                case .set(let elements)?: neutral(elements.joined(separator: "|"))
                case .single(.text(let text))?: neutral(text)
                case .single(.integer(let number))?: String(number)
                case .single(.real(let number))?: number.description
                case .single(.bool(let flag))?: flag ? "true" : "false"
                case .single(.null)?: ""
                }
            }
            text += ([record.id.description] + cells).map(quoted).joined(separator: ";") + "\n"
        }
        return Export(bytes: Array(text.utf8), count: records.count, refusals: [])
    }

    /// A cell that a spreadsheet would take for a formula, made text by an apostrophe.
    static func neutral(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first)
        else { return text }
        return "'" + text
    }

    private static func quoted(_ cell: String) -> String {
        // By scalars: `\r\n` is one Character, and neither `\r` nor `\n`.
        guard cell.unicodeScalars.contains(where: { ";\"\n\r".unicodeScalars.contains($0) }) else {
            return cell
        }
        return "\""
            + cell.split(separator: "\"", omittingEmptySubsequences: false)
            .joined(separator: "\"\"") + "\""
    }
}

extension ExportFormat {
    /// Writes records.
    ///
    /// - Parameters:
    ///   - organisations: every organisation, for what refers to one.
    ///   - now: when the file is made.
    public func export(
        _ records: [ExportRecord], organisations: [ExportRecord], schema: Schema, now: Instant
    ) -> Export {
        switch self {
        case .dataInclusion:
            return DataInclusionExport.run(
                records, organisations: organisations, today: WallClock().day(now))
        case .ics: return CalendarExport.run(records, now: now)
        case .geojson: return MapExport.run(records, schema: schema)
        case .vcard: return CardExport.run(records)
        case .jobposting: return JobPostingExport.run(records)
        case .csv:
            guard let name = records.first?.collection, let collection = schema.collection(name)
            else { return Export(bytes: [], count: 0, refusals: []) }
            return TableExport.run(records, collection: collection)
        }
    }
}
