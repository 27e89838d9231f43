// ExportRecord: a record on its way out, and what could not go with the reason.

/// A record to be exported: what it shows, and nothing else.
public struct ExportRecord: Sendable {
    /// The collection's name.
    public let collection: String
    /// The record's identity.
    public let id: RecordID
    /// What its fields show.
    public let fields: [String: ShownValue]

    /// A record.
    public init(collection: String, id: RecordID, fields: [String: ShownValue]) {
        self.collection = collection
        self.id = id
        self.fields = fields
    }

    /// A text that is not empty.
    func text(_ name: String) -> String? {
        guard case .single(.text(let text))? = fields[name], !text.isEmpty else { return nil }
        return text
    }

    /// The elements of a set, sorted.
    func elements(_ name: String) -> [String] {
        if case .set(let elements)? = fields[name] { elements.sorted() } else { [] }
    }

    /// A number.
    func number(_ name: String) -> Double? { fields[name].flatMap { Double(shown: $0) } }

    /// Where it is.
    var position: Coordinates? {
        guard let latitude = number("latitude"), let longitude = number("longitude") else {
            return nil
        }
        return Coordinates(latitude: latitude, longitude: longitude)
    }

    /// A web address with its scheme, which other formats ask for.
    func address(_ name: String) -> String? {
        guard let text = text(name) else { return nil }
        let lower = text.lowercased()
        return lower.hasPrefix("http://") || lower.hasPrefix("https://") ? text : "https://" + text
    }

    /// What people know it by.
    var title: String { text("name") ?? id.description }
}

/// What an export gave.
public struct Export: Sendable {
    /// A record that could not be exported.
    public struct Refusal: Sendable {
        /// Which.
        public let record: ExportRecord
        /// Why, and what to do.
        public let reason: Phrase
    }

    /// The file.
    public var bytes: [UInt8]
    /// How many records are in it.
    public var count: Int
    /// Those that are not.
    public var refusals: [Refusal]
}

/// The formats that records leave in.
public enum ExportFormat: String, Sendable, CaseIterable {
    /// The national schema of the directory of inclusion, version 1.
    case dataInclusion = "data-inclusion"
    /// iCalendar (RFC 5545).
    case ics
    /// GeoJSON (RFC 7946).
    case geojson
    /// A table for spreadsheets.
    case csv
    /// vCard 4 (RFC 6350).
    case vcard
    /// schema.org JobPosting, as JSON-LD.
    case jobposting

    /// The collections that it is for; empty for any.
    public var collections: [String] {
        switch self {
        case .dataInclusion: [Organisation.header.collectionName, Service.header.collectionName]
        case .ics: [Event.header.collectionName]
        case .geojson:
            [
                Organisation.header.collectionName, Service.header.collectionName,
                Place.header.collectionName,
                Event.header.collectionName, Offer.header.collectionName,
            ]
        case .csv: []
        case .vcard:
            [
                Organisation.header.collectionName, Company.header.collectionName,
                CommuneReferent.header.collectionName,
            ]
        case .jobposting: [Offer.header.collectionName]
        }
    }
}
