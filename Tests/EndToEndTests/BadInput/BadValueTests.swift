// BadValueTests: what somebody typed cannot be stored.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct BadValueTests {
    private static let unknown = "0192f0c1-2b3c-7def-8123-456789abcdef"

    /// A device with a record, on which nothing may change.
    private func witness() throws -> (Witness, person: String) {
        let device = try Device()
        let person = try device.put("person", "given_name=Anna", "notes_count+=1")
        return (try Witness(device), person)
    }

    @Test("a value that does not fit is refused, and nothing of the command is stored")
    func values() throws {
        let (witness, person) = try witness()
        let cases: [(code: String, arguments: [String])] = [
            ("bad_number", ["person", "birth_year=dix"]),
            ("out_of_range", ["person", "birth_year=1066"]),
            ("codes_exclude_each_other", ["service", "name=A", "audiences=tout-public,jeunes"]),
            ("codes_exclude_each_other", ["person", "audiences+=jeunes,tout-public"]),
            ("bad_text", ["person", "email=nulle part"]), ("bad_text", ["skill", "rome=K2206"]),
            ("bad_text", ["person", "phone=12"]),
            ("bad_boolean", ["person", "active=peut-être"]),
            ("bad_date", ["person", "first_met_on=2026-02-30"]),
            ("bad_instant", ["note", "at=hier"]),
            ("bad_reference", ["note", "person=Anna"]),
            ("unknown_code", ["person", "audiences+=licornes"]),
            ("unknown_code", ["person", "legal_basis=parce-que"]),
            ("bad_text", ["organisation", "name=A", "siret=12345678901234"]),
            ("bad_text", ["organisation", "name=A", "siret=1234"]),
            ("too_long", ["person", "given_name=\(String(repeating: "é", count: 101))"]),
            ("missing_field", ["organisation", "address=1 rue de l'Essai"]),
            ("unknown_collection", ["persons", "given_name=A"]),
            ("unknown_field", ["person", "first_name=A"]),
            ("wrong_operator", ["person", "given_name+=A"]),
            ("wrong_operator", ["person", "notes_count=4"]),
            ("bad_number", ["person", "notes_count+=beaucoup"]),
        ]
        for (code, arguments) in cases {
            try witness.sees(code, ["put"] + arguments)
            // Not even what was right in the same command.
            let change = [arguments[0], "--id", person, "given_name=Other"]
            if arguments[0] == "person" && !arguments[1].hasPrefix("given_name") {
                try witness.sees(code, ["put"] + change + arguments.dropFirst())
            }
        }
    }

    @Test("what does not exist cannot be shown, changed, deleted or settled")
    func missingRecords() throws {
        let (witness, person) = try witness()
        let id = Self.unknown
        try witness.sees("not_found", ["get", "person", id])
        try witness.sees("not_found", ["delete", "person", id])
        try witness.sees("not_found", ["history", "person", id])
        try witness.sees("not_found", ["put", "person", "--id", id, "--existing", "given_name=A"])
        try witness.sees("not_found", ["resolve", "person", id, "phone", "--keep", ""])
        try witness.sees("no_conflict", ["resolve", "person", person, "phone", "--keep", ""])
        try witness.sees("bad_id", ["get", "person", "Anna"])
        try witness.sees("unknown_collection", ["list", "persons"])
        try witness.sees("unknown_field", ["list", "person", "--where", "age=3"])
        try witness.sees("unknown_code", ["list", "person", "--where", "needs=licornes"])
        try witness.sees("unknown_code", ["search", "a", "--audience", "licornes"])
        try witness.sees("unknown_collection", ["schema", "persons"])
    }

    @Test("wrong usage ends with 2, for both programs")
    func usage() throws {
        let (witness, person) = try witness()
        let cases: [[String]] = [
            ["put"], ["put", "person"], ["put", "person", "given_name"], ["put", "person", "=A"],
            ["put", "person", "given_name=A", "--colour=red"], ["get", "person"],
            ["get", "person", person, "more"], ["put", "person", "given_name=A", "--existing"],
            ["put", "person", "given_name=A", "given_name=B"], ["frobnicate"], ["search"],
            ["list", "person", "--limit", "0"], ["list", "person", "--limit"],
            ["list", "person", "--where", "audiences+=jeunes"], ["enrol", "http://127.0.0.1:1"],
            ["resolve", "person", person, "phone"], ["search", "a", "--near", "here"], ["import"],
        ]
        for arguments in cases { try witness.sees("usage", arguments) }
        let none = try Program(Surroundings.relais, ["list", "person", "--json"]).finish()
        #expect(try none.error(status: 2).text("code") == "usage")

        let server = try TestServer()
        let before = try server.administer(["status"])
        for arguments in [
            ["serve", "--listen", "nowhere"], ["serve", "--port", "80"], ["territory", "create"],
            ["invite", "--territory", TestServer.territory], ["devices"], ["frobnicate"],
        ] {
            #expect(try server.run(arguments).error(status: 2).text("code") == "usage")
        }
        #expect(try server.administer(["status"]) == before)
    }

    @Test("an operator's wrong names are refused, and change nothing")
    func administration() throws {
        let server = try TestServer()
        let before = try server.administer(["status"])
        let territory = ["--territory", TestServer.territory]
        let cases: [(code: String, arguments: [String])] = [
            ("territory_exists", ["territory", "create", TestServer.territory, "--name", "B"]),
            ("bad_territory_code", ["territory", "create", "Brest !", "--name", "B"]),
            (
                "unknown_territory",
                ["organisation", "create", "--territory", "nulle-part", "--name", "A"]
            ),
            (
                "unknown_organisation",
                ["invite", "--organisation", Self.unknown, "--role", "mediator", "--name", "A"]
                    + territory
            ),
            ("unknown_user", ["invite", "--user", Self.unknown] + territory),
            ("unknown_device", ["devices", "revoke", "77"] + territory),
            ("file_unreadable", ["import", "/nowhere/organisation.csv"] + territory),
        ]
        for (code, arguments) in cases {
            let outcome = try server.run(arguments)
            #expect(try outcome.error().text("code") == code, "\(outcome.summary)")
        }
        #expect(try server.administer(["status"]) == before)
    }
}
