// NoteLintTests: what has no place in a note is told, and ordinary sentences are left in peace.

import Shared
import Testing

struct NoteLintTests {
    @Test(arguments: [
        ("Il est dépressif depuis 2 ans.", "dépressif", NoteWarning.Topic.health),
        ("Suivie en PSYCHIATRIE", "PSYCHIATRIE", .health),
        ("en arrêt maladie", "maladie", .health),
        ("Musulmane pratiquante", "Musulmane", .religion),
        ("Elle porte le voile au travail", "porte le voile", .religion),
        ("Ancien syndicaliste", "syndicaliste", .politics),
        ("proche de l'extrême droite", "extrême droite", .politics),
        ("d'origine malienne", "d'origine", .origin),
        ("Jeune maghrébin", "maghrébin", .origin),
        ("Il est paresseux.", "paresseux", .judgement),
        ("un vrai cas social", "cas social", .judgement),
        ("De\u{301}pressive", "De\u{301}pressive", .health),
    ])
    func isTold(text: String, word: String, topic: NoteWarning.Topic) throws {
        let warning = try #require(NoteLint.warnings(in: text).first)
        #expect(warning.word == word && warning.topic == topic)
        let start = text.index(text.startIndex, offsetBy: warning.position)
        #expect(text[start...].hasPrefix(word))
    }

    /// What mediators write every day.
    static let ordinary = [
        "Cherche un emploi de cuisinier à temps partiel, le matin.",
        "A assisté à l'atelier CV. Revient mardi avec son dossier de santé au travail.",
        "Parle arabe et français ; souhaite améliorer son français à l'écrit.",
        "Permis B obtenu, pas de voiture. Trajet par la ligne 3 du tram.",
        "Orientée vers la Mission locale par sa structure d'origine.",
        "Ancien militaire, a travaillé dans la sécurité.",
        "Rendez-vous au 12 rue de l'Église, salle du conseil.",
        "Reconnaissance de travailleur handicapé (RQTH) demandée.",
        "L'origine de la demande est une annonce de l'hebdo.",
        "A voté le budget de l'association, trésorière bénévole.",
        "Restaurant africain à Lambézellec : essai concluant.",
        "Code ROME G1602, motivée par la restauration collective.",
        "Garde d'enfants à trouver avant la rentrée.",
        "Mutuelle santé à ouvrir ; droit vérifié à la CPAM.",
        "Poste assis demandé, horaires de jour.",
        "Lui envoyer l'adresse du centre social et le numéro de téléphone.",
        "Présente au café-rencontre, deux contacts avec des entreprises.",
        "Métier d'origine : soudeur. Poste d'origine : caissière.",
        "Le parti pris est de commencer par une immersion.",
        "Course à pied le samedi, équipe de voile le dimanche.",
    ]

    @Test(arguments: ordinary)
    func ordinarySentenceIsLeftInPeace(text: String) {
        #expect(NoteLint.warnings(in: text) == [])
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func anyTextIsReadInABoundedTime(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var scalars = String.UnicodeScalarView()
        for _ in 0..<20_000 {
            let value = UInt32(truncatingIfNeeded: chance.next()) % 0x11_0000
            scalars.append(Unicode.Scalar(chance.next() % 3 == 0 ? value : value % 0x180) ?? " ")
        }
        let text = String(scalars)
        let clock = ContinuousClock()
        var warnings: [NoteWarning] = []
        let time = clock.measure { warnings = NoteLint.warnings(in: text) }
        #expect(time < .seconds(5))
        for warning in warnings {
            #expect(text.dropFirst(warning.position).hasPrefix(warning.word.prefix(1)))
        }
    }

    @Test func endlessRepetitionIsToldOnceInAWhile() {
        let text = String(repeating: "malade ", count: 2_000)
        #expect(NoteLint.warnings(in: text).count == 50)
    }

    @Test func onlyWhatPeopleWriteFreelyAboutSomebodyIsRead() throws {
        let schema = JobSearch.schema
        func isFree(_ collection: String, _ field: String) throws -> Bool {
            let declaration = try #require(schema.collection(collection))
            return schema.isFreeText(try #require(declaration.field(field)), of: declaration)
        }
        #expect(try isFree("note", "text") && isFree("interview", "answers"))
        #expect(try isFree("visit", "summary") && isFree("registration", "comment"))
        #expect(try !isFree("person", "phone") && !isFree("guide_article", "body"))
        #expect(try !isFree("person", "address") && !isFree("person", "needs"))
    }
}
