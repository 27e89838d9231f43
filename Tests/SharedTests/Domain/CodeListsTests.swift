// That codes are stable, unique and labelled, and that states follow each other as declared.

import Shared
import Testing

@Suite("Code lists")
struct CodeListsTests {
    static let lists = JobSearch.schema.collections.flatMap(\.fields)
        .compactMap(\.type.codeList)

    @Test("codes are unique within their list and both labels are there")
    func unique() {
        #expect(Self.lists.count > 40)
        for list in Self.lists {
            let codes = list.entries.map(\.code)
            #expect(!codes.isEmpty && Set(codes).count == codes.count, "\(list.name)")
            for entry in list.entries {
                #expect(!entry.label.french.isEmpty && !entry.label.english.isEmpty)
                #expect(entry.code.utf8.allSatisfy(Self.isCodeByte), "\(entry.code)")
            }
        }
    }

    @Test("one name is one list")
    func names() {
        let byName = Dictionary(grouping: Self.lists, by: \.name)
        for (name, lists) in byName {
            #expect(Set(lists.map { $0.entries.map(\.code) }).count == 1, "\(name)")
        }
    }

    /// Codes that have been published. A code may be added to a list, none may go.
    @Test(
        "published codes stay",
        arguments: [
            (
                CodeLists.audience,
                """
                jeunes jeunes-sans-emploi-formation plus-50-ans seniors handicap allophones \
                parents-isoles longue-duree brsa habitants-qpv refugies-bpi plie iae cadres \
                createurs salaries-precaires retraites-en-recherche demandeurs-emploi femmes tpe \
                entreprises tout-public
                """
            ),
            (
                CodeLists.barrier,
                """
                mobilite-offre mobilite-psychologique garde-enfants amenagements-parentaux langue \
                illettrisme numerique savoir-etre codes-generationnels meconnaissance-marche \
                motivation discrimination precarite meconnaissance-dispositifs defiance \
                surcharge-rdv lenteur-demarches sante logement budget telephone-internet cantine
                """
            ),
            (
                CodeLists.need,
                """
                mobilite garde information-claire confiance budget logement acces-droits langue \
                numerique formation orientation-pro competences candidature creation \
                decouverte-metier rencontre-employeur immersion sante handicap egalite \
                utilite-sociale
                """
            ),
            (
                CodeLists.actionKind,
                """
                atelier cafe-rencontre cafe-contact-emploi matinale forum micro-forum job-dating \
                visite-entreprise parrainage mrs pmsmp clause-insertion prepa-apprentissage \
                creation-activite permanence reunion-reseau conseil-rh formation accompagnement \
                aide-materielle aide-financiere information
                """
            ),
            (
                CodeLists.purpose,
                "rencontre projet-professionnel connaissance-metiers appui-recrutement conseil-rh"
            ),
            (CodeLists.whereHeld, "dans-entreprise hors-entreprise"),
            (CodeLists.stance, "intermediation mediation"),
            (CodeLists.duration, "ponctuelle courte longue"),
            (
                CodeLists.referralState,
                "envoyee recue acceptee refusee rencontre terminee expiree annulee"
            ),
            (
                CodeLists.refusalReason,
                "complet hors-public hors-territoire injoignable deja-suivi autre"
            ),
            (CodeLists.attendance, "inscrit liste-attente present excuse absent annule"),
            (
                CodeLists.outcome,
                """
                emploi-durable emploi-court alternance formation creation immersion stage \
                service-civique droit-ouvert orientation-acceptee autre-positif sans-suite
                """
            ),
            (CodeLists.labelCriterion, "salaries-volontaires main-oeuvre-locale forum-annuel"),
            (CodeLists.contractType, "CDI CDD MIS SAI"),
        ])
    func published(_ list: CodeList, _ codes: String) {
        for code in codes.split(separator: " ") {
            #expect(list.contains(String(code)), "\(list.name): \(code)")
        }
    }

    @Test(
        "states stand in the declared order",
        arguments: [
            (
                ProgressOrders.referral,
                [
                    ("envoyee", "recue"), ("recue", "acceptee"), ("acceptee", "rencontre"),
                    ("rencontre", "terminee"), ("expiree", "recue"), ("envoyee", "expiree"),
                    // A refusal beats the receipt that it answers.
                    ("recue", "refusee"), ("recue", "annulee"),
                ]
            ),
            (
                ProgressOrders.attendance,
                [
                    ("liste-attente", "inscrit"), ("inscrit", "annule"), ("annule", "absent"),
                    ("absent", "excuse"), ("excuse", "present"),
                ]
            ),
            (ProgressOrders.permanence, [("prevue", "ouverte"), ("ouverte", "fermee")]),
            (ProgressOrders.appointment, [("annule", "honore"), ("prevu", "confirme")]),
            (ProgressOrders.application, [("entretien", "retenue"), ("retenue", "embauche")]),
        ])
    func order(_ order: ProgressOrder, _ pairs: [(String, String)]) {
        for (earlier, later) in pairs {
            #expect(order.rank(earlier) < order.rank(later), "\(earlier) < \(later)")
            #expect(order.rank(earlier) >= 0)
        }
    }

    @Test("refusing or cancelling a referral contradicts accepting it")
    func exclusive() {
        #expect(ProgressOrders.referral.exclusive == ["refusee", "annulee"])
        #expect(ProgressOrders.referral.contradicted == "acceptee")
        #expect(ProgressOrders.attendance.exclusive.isEmpty)
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}
