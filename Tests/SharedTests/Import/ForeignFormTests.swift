// That records of data·inclusion and offers of France Travail are recognised and translated, with
// any of their fields missing. The samples are invented.

import Shared
import Testing

@Suite("Foreign forms")
struct ForeignFormTests {
    private static let structure = """
        {"id": "st-1", "source": "dora", "nom": "Maison de l'emploi", "siret": "73282932000074",
         "adresse": "1 rue de Siam", "complement_adresse": null, "code_postal": "29200",
         "code_insee": "29019", "commune": "Brest", "latitude": 48.39, "longitude": -4.48,
         "telephone": "0200000000", "courriel": "contact@example.org",
         "site_web": "https://example.org", "presentation_resume": "Court",
         "presentation_detail": "Long", "horaires_ouverture": "Mo-Fr 09:00-17:00",
         "date_maj": "2024-05-06T07:08:09+02:00", "typologie": "ASSO", "thematiques": ["mobilite"]}
        """
    private static let service = """
        {"id": "se-1", "structure_id": "st-1", "source": "dora", "nom": "Aide au CV",
         "description": "Relire un CV", "presentation_resume": "non", "date_maj": "2024-05-06",
         "frais": ["gratuit"], "horaires_accueil": "Tu 14:00-16:00"}
        """
    private static let offer = """
        {"id": "123ABCD", "intitule": "Soudeur (H/F)", "description": "Souder",
         "dateCreation": "2024-05-06T07:08:09.123Z", "dateActualisation": "2024-05-07T07:08:09Z",
         "lieuTravail": {"libelle": "29 - BREST", "latitude": 48.39, "longitude": -4.48,
         "codePostal": "29200", "commune": "29019"}, "romeCode": "H2913",
         "romeLibelle": "Soudage manuel", "entreprise": {"nom": "Arsenal", "logo": "x"},
         "typeContrat": "CDD", "salaire": {"libelle": "Mensuel de 2000 Euros"},
         "dureeTravailLibelle": "35H", "nombrePostes": 2, "accessibleTH": false,
         "codeNAF": "30.11Z",
         "origineOffre": {"origine": "1", "urlOrigine": "https://example.org/1"},
         "competences": [{"code": "1"}], "contact": {"nom": "personne"}}
        """

    @Test("a structure becomes an organisation", arguments: ["structures.json", "x.jsonl"])
    func structures(name: String) throws {
        let flat = Self.structure.filter { $0 != "\n" }
        let batch = ImportSchema.read(name, name.hasSuffix("l") ? flat : "[\(Self.structure)]")
        let row = try #require(batch.rows.first, "\(batch.reasons)")
        #expect(batch.skipped.isEmpty)
        #expect(row.collection == "organisation" && row.source == "dora" && row.sourceID == "st-1")
        let texts = [
            "name": "Maison de l'emploi", "siret": "73282932000074", "address": "1 rue de Siam",
            "postal_code": "29200", "commune": "29019", "commune_name": "Brest",
            "phone": "0200000000", "email": "contact@example.org",
            "website": "https://example.org", "description": "Long",
            "opening_hours": "Mo-Fr 09:00-17:00", "checked_at": "2024-05-06",
        ]
        for (field, text) in texts { #expect(row.text(field) == text, "\(field)") }
        #expect(row.values["latitude"] == .value(.real(48.39)))
        #expect(row.values["longitude"] == .value(.real(-4.48)))
        #expect(row.values.count == texts.count + 2)
    }

    @Test("a service refers to the structure of the same source")
    func services() throws {
        let batch = ImportSchema.read("di.json", "[\(Self.service), \(Self.structure)]")
        let row = try #require(batch.rows.first)
        #expect(row.collection == "service" && batch.skipped.isEmpty)
        #expect(row.text("organisation") == batch.rows.last?.id.description)
        #expect(row.text("description") == "Relire un CV")
        #expect(row.text("opening_hours") == "Tu 14:00-16:00")
    }

    @Test(
        "an offer of France Travail becomes an offer",
        arguments: [
            "{\"resultats\": [\(offer)], \"filtresPossibles\": []}", "[\(offer)]",
        ])
    func offers(text: String) throws {
        let batch = ImportSchema.read("recherche.json", text)
        let row = try #require(batch.rows.first, "\(batch.reasons)")
        #expect(batch.skipped.isEmpty)
        #expect(row.collection == "offer" && row.source == "france-travail")
        #expect(row.sourceID == "123ABCD")
        let texts = [
            "name": "Soudeur (H/F)", "description": "Souder", "rome": "H2913",
            "rome_label": "Soudage manuel", "naf": "3011Z", "contract_type": "CDD",
            "salary_text": "Mensuel de 2000 Euros", "workload_text": "35H", "origin": "1",
            "origin_url": "https://example.org/1", "employer_name": "Arsenal",
            "postal_code": "29200", "commune": "29019", "commune_name": "BREST",
            "published_at": "2024-05-06T07:08:09.123Z", "updated_at": "2024-05-07T07:08:09Z",
        ]
        for (field, text) in texts { #expect(row.text(field) == text, "\(field)") }
        #expect(row.values["positions"] == .value(.integer(2)))
        #expect(row.values["accessible_to_disabled"] == .value(.bool(false)))
        #expect(row.values["latitude"] == .value(.real(48.39)))
        #expect(row.values.count == texts.count + 4)
    }

    @Test("an occupation that their list has and ours not yet costs the code, not the offer")
    func newerOccupation() throws {
        let text = Self.offer.split(separator: "H2913").joined(separator: "H2999")
        func read(_ text: String) -> ImportBatch {
            ImportFile.parse(
                name: "recherche.json", bytes: Array("[\(text)]".utf8), schema: JobSearch.schema)
        }
        let row = try #require(read(text).rows.first)
        #expect(row.values["rome"] == nil && row.text("rome_label") == "Soudage manuel")
        let broken = Self.offer.split(separator: "H2913").joined(separator: "29 13")
        #expect(read(broken).skipped.count == 1)
    }

    @Test("any member may be missing, null or of another kind without a crash or a made-up value")
    func missingMembers() throws {
        for sample in [Self.structure, Self.service, Self.offer] {
            guard case .object(let object) = try JSON.parse(Array(sample.utf8)) else { continue }
            for index in object.members.indices {
                for replacement: JSON? in [nil, .null, .array([.null]), .object([:]), .bool(true)] {
                    var members = object.members
                    if let replacement {
                        members[index] = .init(key: members[index].key, value: replacement)
                    } else {
                        members.remove(at: index)
                    }
                    let bytes = JSON.array([.object(JSONObject(members: members))]).bytes
                    let batch = ImportFile.parse(
                        name: "x.json", bytes: bytes, schema: ImportSchema.schema)
                    #expect(batch.read == 1)
                    #expect(batch.rows.count + batch.skipped.count == 1, "\(batch.reasons)")
                }
            }
        }
    }

    @Test("a structure without its source or name is left out with the reason")
    func incomplete() {
        let batch = ImportSchema.read(
            "x.jsonl",
            """
            {"id": "1", "nom": "A", "date_maj": "2024-01-01"}
            {"id": "2", "source": "dora", "date_maj": "2024-01-01"}
            {"id": "3", "source": "dora", "nom": "C"}
            """)
        #expect(batch.rows.map(\.sourceID) == ["3"])
        #expect(batch.skipped.map(\.line) == [1, 2])
        #expect(batch.reasons.first?.contains("source") == true)
        #expect(batch.reasons.last?.contains("name") == true)
    }
}
