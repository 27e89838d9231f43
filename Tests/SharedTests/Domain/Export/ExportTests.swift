// ExportTests: files of other formats, read back by rules of their own, with hostile texts in them.

import Testing

@testable import Shared

struct ExportTests {
    private static let now = Instant("2026-11-27T10:00:00Z") ?? Instant(milliseconds: 0)

    private func record(
        _ collection: String, _ number: UInt64, _ texts: [String: String],
        sets: [String: [String]] = [:]
    ) -> ExportRecord {
        var fields: [String: ShownValue] = texts.mapValues { .single(.text($0)) }
        for (name, elements) in sets { fields[name] = .set(elements) }
        return ExportRecord(
            collection: collection, id: RecordID(high: 1, low: number), fields: fields)
    }

    private func export(
        _ format: ExportFormat, _ records: [ExportRecord], organisations: [ExportRecord] = []
    ) -> Export {
        format.export(
            records, organisations: organisations, schema: JobSearch.schema, now: ExportTests.now)
    }

    @Test func dataInclusionHasWhatItAsksForOrSaysWhatIsMissing() throws {
        let owner = record(
            "organisation", 1,
            [
                "name": "Mission", "source": "s", "source_id": "o1", "checked_at": "2026-01-02",
                "website": "www.example.org", "opening_hours": "du lundi au vendredi",
            ])
        let whole = record(
            "service", 2,
            [
                "name": "Atelier", "source": "s", "source_id": "x1", "checked_at": "2026-01-02",
                "organisation": owner.id.description, "description": "Apprendre.",
                "kind": "atelier", "fee": "sous-condition", "opening_hours": "Mo-Fr 09:00-12:00",
            ], sets: ["audiences": ["cadres", "jeunes"], "themes": ["langue", "egalite"]])
        let missing: [[String: String]] = [
            ["name": "ab"], ["name": "Sans date"],
            ["name": "Demain", "checked_at": "2026-11-28"],
        ]
        let broken =
            missing.enumerated().map { record("organisation", UInt64(10 + $0), $1) }
            + [record("service", 20, ["name": "Seul", "checked_at": "2026-01-02"])]
        let result = export(
            .dataInclusion, [owner, whole] + broken, organisations: [owner])
        #expect(result.count == 2 && result.refusals.count == 4)
        #expect(result.refusals.allSatisfy { !$0.reason.french.isEmpty })
        let document = try JSON.parse(result.bytes)
        #expect(document[0]?["site_web"] == .string("https://www.example.org"))
        // Words are no hours there.
        #expect(document[0]?["horaires_accueil"] == nil)
        let service = document[1]
        #expect(service?["structure_id"] == .string("s--o1") && service?["id"] == .string("s--x1"))
        #expect(service?["publics"] == .array([.string("jeunes")]))
        #expect(service?["publics_precisions"] == .string("cadres"))
        #expect(service?["frais"] == nil)
        #expect(
            service?["thematiques"]
                == .array([.string("lecture-ecriture-calcul--maitriser-le-francais")]))
        #expect(service?["horaires_accueil"] == .string("Mo-Fr 09:00-12:00"))
    }

    /// Puts folded lines together again, and says whether all of it is as RFC 5545 asks.
    private func unfolded(_ bytes: [UInt8]) -> [String] {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = text.unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        var result: [String] = []
        for line in lines.dropLast() {
            #expect(line.last == "\r", "a line does not end with CRLF")
            let body = String(String.UnicodeScalarView(line.dropLast()))
            #expect(body.utf8.count <= 75)
            if body.hasPrefix(" ") {
                result[result.count - 1] += body.dropFirst()
            } else {
                result.append(body)
            }
        }
        return result
    }

    @Test(arguments: [
        "Café, thé; \\ et\nBEGIN:VEVENT", "x\r\nEND:VCALENDAR", String(repeating: "é🙂", count: 90),
        "\u{0}\u{1B}", "simple",
    ])
    func aCalendarIsNotBrokenByWhatIsWritten(text: String) throws {
        let events = [
            record(
                "event", 1,
                [
                    "name": text, "description": text, "starts_at": "2026-12-01T09:00:00Z",
                    "ends_at": "2026-12-01T11:00:00Z", "state": "annule", "place_name": text,
                ]),
            record("event", 2, ["name": text, "starts_on": "2026-12-01", "ends_on": "2026-12-02"]),
            record("event", 3, ["name": text]),
        ]
        let result = export(.ics, events)
        #expect(result.count == 2 && result.refusals.count == 1)
        let lines = unfolded(result.bytes)
        #expect(lines.filter { $0 == "BEGIN:VEVENT" }.count == 2)
        #expect(lines.filter { $0 == "END:VEVENT" }.count == 2)
        #expect(lines.first == "BEGIN:VCALENDAR" && lines.last == "END:VCALENDAR")
        #expect(lines.contains("DTSTART:20261201T090000Z"))
        #expect(lines.contains("DTEND;VALUE=DATE:20261203"))
        #expect(lines.contains("STATUS:CANCELLED"))
        #expect(lines.allSatisfy { $0.contains(":") })
    }

    @Test func aCardHasItsAddressInItsParts() {
        let card = record(
            "organisation", 1,
            [
                "name": "Mission; locale", "address": "1, rue du Puits", "commune_name": "Brest",
                "postal_code": "29200", "phone": "02 61 91 00 00",
            ])
        let lines = unfolded(export(.vcard, [card]).bytes)
        #expect(lines.contains("FN:Mission\\; locale"))
        #expect(lines.contains("ADR:;;1\\, rue du Puits;Brest;;29200;France"))
        #expect(lines.first == "BEGIN:VCARD" && lines[1] == "VERSION:4.0")
    }

    @Test func aMapHasLongitudeFirst() throws {
        var place = record("place", 1, ["name": "Ici"])
        place = ExportRecord(
            collection: "place", id: place.id,
            fields: place.fields.merging([
                "latitude": .single(.real(48.39)), "longitude": .single(.real(-4.48)),
            ]) { $1 })
        let result = export(.geojson, [place, record("place", 2, ["name": "Nulle part"])])
        #expect(result.count == 1 && result.refusals.count == 1)
        let feature = try JSON.parse(result.bytes)["features"]?[0]
        #expect(
            feature?["geometry"]?["coordinates"] == .array([.real(-4.48), .real(48.39)]))
        #expect(feature?["properties"]?["name"] == .string("Ici"))
    }

    @Test func aTableIsReadBackAndHasNoFormula() throws {
        let names = ["=1+1", "+33", "-x", "@a", "a;b", "a\"b", "a\nb", "a\r\nb", "é", " x"]
        let records = names.enumerated().map { record("place", UInt64($0), ["name": $1]) }
        let result = export(.csv, records)
        var reader = try CSVReader(result.bytes)
        _ = reader.next()
        var read: [String] = []
        while case .row(_, let cells)? = reader.next() { read.append(cells[1]) }
        // The reader knows the apostrophe that a spreadsheet does not see as text.
        #expect(read == names)
        let text = String(decoding: result.bytes, as: UTF8.self)
        for name in names.prefix(4) { #expect(text.contains(";'\(name);")) }
    }

    @Test func anOfferIsAJobPosting() throws {
        let offer = record(
            "offer", 1,
            [
                "name": "Maçon", "published_at": "2026-11-01T09:00:00Z", "contract_type": "CDI",
                "employer_name": "BTP", "commune_name": "Brest",
            ])
        let result = export(.jobposting, [offer, record("offer", 2, ["name": "Sans date"])])
        #expect(result.count == 1 && result.refusals.count == 1)
        let posting = try JSON.parse(result.bytes)[0]
        #expect(posting?["@type"] == .string("JobPosting"))
        #expect(posting?["hiringOrganization"]?["name"] == .string("BTP"))
        #expect(
            posting?["jobLocation"]?["address"]?["addressLocality"] == .string("Brest"))
    }
}
