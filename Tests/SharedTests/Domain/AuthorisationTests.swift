// Every cell of role × access × scope, and the names of scopes.

import Shared
import Testing

@Suite("Authorisation")
struct AuthorisationTests {
    static let own = RecordID(high: 1, low: 1)
    static let other = RecordID(high: 2, low: 2)
    static let workers: Set<Role> = [.coordinator, .mediator, .referent]

    @Test("everybody reads the territory, and who works with people their organisation")
    func reading() {
        for role in Role.allCases {
            let scopes = Authorisation.scopes(of: Member(organisation: Self.own, role: role))
            #expect(scopes.contains(.territory))
            #expect(scopes.contains(.organisation(Self.own)) == Self.workers.contains(role))
            #expect(!scopes.contains(.organisation(Self.other)))
            #expect(scopes == scopes.sorted() && Set(scopes).count == scopes.count)
        }
    }

    @Test("each role writes each collection in its own scope only", arguments: Role.allCases)
    func writing(_ role: Role) {
        let member = Member(organisation: Self.own, role: role)
        let scopes: [ScopeName] = [
            .territory, .organisation(Self.own), .organisation(Self.other),
        ]
        for collection in JobSearch.schema.collections {
            let home: ScopeName =
                collection.access == .territory ? .territory : .organisation(Self.own)
            let mayCreate = Self.workers.contains(role)
            #expect(
                Authorisation.scope(forNewRecordIn: collection, by: member)
                    == (mayCreate ? home : nil), "\(collection.name)")
            for scope in scopes {
                #expect(
                    Authorisation.mayWrite(collection, scope: scope, member: member)
                        == (mayCreate && scope == home), "\(collection.name) in \(scope)")
            }
        }
    }

    @Test("an unknown collection stays in the organisation", arguments: Role.allCases)
    func unknownCollection(_ role: Role) {
        let member = Member(organisation: Self.own, role: role)
        let mayCreate = Self.workers.contains(role)
        let home = ScopeName.organisation(Self.own)
        #expect(
            Authorisation.scope(forNewRecordIn: nil, by: member) == (mayCreate ? home : nil))
        #expect(Authorisation.mayWrite(nil, scope: home, member: member) == mayCreate)
        #expect(!Authorisation.mayWrite(nil, scope: .territory, member: member))
        #expect(!Authorisation.mayWrite(nil, scope: .organisation(Self.other), member: member))
    }

    @Test("what somebody may write, they also hold")
    func writersRead() {
        for role in Role.allCases {
            let member = Member(organisation: Self.own, role: role)
            let held = Authorisation.scopes(of: member)
            for collection in JobSearch.schema.collections {
                let scope = Authorisation.scope(forNewRecordIn: collection, by: member)
                if let scope { #expect(held.contains(scope)) }
            }
        }
    }

    @Test("a scope's name is read back as itself")
    func names() {
        for scope in [
            ScopeName.territory, .organisation(Self.own), .organisation(Self.other),
            .portfolio(Self.own),
        ] {
            #expect(ScopeName(scope.description) == scope)
        }
        #expect(ScopeName.territory.description == "territory")
        #expect(
            ScopeName.portfolio(Self.own).description
                == "portfolio:00000000-0000-0001-0000-000000000001")
        #expect(
            ScopeName.organisation(Self.own).description
                == "organisation:00000000-0000-0001-0000-000000000001")
    }

    @Test(
        "nothing else names a scope",
        arguments: [
            "", "Territory", "territory ", "territory:", "organisation", "organisation:",
            "organisation:1", "portfolio:", "portfolio:territory",
            "organisation:00000000-0000-0001-0000-00000000000G",
            "organisation:00000000-0000-000A-0000-000000000001",
            "organisation:00000000-0000-0001-0000-000000000001x", "person:territory",
        ])
    func badNames(_ text: String) {
        #expect(ScopeName(text) == nil)
    }

    @Test("roles have stable names and labels in both languages")
    func roles() {
        #expect(
            Role.allCases.map(\.rawValue).sorted() == [
                "coordinator", "mediator", "observer", "referent", "volunteer",
            ])
        for role in Role.allCases {
            #expect(!role.label.french.isEmpty && !role.label.english.isEmpty)
        }
    }
}
